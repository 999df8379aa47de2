"""What a picture consists of: plain SVG with a title, a description and the numbers in the marks.

Across, places are per cent of the picture's width, so that it fits any width while its letters keep their
size; down, they are CSS pixels. On a page colours come from the stylesheet and so follow light, dark and
print; a file of its own brings them along (`svg_file`). Patterns tell marks apart where colours cannot.
The table beside a picture says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

NARROW, WIDE = 288, 720  # pixels: the width of a picture in WCAG's narrowest window, and in a file
MOST_LETTERS = 38  # of a label, in the narrowest window; the table has all of them
LINE = 18  # pixels, of text
_DIGIT, _MARGIN = 8, 2
PATTERNS = {  # what is drawn over a mark, in tiles of 8 by 8 pixels
    "steigend": "M-1,1l2,-2M0,8l8,-8M7,9l2,-2",
    "fallend": "M-1,7l2,2M0,0l8,8M7,-1l2,2",
    "waagerecht": "M0,4h8",
    "senkrecht": "M4,0v8",
    "punkte": "M3,4h2M7,0h1M0,0h1M7,8h1M0,8h1",
    "karo": "M0,8l8,-8M0,0l8,8",
}


class Kind(NamedTuple):
    """What marks stand for, "status" or "heat": it and their key choose their colour, and here a pattern."""

    name: str
    patterns: Mapping[str, str] = {}


class Box(NamedTuple):
    """A mark. `says` is told where a pointer rests on it."""

    kind: Kind
    key: str
    x: float
    width: float
    y: float
    height: float
    says: str

    @property
    def shape(self) -> str:
        return "box"

    @property
    def pattern(self) -> str:
        return self.kind.patterns.get(self.key, "")

    @property
    def place(self) -> str:
        """Return where it stands, as attributes of SVG on a page."""
        return f'x="{self.x:.3f}%" y="{self.y:g}" width="{self.width:.3f}%" height="{self.height:g}"'


class Text(NamedTuple):
    """Letters; `role` is "label", "number", "wide" (a number only for wide windows) or "tick"."""

    x: float
    y: float
    text: str
    role: str = "label"
    anchor: str = "start"

    @property
    def shape(self) -> str:
        return "text"

    @property
    def place(self) -> str:
        return f'x="{self.x:.3f}%" y="{self.y:g}" text-anchor="{self.anchor}"'


class Line(NamedTuple):
    """A line across the picture or down it; `role` is "axis" or "today"."""

    x: float
    y: float
    x_end: float
    y_end: float
    role: str = "axis"

    @property
    def shape(self) -> str:
        return "line"

    @property
    def place(self) -> str:
        return f'x1="{self.x:.3f}%" y1="{self.y:g}" x2="{self.x_end:.3f}%" y2="{self.y_end:g}"'


Shape = Box | Text | Line


class Sample(NamedTuple):
    """An entry of the legend."""

    kind: Kind
    key: str
    label: str

    @property
    def pattern(self) -> str:
        return self.kind.patterns.get(self.key, "")


@dataclass(frozen=True)
class Picture:
    """Its shapes, and the same in words for those who do not see them."""

    title: str
    description: str
    height: int
    shapes: Sequence[Shape]
    legend: Sequence[Sample] = ()
    keys: Sequence[tuple[str, str]] = ()  # what letters in it stand for, told below it

    @property
    def patterns(self) -> list[tuple[str, str]]:
        """Return name and path of the patterns that the picture uses."""
        used = {one.pattern for one in (*self.shapes, *self.legend) if isinstance(one, Box | Sample)}
        return [(name, path) for name, path in PATTERNS.items() if name in used]


def short(label: str, letters: int = MOST_LETTERS) -> str:
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"


def number_in(box: Box, number: int) -> list[Text]:
    """Return a mark's number in its middle, nothing where there is no room for it in any window."""
    needed = len(str(number)) * _DIGIT + _MARGIN
    if box.height < LINE - 3 or box.width * WIDE / 100 < needed:
        return []
    role = "number" if box.width * NARROW / 100 >= needed else "wide"
    return [Text(box.x + box.width / 2, box.y + box.height / 2 + 5, str(number), role, "middle")]
