"""Pictures: to scale, with their numbers, told in words, and as files that stand alone."""

from __future__ import annotations

from django.template.loader import render_to_string
from lxml.etree import fromstring

from integration.pictures.charts import (
    Heat,
    Piece,
    Pieces,
    Span,
    columns,
    letter_of,
    matrix,
    spans,
    stacked_bars,
)
from integration.pictures.shapes import Box, Kind, Picture, Text
from integration.pictures.svg_file import svg_file

STATE = Kind("status", {"umgesetzt": "punkte"})
LEGEND = [("geplant", "geplant"), ("umgesetzt", "umgesetzt")]
LONG = "Ein Handlungsfeld mit einem sehr langen Namen, der nicht passt"


def pieces(planned: int, done: int) -> list[Piece]:
    return [Piece("geplant", "geplant", planned), Piece("umgesetzt", "umgesetzt", done)]


BARS = [Pieces("Schule", 40, pieces(30, 10)), Pieces("Wohnen", 1, pieces(0, 1)), Pieces(LONG, 0, [])]


def boxes(picture: Picture) -> list[tuple[str, float, float]]:
    return [(one.key, one.x, one.width) for one in picture.shapes if isinstance(one, Box)]


def texts(picture: Picture, role: str) -> list[str]:
    return [one.text for one in picture.shapes if isinstance(one, Text) and one.role == role]


def test_bars_are_to_the_scale_of_the_longest() -> None:
    picture = stacked_bars("Stand", STATE, BARS, LEGEND)
    assert boxes(picture) == [("geplant", 0, 75), ("umgesetzt", 75, 25), ("umgesetzt", 0, 2.5)]
    assert texts(picture, "label") == [
        "Schule · 40",
        "Wohnen · 1",
        "Ein Handlungsfeld mit einem sehr lang… · 0",
    ]


def test_number_stands_in_its_mark_where_it_has_room() -> None:
    picture = stacked_bars("Stand", STATE, BARS, LEGEND)
    assert (texts(picture, "number"), texts(picture, "wide")) == (["30", "10"], ["1"])
    narrow = stacked_bars("Stand", STATE, [Pieces("S", 101, pieces(100, 1))], LEGEND)
    assert (texts(narrow, "number"), texts(narrow, "wide")) == (["100"], [])


def test_picture_says_its_numbers_in_words() -> None:
    picture = stacked_bars("Stand", STATE, BARS[:2], LEGEND)
    assert picture.description == "Schule: 30 geplant, 10 umgesetzt; Wohnen: 1 umgesetzt"
    html = render_to_string("components/picture.html", {"picture": picture, "name": "feld"})
    assert 'role="img" aria-labelledby="feld-titel feld-text"' in html
    assert 'x="75.000%" y="18" width="25.000%" height="26"' in html
    assert html.count('class="picture__number"') == 2
    assert html.count('fill="url(#feld-punkte)"') == 3  # two marks and the legend's sample


def test_nothing_makes_an_empty_picture() -> None:
    for picture in (stacked_bars("Stand", STATE, [], []), columns("Stand", STATE, [], [], [])):
        assert (boxes(picture), picture.description) == ([], "Keine Maßnahmen.")


def test_columns_grow_from_the_foot() -> None:
    picture = columns("Verlauf", STATE, BARS[:2], LEGEND, [("Jan", "2024"), ("Feb", "")])
    low, high, small = [one for one in picture.shapes if isinstance(one, Box)]
    assert (low.y + low.height, high.y + high.height) == (278, low.y)
    assert (low.height, small.height) == (195, 6.5)
    assert texts(picture, "tick") == ["40", "Jan", "2024", "1", "Feb"]


def test_matrix_names_its_columns_by_letters() -> None:
    picture = matrix("Wer wo", Kind("heat"), ["Schule", "Wohnen"], [("FB 51", [Heat(3, "5"), Heat(0, "0")])])
    assert boxes(picture) == [("5", 0, 50), ("0", 50, 50)]
    assert texts(picture, "label") == ["FB 51"]
    assert picture.keys == [("A", "Schule"), ("B", "Wohnen")]
    assert "A – Schule".encode() in svg_file(picture, {})
    assert picture.description == "FB 51: Schule 3, Wohnen 0"
    assert [letter_of(place) for place in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]


def test_spans_stand_between_their_days() -> None:
    row = Span("29 Wege", "geplant", 25, 75, "29 Wege: geplant, 2017 bis 2018")
    picture = spans("Zeitplan", STATE, [row], LEGEND, [(0, "2016"), (50, "2018")], 60)
    assert boxes(picture) == [("geplant", 25, 50)]
    assert picture.description == row.says


def test_file_stands_alone() -> None:
    picture = stacked_bars("Stand <heute>", STATE, BARS, LEGEND)
    data = svg_file(picture, {("status", "geplant"): "#eac9fc"}, ["Stand 01.02.2024"])
    root = fromstring(data)
    names = {str(element.tag).split("}")[-1] for element in root.iter()}
    assert names == {"svg", "title", "desc", "defs", "pattern", "path", "rect", "g", "text"}
    told = {name for element in root.iter() for name in element.attrib}
    assert not {str(name) for name in told} & {"style", "class", "href", "onload", "onclick"}
    assert b"#eac9fc" in data
    assert b"%" not in data.split(b"<g", 1)[1]
    assert b"Stand &lt;heute&gt;" in data
