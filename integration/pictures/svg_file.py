"""A picture as a file of its own: it needs no stylesheet, no script and no font from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from integration.pictures.shapes import LINE, WIDE, Box, Line, Picture, Text, short

CONTENT_TYPE = "image/svg+xml"
Colours = Mapping[tuple[str, str], str]  # of marks, by kind and key

_MARGIN, _SAMPLE, _LETTER = 24, 16, 7.8  # pixels
_INK, _RULE, _FAINT, _PAPER = "#131525", "#6e7597", "#c9cddb", "#ffffff"
_FONT = "'Fira Sans', 'Segoe UI', Arial, sans-serif"


def svg_file(picture: Picture, colours: Colours, said: Sequence[str] = ()) -> bytes:
    """Return a picture, dark on white, with its title, the lines `said` and its legend above it."""
    legend, legend_height = _legend(picture, colours)
    below = _MARGIN + 26 + LINE * len(said) + 10 + legend_height
    keys_height = -(-len(picture.keys) // 2) * LINE
    height = below + picture.height + keys_height + _MARGIN
    width = WIDE + 2 * _MARGIN
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": str(width),
            "height": str(height),
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-labelledby": "titel text",
            "lang": "de",
            "font-family": _FONT,
            "font-size": "14",
            "fill": _INK,
        },
    )
    SubElement(svg, "title", id="titel").text = picture.title
    SubElement(svg, "desc", id="text").text = picture.description
    svg.append(_patterns(picture))
    SubElement(svg, "rect", width="100%", height="100%", fill=_PAPER)
    _letters(svg, _MARGIN, _MARGIN + 16, picture.title, size="18", weight="600")
    for place, line in enumerate(said):
        _letters(svg, _MARGIN, _MARGIN + 26 + LINE * (place + 1) - 5, short(line, 100))
    legend.set("transform", f"translate({_MARGIN} {below - legend_height})")
    svg.append(legend)
    drawing = SubElement(svg, "g", transform=f"translate({_MARGIN} {below})")
    for shape in picture.shapes:
        _draw(drawing, shape, colours)
    for place, (letter, label) in enumerate(picture.keys):
        y, x = picture.height + LINE * (place // 2 + 1), place % 2 * WIDE / 2
        _letters(drawing, x, y, f"{letter} – {short(label)}")
    return tostring(svg, encoding="utf-8", xml_declaration=True)


def _patterns(picture: Picture) -> Element:
    defs = Element("defs")
    for name, path in picture.patterns:
        tile = SubElement(
            defs, "pattern", {"id": name, "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
        )
        SubElement(tile, "path", {"d": path, "stroke": _INK, "stroke-opacity": ".35", "fill": "none"})
    return defs


def _legend(picture: Picture, colours: Colours) -> tuple[Element, int]:
    """Return the legend in as many lines as it needs, and their height."""
    group, x, y = Element("g"), 0.0, 0
    for kind, key, label in picture.legend:
        needed = _SAMPLE + 8 + len(label) * _LETTER + 20
        if x and x + needed > WIDE:
            x, y = 0.0, y + LINE + 6
        mark = Box(kind, key, x / WIDE * 100, _SAMPLE / WIDE * 100, y, _SAMPLE, label)
        _draw(group, mark, colours)
        _letters(group, x + _SAMPLE + 8, y + 13, label)
        x += needed
    return group, (y + LINE + 16 if picture.legend else 0)


def _draw(parent: Element, shape: Box | Text | Line, colours: Colours) -> None:
    if isinstance(shape, Text):
        anchor = {"text-anchor": shape.anchor}
        weight = "400" if shape.role == "label" else "600"
        _letters(parent, _across(shape.x), shape.y, shape.text, weight=weight, **anchor)
    elif isinstance(shape, Line):
        place = {"x1": _across(shape.x), "y1": shape.y, "x2": _across(shape.x_end), "y2": shape.y_end}
        look = {"stroke": _INK, "stroke-dasharray": "4 3"} if shape.role == "today" else {"stroke": _FAINT}
        SubElement(parent, "line", {name: f"{value:g}" for name, value in place.items()}, **look)
    else:
        _draw_box(parent, shape, colours)


def _draw_box(parent: Element, box: Box, colours: Colours) -> None:
    place = {
        "x": f"{_across(box.x):.2f}",
        "y": f"{box.y:g}",
        "width": f"{_across(box.width):.2f}",
        "height": f"{box.height:g}",
    }
    mark = SubElement(parent, "rect", place, fill=colours.get((box.kind.name, box.key), _PAPER), stroke=_RULE)
    SubElement(mark, "title").text = box.says
    if box.pattern:
        SubElement(parent, "rect", place, fill=f"url(#{box.pattern})")


def _across(per_cent: float) -> float:
    return per_cent * WIDE / 100


def _letters(
    parent: Element, x: float, y: float, text: str, *, size: str = "14", weight: str = "400", **more: str
) -> None:
    attributes = {"x": f"{x:.2f}", "y": f"{y:g}", "font-size": size, "font-weight": weight, **more}
    SubElement(parent, "text", attributes).text = text
