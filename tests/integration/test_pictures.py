"""Stacked bars: to scale, with their numbers, and told in words."""

from __future__ import annotations

from django.template.loader import render_to_string

from integration.pictures import stacked_bars

LEGEND = [("geplant", "geplant"), ("umgesetzt", "umgesetzt")]
ROWS = [
    ("Schule", [("geplant", "geplant", 30), ("umgesetzt", "umgesetzt", 10)]),
    ("Wohnen", [("geplant", "geplant", 0), ("umgesetzt", "umgesetzt", 1)]),
    ("Ein Handlungsfeld mit einem sehr langen Namen, der nicht passt", []),
]


def test_bars_are_to_the_scale_of_the_longest() -> None:
    school, living, empty = stacked_bars("Stand", ROWS, LEGEND).bars
    assert [(mark.x, mark.width, mark.number) for mark in school.marks] == [
        ("0.000%", "75.000%", 30),
        ("75.000%", "25.000%", 10),
    ]
    assert [(mark.x, mark.width, mark.has_room) for mark in living.marks] == [("0.000%", "2.500%", False)]
    assert empty.marks == []
    assert empty.label == "Ein Handlungsfeld mit einem sehr langen Nam…"


def test_picture_says_its_numbers_in_words() -> None:
    picture = stacked_bars("Stand", ROWS[:2], LEGEND)
    assert picture.description == "Schule: 30 geplant, 10 umgesetzt; Wohnen: 1 umgesetzt"
    html = render_to_string("components/stacked_bars.html", {"picture": picture, "name": "feld"})
    assert 'role="img" aria-labelledby="feld-titel feld-text"' in html
    assert "<title" in html
    assert html.count('class="picture__number"') == 2  # the narrow mark has no room for its number


def test_nothing_makes_an_empty_picture() -> None:
    picture = stacked_bars("Stand", [], [])
    assert (picture.bars, picture.height, picture.description) == ([], 0, "Keine Maßnahmen.")
