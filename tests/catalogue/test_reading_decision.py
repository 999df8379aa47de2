"""What is decided for one workbook is remembered for the next, by command and in the browser alike."""

from __future__ import annotations

import pytest

from catalogue.drafts import drafting
from catalogue.importing import Plan, carry_out, plan
from catalogue.models import ImportDraft, ReadingDecision, Unit
from catalogue.spreadsheet.decisions import (
    COLUMN,
    COMMENTS,
    EMPTY_STATUS,
    HAT,
    NEW,
    REMARK,
    STATUS,
    TEXT,
    UNIT,
    Answers,
    Decisions,
)
from integration.history.models import ChangeSet
from tests.catalogue.workbooks import GOAL, NR, PARTNERS, bring_in_rows, record, said, workbook
from tests.factories import make_draft

pytestmark = pytest.mark.usefixtures("reference_data")

ROWS = [{NR: "7,0", GOAL: "Ziel", PARTNERS: "Heimatverein", "geplant": "angedacht"}]
ANSWERS = {UNIT: {"heimatverein": "vhs"}, STATUS: {"angedacht": "geplant"}}


def bring_in_decided(answers: Answers, goal: str = "Ziel") -> Plan:
    decisions = Decisions(answers=answers, remembered=ReadingDecision.objects.remembered())
    planned = plan(workbook([ROWS[0] | {GOAL: goal}]), decisions=decisions)
    carry_out(planned, by=None)
    return planned


def draft_decided(answers: Answers) -> ImportDraft:
    draft = make_draft(workbook(ROWS), choices={"answers": answers})
    drafting.read(draft)
    return draft


def test_answers_are_remembered_with_the_import_they_were_given_for() -> None:
    bring_in_decided(ANSWERS)
    assert ReadingDecision.objects.remembered() == ANSWERS
    kept = ReadingDecision.objects.get(kind=UNIT)
    assert (str(kept), kept.change_set) == ("„Heimatverein“ bedeutet „vhs“", ChangeSet.objects.get())


def test_next_workbook_is_read_by_what_is_remembered() -> None:
    bring_in_decided(ANSWERS)
    planned = bring_in_rows({NR: "8,0", PARTNERS: "Heimatverein", "nicht": "angedacht"})
    assert (list(record(8).units), record(8).status.value) == (["vhs"], "geplant")
    assert {one.remembered for one in planned.table.questions.asked.values() if one.kind in ANSWERS} == {True}
    assert not Unit.objects.filter(name="Heimatverein").exists()


def test_answer_replaces_an_earlier_one_even_by_the_default() -> None:
    bring_in_decided(ANSWERS)
    bring_in_decided({UNIT: {"heimatverein": NEW}, STATUS: {"angedacht": "geplant"}}, goal="Neues Ziel")
    assert ReadingDecision.objects.remembered() == ANSWERS | {UNIT: {"heimatverein": NEW}}
    newer = ChangeSet.objects.in_order()[0]
    assert [kept.kind for kept in ReadingDecision.objects.filter(change_set=newer)] == [UNIT]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({UNIT: {"heimatverein": NEW}, STATUS: {"angedacht": TEXT}}, id="defaults"),
        pytest.param({UNIT: {"schachclub": "vhs"}}, id="not asked"),
        pytest.param({UNIT: {"heimatverein": "aufgelöst"}}, id="means nothing"),
        pytest.param({COMMENTS: {"": REMARK}}, id="of this workbook only"),
    ],
)
def test_answers_that_say_nothing_for_later_are_not_remembered(answers: Answers) -> None:
    bring_in_decided(answers)
    assert not ReadingDecision.objects.exists()


def test_applying_accepts_what_was_asked_about_the_whole_table() -> None:
    row = {NR: "7,0", GOAL: "Ziel", "Stadt": "x"}
    first = bring_in_rows(row)
    assert (open_questions(first), "unter „Hut: Stadt, andere“" in said(first, "O4")) == (
        {HAT, EMPTY_STATUS},
        True,
    )
    again = bring_in_rows(row | {GOAL: "Neues Ziel"})
    assert (open_questions(again), said(again, "O4")) == (set(), "")
    assert {kept.change_set for kept in ReadingDecision.objects.all()} == {ChangeSet.objects.in_order()[1]}


def open_questions(planned: Plan) -> set[str]:
    asked = planned.table.questions.asked.values()
    return {one.kind for one in asked if not one.remembered and one.kind != COLUMN}


def test_import_that_changes_nothing_remembers_nothing() -> None:
    bring_in_decided(ANSWERS)
    ReadingDecision.objects.all().delete()
    bring_in_decided(ANSWERS)
    assert (ChangeSet.objects.count(), ReadingDecision.objects.count()) == (1, 0)


def test_draft_remembers_like_the_command() -> None:
    draft = draft_decided(ANSWERS)
    assert not ReadingDecision.objects.exists()
    drafting.write(draft)
    assert ReadingDecision.objects.remembered() == ANSWERS
    assert set(ReadingDecision.objects.values_list("change_set", flat=True)) == {draft.change_set_id}
    assert (list(record(7).units), record(7).status.value) == (["vhs"], "geplant")


def test_draft_is_read_by_what_is_remembered() -> None:
    bring_in_decided(ANSWERS, goal="Früheres Ziel")
    draft = draft_decided({})
    assert [measure.edits for measure in draft.measures.all()] == [[[["goal"], "Ziel"]]]
