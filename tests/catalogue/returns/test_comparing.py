from __future__ import annotations

import pytest

from catalogue.models import Suggestion
from catalogue.records import Edits, MeasureRecord, State
from catalogue.returns.comparing import Compared, Standing, compare, compared, wanted
from catalogue.returns.deciding import decide
from catalogue.returns.return_actions import submit
from tests.catalogue.unit_returns import draft, issue_to, keys, seen, status

BASE = MeasureRecord(7, goal="Ein Büro", progress="Geplant", status=State("geplant"))


@pytest.mark.parametrize(
    ("now", "edits", "standing"),
    [
        (BASE, {("goal",): "Ein Büro"}, Standing.UNCHANGED),
        (MeasureRecord(7, goal="Zwei"), {("goal",): "Ein Büro"}, Standing.OURS),
        (MeasureRecord(7, goal="Ein Büro"), {("goal",): "Ein Büro"}, Standing.UNCHANGED),
        (BASE, {("goal",): "Zwei"}, Standing.THEIRS),
        (MeasureRecord(7, goal="Ein Büro"), {("goal",): "Zwei"}, Standing.THEIRS),
        (MeasureRecord(7, goal="Zwei"), {("goal",): "Zwei"}, Standing.SAME),
        (MeasureRecord(7, goal="Drei"), {("goal",): "Zwei"}, Standing.CONFLICT),
        (MeasureRecord(7), {("goal",): None}, Standing.SAME),
        (None, {("goal",): "Zwei"}, Standing.GONE),
        (
            MeasureRecord(7, status=State("umgesetzt")),
            {("status",): State("in-umsetzung")},
            Standing.CONFLICT,
        ),
        (MeasureRecord(7, clarification="Wer?"), {("clarification",): "Wann?"}, Standing.THEIRS),
        (MeasureRecord(7, clarification="Wann?"), {("clarification",): "Wann?"}, Standing.SAME),
    ],
)
def test_compare_tells_the_five_states(now: MeasureRecord | None, edits: Edits, standing: Standing) -> None:
    assert compare(BASE, now, edits) == standing


def test_question_asked_is_one_line_more_whatever_others_asked_meanwhile() -> None:
    base = MeasureRecord(7, clarification="Wer zahlt?")
    now = MeasureRecord(7, clarification="Wer zahlt?\nBis wann?")
    asked = wanted(base, now, {("clarification",): "Wer zahlt?\nWo?"})
    assert asked["clarification",] == "Wer zahlt?\nBis wann?\nWo?"
    closed = wanted(base, now, {("clarification",): ""})
    assert closed["clarification",] == "Bis wann?"


@pytest.fixture
def two_answers(city: None) -> list[Compared]:
    """FB 51 leads measure 7, FB 61 takes part: they say different things of it."""
    lead = issue_to("FB 51", {7: "federfuehrend"})
    other = issue_to("FB 61", {7: "beteiligt"})
    first = {"status": status("in-umsetzung"), "progress": "Im Bau", "goal": "Ein Ziel"}
    submit(draft("FB 51", {7: first}, extract=lead), by=None)
    submit(draft("FB 61", {7: {"status": status("umgesetzt"), "progress": "Im Bau"}}, extract=other), by=None)
    return compared(Suggestion.objects.open().with_answers())


def test_units_that_say_different_things_stand_side_by_side(two_answers: list[Compared]) -> None:
    told = {
        (str(one.suggestion.answer.unit_return.unit.code), one.suggestion.path[0]): one  # type: ignore[union-attr]
        for one in two_answers
    }
    lead, other = told["FB 51", "status"], told["FB 61", "status"]
    assert lead.others == (other.suggestion,)
    assert other.others == (lead.suggestion,)
    assert (lead.overrides_lead, other.overrides_lead) == (False, True)
    assert [one.is_plain for one in (lead, other)] == [False, False]
    assert told["FB 51", "progress"].others == ()
    assert told["FB 51", "goal"].is_plain


def test_what_others_say_is_found_beyond_the_page(two_answers: list[Compared]) -> None:
    alone = compared(Suggestion.objects.with_answers().filter(pk=two_answers[0].suggestion.pk))
    assert len(alone[0].others) == 1


def test_conflict_shows_base_today_and_theirs(city: None) -> None:
    submit(draft("FB 51", {7: {"goal": "Ein Büro für viele Fragen"}}), by=None)
    submit(draft("FB 61", {7: {"goal": "Zwei Büros für alle Fragen"}}), by=None)
    first, second = keys()
    decide([first], [], by=None, seen=seen())
    (found,) = compared(Suggestion.objects.with_answers().filter(pk=second))
    assert found.standing == Standing.CONFLICT
    assert found.conflict
    assert found.conflict.before == "Ein Büro für alle Fragen"
    assert [one.after for one in found.conflict.ours] == ["Ein Büro für viele Fragen"]
    assert [one.after for one in found.conflict.theirs] == ["Zwei Büros für alle Fragen"]
    assert [one.before for one in found.shown] == ["Ein Büro für viele Fragen"]


def test_names_of_units_read_as_today(city: None) -> None:
    submit(draft("FB 51", {7: {"lead": "51.3"}}), by=None)
    (found,) = compared(Suggestion.objects.with_answers())
    assert [one.after for one in found.shown] == ["51.3 Kindertagesstätten"]
