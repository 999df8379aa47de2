"""The head of a table: each column asked about once, and decided by people where they did."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest

from catalogue.reference.references import References
from catalogue.spreadsheet.columns import layout
from catalogue.spreadsheet.decisions import COLUMN, LEAVE_OUT, OWN, Decisions
from catalogue.spreadsheet.reading import read_table
from catalogue.spreadsheet.table import Table
from integration.spreadsheets.opening import open_workbook
from tests.catalogue.workbooks import GOAL, HEADINGS, NR, REMARK, TEXT, Cells, saved, workbook

pytestmark = pytest.mark.usefixtures("reference_data")

COLUMNS = [NR, GOAL, TEXT, REMARK, "FB 51", "Kosten"]
ROW: Cells = {NR: "7,0", GOAL: "a", TEXT: "b", REMARK: "c", "FB 51": "x", "Kosten": "viel"}
GOAL_SAID = "ziel › was soll erreicht werden"


def read(
    row: Cells = ROW,
    columns: list[str] | None = None,
    answers: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> Table:
    refs = References.load()
    decisions = Decisions(answers={COLUMN: answers or {}}, remembered={COLUMN: remembered or {}})
    source = workbook([row], columns=columns or COLUMNS)
    return read_table(open_workbook(source), layout(refs), refs, decisions)


def cells(table: Table) -> Mapping[str, str]:
    (row,) = table.rows
    return row.cells


def asked(table: Table) -> list[Any]:
    return [one for one in table.questions.asked.values() if one.kind == COLUMN]


def reported(table: Table) -> dict[str, str]:
    return {one.cell: one.message for one in table.findings if one.reported}


def test_every_column_is_asked_about_by_its_headings() -> None:
    questions = asked(read(dict.fromkeys(HEADINGS, "x") | {NR: "7,0"}, list(HEADINGS)))
    assert len(questions) == 28
    umf = questions[4]
    assert (umf.said, umf.shown) == ("zielgruppe › flüchtlinge › umf", "Zielgruppe › Flüchtlinge › UMF")
    assert (umf.default, umf.answer, umf.cells) == ("target_groups:umf", "target_groups:umf", ["E3"])


def test_questions_name_no_persons_and_columns_without_heading_by_letters() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook([{**ROW, "Amt (Frau Beispiel)": "x"}], columns=[*COLUMNS, "Amt (Frau Beispiel)"]))
    )
    book.active["J4"] = "verirrt"
    refs = References.load()
    table = read_table(open_workbook(saved(book)), layout(refs), refs, Decisions())
    assert [(one.said, one.shown, one.default) for one in asked(table)[-2:]] == [
        ("amt", "Amt", OWN),
        ("j", "Spalte J", OWN),
    ]


def test_equal_headings_are_asked_about_apart() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([ROW], columns=COLUMNS)))
    book.active["G3"], book.active["G4"] = "Kosten", "wenig"
    refs = References.load()
    table = read_table(open_workbook(saved(book)), layout(refs), refs, Decisions())
    assert [one.said for one in asked(table)[-2:]] == ["kosten", "kosten 2"]
    assert cells(table)["extra:Kosten 2"] == "wenig"


def test_a_column_is_what_was_decided() -> None:
    table = read(answers={"kosten": "timeframe", "bemerkungen": OWN, "fb 51": "unit:FB-50"})
    assert cells(table) == {
        "goal": "a",
        "text": "b",
        "extra:Bemerkungen": "c",
        "unit:FB-50": "x",
        "timeframe": "viel",
    }


def test_a_remembered_decision_holds_until_another_is_made() -> None:
    remembered = {"kosten": "timeframe"}
    assert "timeframe" in read(remembered=remembered).keys
    question = next(one for one in asked(read(remembered=remembered)) if one.said == "kosten")
    assert (question.answer, question.remembered) == ("timeframe", True)
    assert "extra:Kosten" in read(remembered=remembered, answers={"kosten": OWN}).keys


def test_what_is_decided_wins_over_what_is_recognised() -> None:
    table = read(answers={"kosten": "goal"})
    assert cells(table)["goal"] == "viel"
    assert cells(table)[f"extra:{GOAL}"] == "a"


def test_of_a_meaning_given_twice_the_second_is_told_off() -> None:
    table = read(answers={"kosten": "timeframe", "bemerkungen": "timeframe"})
    assert (cells(table)["timeframe"], cells(table)["extra:Kosten"]) == ("c", "viel")
    (finding,) = table.findings
    assert (finding.level, finding.cell) == ("warning", "F3")
    assert "„Kosten“ bleibt eine eigene Spalte" in finding.message
    assert "„Bemerkungen“ (Spalte D)" in finding.message


def test_this_workbooks_decision_wins_over_a_remembered_one() -> None:
    table = read(answers={"kosten": "timeframe"}, remembered={"bemerkungen": "timeframe"})
    assert (cells(table)["timeframe"], cells(table)["extra:Bemerkungen"]) == ("viel", "c")


def test_an_answer_that_is_no_column_is_ignored() -> None:
    table = read(answers={"kosten": "unit:gibt-es-nicht", "bemerkungen": "quatsch"})
    assert {"extra:Kosten", "remark"} <= table.keys
    assert {one.answer for one in asked(table)} >= {OWN, "remark"}


def test_of_a_column_left_out_every_cell_is_reported() -> None:
    table = read(answers={"kosten": LEAVE_OUT, GOAL_SAID: LEAVE_OUT})
    assert cells(table) == {"text": "b", "remark": "c", "unit:FB-51": "x"}
    assert reported(table) == {
        "B4": "Spalte „Ziel › Was soll erreicht werden?“ wird nicht übernommen: a",
        "F4": "Spalte „Kosten“ wird nicht übernommen: viel",
    }
    assert table.filled == 6


def test_of_two_headings_of_one_column_the_surer_has_it() -> None:
    columns = ["Bemerkugen", *COLUMNS]
    table = read({**ROW, "Bemerkugen": "d"}, columns)
    assert (cells(table)["remark"], cells(table)["extra:Bemerkugen"]) == ("c", "d")


def test_fingerprint_is_that_of_the_headings_wherever_they_stand() -> None:
    same = read(columns=COLUMNS[::-1]).fingerprint
    assert read().fingerprint == same
    assert read(columns=[*COLUMNS, "Anlage"]).fingerprint != same
    assert len(same) == 16
