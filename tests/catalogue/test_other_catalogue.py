"""Whether a workbook is an edition of this catalogue or another one: the demo city's against itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from catalogue.importing import Plan, carry_out, plan
from catalogue.models import ReadingDecision
from catalogue.spreadsheet.decisions import NUMBERS, Decisions
from integration.spreadsheets.refusal import Refused
from tests.catalogue.workbooks import (
    GOAL,
    NR,
    TEXT,
    bring_in,
    bring_in_rows,
    differences,
    record,
    said,
    saved,
    workbook,
)

pytestmark = pytest.mark.usefixtures("reference_data")

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo-massnahmenkatalog.xlsx"
FIRST_ROW, GOAL_COLUMN, TEXT_COLUMN = 6, 3, 4
OURS = [
    {NR: "7,0", GOAL: "Eltern kennen die Kindertagesstätten", TEXT: "Sprechstunde in der Unterkunft"},
    {NR: "8,0", GOAL: "Jugendliche finden eine Ausbildung", TEXT: "Beratung an der Berufsschule"},
    {NR: "9,0", GOAL: "Alle wohnen gut", TEXT: "Wohnungen werden vermittelt"},
]
THEIRS = [
    {NR: "7,0", GOAL: "Radwege verbinden die Stadtteile", TEXT: "Ausbau des Ringgleises"},
    {NR: "8,0", GOAL: "Busse fahren auch nachts", TEXT: "Neuer Fahrplan"},
    {NR: "9,0", GOAL: "Bäume spenden Schatten", TEXT: "Pflanzung am Bahnhof"},
]


def demo(goal: str = "{}", text: str = "{}", shift: int = 0) -> bytes:
    """Return the demo city's workbook with every goal and text worded so, each taken `shift` rows below."""
    book = load_workbook(DEMO)
    sheet = book.worksheets[0]
    rows = range(FIRST_ROW, sheet.max_row + 1)
    before = [(sheet.cell(row, GOAL_COLUMN).value, sheet.cell(row, TEXT_COLUMN).value) for row in rows]
    for row, texts in zip(rows, before[shift:] + before[:shift], strict=True):
        for column, form, value in zip((GOAL_COLUMN, TEXT_COLUMN), (goal, text), texts, strict=True):
            sheet.cell(row, column).value = form.format(value) if value else None
    return saved(book)


def theirs_as(**decided: int | bool) -> Plan:
    return plan(workbook(THEIRS), decisions=Decisions(**decided))  # type: ignore[arg-type]


# --- The demo city's editions


@pytest.mark.parametrize(
    "newer",
    [
        pytest.param({}, id="unchanged"),
        pytest.param({"goal": "{} Das gilt für alle Stadtteile und jedes Alter."}, id="goals extended"),
        pytest.param({"goal": "{0:.40}", "text": "{0:.60}"}, id="texts cut"),
        pytest.param({"text": "Neu gefasst: Das Vorhaben wird im kommenden Jahr begonnen."}, id="new texts"),
        pytest.param({"goal": ""}, id="goals dropped"),
    ],
)
def test_newer_edition_is_the_same_catalogue(newer: dict[str, Any]) -> None:
    bring_in(DEMO.read_bytes(), concept="fluechtlinge")
    planned = plan(demo(**newer), concept="fluechtlinge")
    assert planned.other_catalogue is None
    assert bool(planned.measures["changed"]) == bool(newer)


def test_texts_under_other_numbers_are_another_catalogue() -> None:
    bring_in(DEMO.read_bytes(), concept="fluechtlinge")
    other = plan(demo(shift=5), concept="fluechtlinge").other_catalogue
    assert other
    assert other.different > 0.9 * other.compared
    assert (len(other.examples), other.proposed % 1_000) == (3, 0)


def test_empty_catalogue_takes_any() -> None:
    assert plan(DEMO.read_bytes()).other_catalogue is None


# --- Few measures


def test_other_texts_stop_the_import_and_show_examples() -> None:
    bring_in_rows(*OURS)
    planned = plan(workbook(THEIRS))
    other = planned.other_catalogue
    assert other
    assert (other.compared, other.different, other.proposed) == (3, 3, 1_000)
    assert other.examples[0] == (
        7,
        "Radwege verbinden die Stadtteile Ausbau des Ringgleises",
        "Eltern kennen die Kindertagesstätten Sprechstunde in der Unterkunft",
    )
    with pytest.raises(Refused, match=r"Anderer Katalog\? Bei 3 von 3 Maßnahmen"):
        carry_out(planned, by=None)
    assert record(7).goal == OURS[0][GOAL]


def test_two_measures_are_too_few_to_tell() -> None:
    bring_in_rows(*OURS[:2])
    assert plan(workbook(THEIRS)).other_catalogue is None


def test_half_of_the_texts_rewritten_is_an_edition() -> None:
    fourth = {NR: "10,0", GOAL: "Feste verbinden"}
    bring_in_rows(*OURS, fourth)
    assert plan(workbook([*OURS[:2], THEIRS[2], fourth | {GOAL: "Chöre singen"}])).other_catalogue is None


def test_measures_of_another_concept_must_say_the_same() -> None:
    bring_in_rows(*OURS, concept="konsens")
    half = [row | {GOAL: "Niemand bleibt in der Stadt ohne freundliche Unterstützung"} for row in OURS]
    source = workbook(half)
    assert plan(source, concept="konsens").other_catalogue is None
    assert plan(source).other_catalogue is None
    assert plan(source, concept="fluechtlinge").other_catalogue
    assert plan(workbook(OURS), concept="fluechtlinge").other_catalogue is None


def test_person_may_say_that_it_is_the_same_catalogue() -> None:
    bring_in_rows(*OURS)
    planned = theirs_as(same_catalogue=True)
    assert planned.other_catalogue is None
    carry_out(planned, by=None)
    assert record(7).goal == THEIRS[0][GOAL]


# --- A number range of its own


def test_number_range_keeps_both_catalogues() -> None:
    bring_in_rows(*OURS)
    planned = theirs_as(numbers_from=1_000)
    assert said(planned).splitlines()[0] == "Eigener Nummernkreis: Maßnahme 7 der Datei wird 1007."
    carry_out(planned, by=None)
    assert (record(7).goal, record(1_007).goal) == (OURS[0][GOAL], THEIRS[0][GOAL])
    assert planned.measures == {"new": 3, "absent": 3}
    assert differences(theirs_as(numbers_from=1_000)) == {}


def test_number_range_given_once_is_proposed_again() -> None:
    bring_in_rows(*OURS)
    carry_out(theirs_as(numbers_from=3_000), by=None)
    assert ReadingDecision.objects.remembered()[NUMBERS] == {"3000": "3000"}
    again = plan(workbook(THEIRS)).other_catalogue
    assert again
    assert again.proposed == 3_000
    third = plan(
        workbook([row | {GOAL: f"Haushalt {row[NR]}", TEXT: "Kasse"} for row in OURS])
    ).other_catalogue
    assert third
    assert third.proposed == 4_000


def test_number_range_that_is_taken_stops_too() -> None:
    bring_in_rows(*OURS)
    other = theirs_as(numbers_from=1).other_catalogue
    assert other
    assert (other.compared, other.proposed) == (2, 1_000)


@pytest.mark.parametrize("start", [-1, 999_999])
def test_number_range_beyond_all_numbers_is_refused(start: int) -> None:
    with pytest.raises(Refused, match=f"Ein Nummernkreis ab {start} geht nicht"):
        theirs_as(numbers_from=start)
