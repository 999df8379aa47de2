from __future__ import annotations

import pytest

from integration.spreadsheets.headings import (
    column_paths,
    fill_merges,
    hidden_under_merges,
    normalise,
    without_parentheses,
)
from integration.spreadsheets.reading import Row, Sheet
from integration.spreadsheets.values import Number

ROWS = [
    Row(1, {1: "Nr", 2: "Zielgruppe", 5: "Ort"}),
    Row(2, {2: "Flüchtlinge", 3: "verdeckt"}),
    Row(3, {2: "UMF", 3: "Kinder", 4: "Strukturen", 5: Number("2016")}),
    Row(4, {1: "7,0", 2: "x"}),
]
MERGES = [(1, 1, 3, 1), (1, 2, 1, 4), (2, 2, 2, 3), (3, 6, 5, 6), (4, 1, 9, 1)]
SHEET = Sheet("Katalog", ROWS, MERGES, set(), set())


def test_column_paths_lead_from_group_to_heading() -> None:
    assert column_paths(SHEET, 1, 3) == {
        1: ("Nr",),
        2: ("Zielgruppe", "Flüchtlinge", "UMF"),
        3: ("Zielgruppe", "Flüchtlinge", "Kinder"),
        4: ("Zielgruppe", "Strukturen"),
        5: ("Ort", "2016"),
    }


def test_column_paths_take_only_the_rows_named() -> None:
    assert column_paths(SHEET, 3, 3) == {2: ("UMF",), 3: ("Kinder",), 4: ("Strukturen",), 5: ("2016",)}


def test_fill_merges_shows_what_people_see() -> None:
    filled = fill_merges(ROWS, MERGES)
    assert filled[2] == {1: "Nr", 2: "Flüchtlinge", 3: "Flüchtlinge"}
    assert filled[9] == {1: "7,0"}
    assert ROWS[1].cells == {2: "Flüchtlinge", 3: "verdeckt"}


def test_fill_merges_hides_what_an_empty_first_cell_covers() -> None:
    assert fill_merges([Row(1, {2: "verdeckt", 3: "frei"})], [(1, 1, 1, 2)]) == {1: {3: "frei"}}


def test_hidden_under_merges_names_cells_nobody_sees() -> None:
    assert hidden_under_merges(SHEET) == {(2, 3)}


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("Koordinator Ehrenamt (eine Person)", "Koordinator Ehrenamt"),
        ("50.21 (ZK, (Zentrale) Stelle) neu", "50.21 neu"),
        ("Ort (abgeschnitten", "Ort"),
        ("Ort", "Ort"),
    ],
)
def test_without_parentheses_leaves_names_out(heading: str, shown: str) -> None:
    assert without_parentheses(heading) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maß-\nnahme - was", "MASSNAHME – was"),
        ("Maß\u00adnahme", "Maßnahme"),
        ("Maß\u00ad\nnahme", "Maßnahme"),
        ("Vor-\nund Nachname", "Vor- und Nachname"),
        ("Integrations-\nKonzept 2", "Integrations-Konzept  2"),
        ("weitere /\nKooperationspartner", "weitere Kooperationspartner"),
        ("Umsetzung (+ Partner)", "Umsetzung"),
        ("Aufnahmegesellschaft (AG) und Institutionen (I)", "Aufnahmegesellschaft und Institutionen"),
        ("U\u0308bergeordnetes Thema / Handlungsfeld", "Übergeordnetes Thema/Handlungsfeld"),
        ("Was soll erreicht werden?", "was soll erreicht werden"),
        ("50.21 (ZK, Zentrale Koordinierungsstelle)", "50.21"),
    ],
)
def test_normalise_makes_spellings_equal(one: str, other: str) -> None:
    assert normalise(one) == normalise(other) != ""


def test_normalise_keeps_umlauts_and_letters_of_two_parts() -> None:
    assert normalise("Für K\u0300ö") == "für k\u0300ö"
    assert normalise("Fur") != normalise("Für")
    assert normalise("FB 50") != normalise("FB 51")
