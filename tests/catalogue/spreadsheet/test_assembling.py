"""What a measure's rows mean where the workbook leaves it open, by default and by decision."""

from __future__ import annotations

import pytest

from catalogue.importing import Plan, carry_out, plan
from catalogue.models import Unit
from catalogue.records import Involvement, State
from catalogue.spreadsheet.decisions import (
    ACTION_FIELD,
    EMPTY_STATUS,
    NEW,
    STATUS,
    TEXT,
    UNIT,
    Answers,
    Decisions,
    Question,
)
from catalogue.vocabulary import Role, Status
from tests.catalogue.workbooks import (
    GOAL,
    HEADINGS,
    LABEL,
    NR,
    PARTNERS,
    Cells,
    bring_in_rows,
    differences,
    exported,
    record,
    said,
    workbook,
)

pytestmark = pytest.mark.usefixtures("reference_data")

STATUS_COLUMN, LEAD_COLUMN = "Umsetzungsstand", "Federführung"
NOT_RECORDED, IN_PROGRESS = Status.NOT_RECORDED.value, Status.IN_PROGRESS.value


def bring_in_decided(answers: Answers, *rows: Cells, columns: tuple[str, ...] = HEADINGS) -> Plan:
    planned = plan(workbook(rows, columns=columns), decisions=Decisions(answers=answers))
    carry_out(planned, by=None)
    return planned


def question(planned: Plan, kind: str) -> Question:
    """Return the one question of a kind."""
    (one,) = [one for one in planned.table.questions.asked.values() if one.kind == kind]
    return one


def empty_means(planned: Plan, answer: str) -> Answers:
    return {EMPTY_STATUS: {planned.table.fingerprint: answer}}


# --- Units and action fields


def test_every_cell_with_an_unknown_name_counts() -> None:
    rows = [
        {NR: "7,0", PARTNERS: "Heimatverein", LABEL: "Digitales"},
        {NR: "8,0", PARTNERS: "heimatverein (Räume); vhs", LABEL: "Digitales - Geräte"},
        {NR: "9,0", PARTNERS: "Heimatverein", LABEL: "Bildung"},
        {NR: "10,1", PARTNERS: "vhs", LABEL: "Digitales"},
    ]
    planned = plan(workbook(rows))
    unit, field = question(planned, UNIT), question(planned, ACTION_FIELD)
    assert (unit.shown, unit.answer, unit.count, unit.cells) == ("Heimatverein", NEW, 3, ["X4", "X5", "X6"])
    assert (field.shown, field.answer, field.count, field.cells) == ("Digitales", NEW, 3, ["B4", "B5", "B7"])


def test_name_decided_on_is_that_unit_everywhere() -> None:
    answers = {UNIT: {"heimatverein": "vhs", "51.9": "51.3"}}
    rows = [
        {NR: "7,0", PARTNERS: "Heimatverein (Räume); vhs", "FB 51": "51.9"},
        {NR: "8,0", PARTNERS: "Heimatverein"},
    ]
    planned = bring_in_decided(answers, *rows)
    assert record(7).units == {
        "vhs": Involvement(Role.PARTNER.value, "Räume"),
        "51.3": Involvement(Role.INVOLVED.value),
    }
    assert record(8).units == {"vhs": Involvement(Role.PARTNER.value)}
    assert planned.references.new == []
    assert said(planned, "X4") == ""


def test_name_decided_to_be_none_stays_text() -> None:
    rows = [{NR: "7,0", PARTNERS: "Heimatverein (Räume); vhs", "FB 51": "51.9"}]
    answers = {UNIT: {"heimatverein": TEXT, "51.9": TEXT}}
    planned = bring_in_decided(answers, *rows)
    assert record(7).units == {"vhs": Involvement(Role.PARTNER.value)}
    assert record(7).listings[0].lost == {"partners": "Heimatverein (Räume)", "unit:FB-51": "51.9"}
    assert "bleibt als Text" in said(planned, "X4")
    assert not Unit.objects.filter(slug__in=["heimatverein", "51.9"]).exists()
    assert differences(plan(workbook(rows), decisions=Decisions(answers=answers))) == {}


def test_text_becomes_a_unit_when_that_is_decided_later() -> None:
    rows = [{NR: "7,0", "FB 51": "51.9"}]
    bring_in_decided({UNIT: {"51.9": TEXT}}, *rows)
    undecided = plan(workbook(rows))
    assert (differences(undecided), question(undecided, UNIT).count) == ({}, 1)
    bring_in_decided({UNIT: {"51.9": "51.3"}}, *rows)
    assert (list(record(7).units), record(7).listings[0].lost) == (["51.3"], {})


def test_answer_that_means_nothing_any_more_counts_as_none() -> None:
    answers = {UNIT: {"heimatverein": "aufgelöst"}, ACTION_FIELD: {"digitales": TEXT}, STATUS: {"ruhig": "?"}}
    rows = [{NR: "7,0", PARTNERS: "Heimatverein", LABEL: "Digitales", "geplant": "ruhig"}]
    planned = bring_in_decided(answers, *rows)
    assert [question(planned, kind).answer for kind in (UNIT, ACTION_FIELD, STATUS)] == [NEW, NEW, TEXT]
    assert list(record(7).units) == ["heimatverein"]


def test_unknown_lead_is_asked_about_and_leads_only_by_decision() -> None:
    columns = (*HEADINGS, LEAD_COLUMN)
    rows = [{NR: "7,0", LEAD_COLUMN: "Sozialreferat"}]
    planned = bring_in_decided({}, *rows, columns=columns)
    assert (question(planned, UNIT).answer, record(7).lead) == (TEXT, "")
    assert record(7).listings[0].lost == {"lead": "Sozialreferat"}
    bring_in_decided(
        {UNIT: {"sozialreferat": "FB-51"}}, {NR: "8,0", LEAD_COLUMN: "Sozialreferat"}, columns=columns
    )
    assert record(8).lead == "FB-51"


# --- Words for a status


@pytest.mark.parametrize(
    ("cells", "said_word"),
    [
        pytest.param({STATUS_COLUMN: "angedacht"}, "angedacht", id="status column"),
        pytest.param({"geplant": "ab 2018"}, "ab2018", id="text as a mark"),
    ],
)
def test_word_for_a_status_is_asked_about(cells: dict[str, str], said_word: str) -> None:
    columns = (*HEADINGS, STATUS_COLUMN)
    rows = [{NR: "7,0", GOAL: "Ziel", **cells}, {NR: "8,0", GOAL: "Ziel", **cells}]
    asked = question(plan(workbook(rows, columns=columns)), STATUS)
    assert (asked.said, asked.default, asked.count) == (said_word, TEXT, 2)
    bring_in_decided({STATUS: {said_word: "zurueckgestellt"}}, *rows, columns=columns)
    assert record(7).status == State("zurueckgestellt", "Im Import ohne Begründung.")
    assert record(7).listings[0].lost == {}


@pytest.mark.parametrize(
    "cells",
    [
        {STATUS_COLUMN: "läuft"},
        {STATUS_COLUMN: "-"},
        {"geplant": "nein"},
        {"nicht": "x"},
        {STATUS_COLUMN: "Es wurde schon viel getan. " * 5},
    ],
)
def test_known_words_marks_and_sentences_are_no_question(cells: dict[str, str]) -> None:
    planned = plan(workbook([{NR: "7,0", **cells}], columns=(*HEADINGS, STATUS_COLUMN)))
    assert STATUS not in {kind for kind, _ in planned.table.questions.asked}


def test_word_left_as_text_becomes_a_status_when_that_is_decided_later() -> None:
    columns = (*HEADINGS, STATUS_COLUMN)
    rows = [{NR: "7,0", STATUS_COLUMN: "angedacht"}]
    bring_in_rows(*rows, columns=columns)
    assert question(plan(workbook(rows, columns=columns)), STATUS).count == 1
    bring_in_decided({STATUS: {"angedacht": "geplant"}}, *rows, columns=columns)
    assert (record(7).status, record(7).listings[0].lost) == (State("geplant"), {})


# --- What an empty status means


def test_empty_status_is_asked_once_of_each_measure_that_has_none() -> None:
    rows = [
        {NR: "7,1", GOAL: "Ziel"},
        {NR: "7,2"},
        {NR: "8,0", "geplant": "x"},
        {NR: "9,0", "nicht": "-"},
        {NR: "10,1", "nicht": "x", "geplant": "x"},
    ]
    planned = bring_in_rows(*rows)
    asked = question(planned, EMPTY_STATUS)
    assert (asked.answer, asked.count, asked.cells) == (NOT_RECORDED, 2, ["Q4", "Q7"])
    assert record(7).status == State()
    bring_in_decided(empty_means(planned, IN_PROGRESS), *rows)
    states = {number: record(number).status.value for number in (7, 8, 9, 10)}
    assert states == {7: IN_PROGRESS, 8: "geplant", 9: IN_PROGRESS, 10: NOT_RECORDED}


def test_empty_status_is_no_question_without_a_column_for_it() -> None:
    planned = plan(workbook([{NR: "7,0", GOAL: "Ziel"}], columns=[NR, LABEL, GOAL, "Kinder", "Erwachsene"]))
    assert planned.table.questions.asked.keys().isdisjoint([(EMPTY_STATUS, planned.table.fingerprint)])


def test_empty_status_never_touches_a_recorded_one() -> None:
    columns = (*HEADINGS, STATUS_COLUMN)
    first = bring_in_rows(
        {NR: "7,0", STATUS_COLUMN: "erledigt"}, {NR: "8,0", STATUS_COLUMN: "läuft"}, columns=columns
    )
    assert first.measures["new"] == 2
    rows = [{NR: "7,0"}, {NR: "8,0"}]
    planned = plan(workbook(rows))
    again = plan(workbook(rows), decisions=Decisions(answers=empty_means(planned, IN_PROGRESS)))
    assert differences(again) == {}


def test_empty_status_stands_for_a_mark_that_a_newer_edition_dropped() -> None:
    bring_in_rows({NR: "7,0", "geplant": "x"})
    answers = empty_means(plan(workbook([{NR: "7,0"}])), IN_PROGRESS)
    bring_in_decided(answers, {NR: "7,0"})
    assert record(7).status == State(IN_PROGRESS)
    assert differences(plan(workbook([{NR: "7,0"}]), decisions=Decisions(answers=answers))) == {}


def test_empty_status_counts_for_rows_that_change_nothing_else() -> None:
    bring_in_rows({NR: "7,0", GOAL: "Ziel"})
    planned = plan(exported())
    assert differences(planned) == {}
    again = plan(exported(), decisions=Decisions(answers=empty_means(planned, IN_PROGRESS)))
    assert differences(again) == {7: {("status",): State(IN_PROGRESS)}}
