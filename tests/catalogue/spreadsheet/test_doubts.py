"""What the original table leaves open: both readings are offered, the decided one is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from catalogue.reference.references import References
from catalogue.spreadsheet.columns import layout
from catalogue.spreadsheet.decisions import (
    CLARIFICATION,
    HAT,
    LEAD,
    LONE_MARK,
    OWN,
    VOLUNTEERS,
    Answers,
    Decisions,
    Question,
)
from catalogue.spreadsheet.reading import read_table
from catalogue.spreadsheet.table import Table
from integration.spreadsheets.opening import open_workbook
from tests.catalogue.workbooks import HEADINGS, NR, PATRONS, QUESTION, REMARK, Cells, workbook

pytestmark = pytest.mark.usefixtures("reference_data")

PATRONS_KEY = "unit:lernpaten-und-andere-ehrenamtliche"


SAID = {HAT: "andere · stadt", LONE_MARK: "lernen märier paten und andere"}


def _by_said(answers: Mapping[str, str] | None) -> Answers:
    return {kind: {SAID[kind]: answer} for kind, answer in (answers or {}).items()}


def read(
    *rows: Cells,
    more: Sequence[str] = (),
    answers: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> Table:
    """Read rows, below `more` headings than the original's; `answers` and `remembered` are by kind."""
    refs = References.load()
    decisions = Decisions(answers=_by_said(answers), remembered=_by_said(remembered))
    source = workbook(rows, columns=[*HEADINGS, *more])
    return read_table(open_workbook(source), layout(refs), refs, decisions)


def question(table: Table, kind: str) -> Question | None:
    return table.questions.asked.get((kind, SAID[kind]))


def said(table: Table, cell: str) -> str:
    return "\n".join(one.message for one in table.findings if one.cell == cell)


HATS: Cells = {NR: "7,0", "Stadt": "x", "andere": "x"}


def test_marks_below_hut_are_asked_about() -> None:
    table = read(HATS, {NR: "8,0", "Stadt": "x"})
    asked = question(table, HAT)
    assert asked
    assert (asked.shown, asked.default, asked.answer) == ("Hut: Stadt, andere", LEAD, LEAD)
    assert (asked.count, sorted(asked.cells)) == (3, ["O4", "O5", "P4"])
    assert "3 Markierungen unter „Hut: Stadt, andere“" in said(table, "O4") + said(table, "P4")


def test_columns_below_hut_become_columns_of_their_own() -> None:
    table = read(HATS, answers={HAT: OWN})
    assert table.rows[0].cells == {"extra:Wer › Stadt": "x", "extra:Wer › andere": "x"}
    assert not any(key.startswith("hat:") for key in table.keys)
    assert (asked := question(table, HAT))
    assert asked.answer == OWN
    assert "2 Markierungen unter „Hut: Stadt, andere“: gelesen als eigene Spalten" in said(table, "O4")


def test_without_marks_below_hut_nothing_is_asked() -> None:
    assert question(read({NR: "7,0"}), HAT) is None


LONE: Cells = {NR: "29,2", PATRONS: "x", REMARK: "S.15"}


def test_a_lone_mark_beside_the_clarifications_offers_both_readings() -> None:
    table = read(LONE)
    asked = question(table, LONE_MARK)
    assert asked
    assert (asked.shown, asked.answer, asked.cells) == (PATRONS, VOLUNTEERS, ["Z4"])
    assert f"„{PATRONS}“ und „offen / Klärungsbedarf“" in said(table, "Z4")
    assert table.rows[0].cells == {PATRONS_KEY: "x", "remark": "S.15"}


def test_a_lone_mark_can_be_a_clarification() -> None:
    table = read(LONE, answers={LONE_MARK: CLARIFICATION})
    (row,) = table.rows
    assert row.cells == {"clarification": "x", "remark": "S.15"}
    assert row.at("clarification") == "Z4"
    assert "gelesen als „offen / Klärungsbedarf“" in said(table, "Z4")


def test_what_was_accepted_once_is_said_no_more_even_below_other_headings() -> None:
    first = read(HATS, LONE)
    assert {one.level for one in first.findings} == {"info"}
    assert len(first.findings) == 2
    again = read(HATS, LONE, more=["Umsetzungsstand"], remembered={HAT: LEAD, LONE_MARK: VOLUNTEERS})
    assert again.findings == []
    assert (asked := question(again, HAT))
    assert asked.remembered


def test_a_remembered_answer_that_departs_from_the_headings_is_said_again() -> None:
    again = read(HATS, LONE, remembered={HAT: OWN, LONE_MARK: CLARIFICATION})
    assert "als eigene Spalten" in said(again, "O4")
    assert "gelesen als „offen / Klärungsbedarf“" in said(again, "Z5")


@pytest.mark.parametrize(
    "other", [{QUESTION: "wann?"}, {"UMF": "x"}, {"FB 51": "51.3"}, {PATRONS: "Lesewelt"}]
)
def test_a_mark_that_is_not_alone_or_says_more_is_no_question(other: Cells) -> None:
    assert question(read({**LONE, **other}), LONE_MARK) is None


def test_a_tenth_row_beside_a_first_one_is_pointed_out() -> None:
    table = read({NR: "29,1"}, {NR: "29,10"})
    assert [str(row.number) for row in table.rows] == ["29,1", "29,10"]
    assert "Gelesen als 29,10" in said(table, "A5")
    assert "gemeint sein kann 29,1, das schon in Zeile 4 steht" in said(table, "A5")


def test_a_tenth_row_after_a_ninth_is_no_doubt() -> None:
    rows = [{NR: f"29,{sub}"} for sub in range(1, 11)]
    assert read(*rows).findings == []
