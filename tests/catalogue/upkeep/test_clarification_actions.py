"""Asking, answering and withdrawing: row and record go together, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Clarification, MeasureVersion, Unit
from catalogue.upkeep.clarification_actions import address, answer, ask, withdraw
from integration.history.models import ChangeSet
from tests.factories import make_clarification, make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")


def text_of(number: int) -> str:
    return MeasureVersion.objects.current().with_records().get(number=number).record.clarification


def test_question_stands_in_the_record_and_says_to_whom_and_until_when() -> None:
    make_measure(7, clarification="Wann?")
    unit, user = Unit.objects.get(code="51.3"), make_user()
    asked = ask(7, " Wer\nzahlt? ", unit=unit, due=dt.date(2017, 9, 1), by=user)
    assert text_of(7) == "Wann?\nWer zahlt?"
    assert (asked.unit, asked.due, asked.opened.by) == (unit, dt.date(2017, 9, 1), user)


def test_answer_closes_the_question_in_one_change_set() -> None:
    asked = make_clarification(7)
    make_clarification(7, "Wann?")
    before = ChangeSet.objects.count()
    closed = answer(asked, "Der Bund", by=None)
    assert ChangeSet.objects.count() == before + 1
    assert (closed.state, closed.answer, closed.closed) == (
        "beantwortet",
        "Der Bund",
        ChangeSet.objects.in_order()[0],
    )
    assert text_of(7) == "Wann?"


def test_withdrawal_keeps_its_reason() -> None:
    closed = withdraw(make_clarification(7), "Hat sich erledigt", by=None)
    assert closed.state == "zurueckgezogen"
    assert closed.closed
    assert closed.closed.reason == "Hat sich erledigt: Wer zahlt?"
    assert text_of(7) == ""


def test_plain_mark_can_be_answered() -> None:
    make_measure(7, clarification="x")
    answer(Clarification.objects.get(), "Alles klar", by=None)
    assert text_of(7) == ""


@pytest.mark.parametrize("question", ["Wer zahlt?", "x", "X"])
def test_open_question_and_mark_are_no_new_question(question: str) -> None:
    make_clarification(7)
    with pytest.raises(ValidationError):
        ask(7, question, by=None)
    assert text_of(7) == "Wer zahlt?"


def test_question_is_answered_once() -> None:
    asked = make_clarification(7)
    answer(asked, "Der Bund", by=None)
    with pytest.raises(ValidationError, match="inzwischen beantwortet"):
        answer(asked, "Das Land", by=None)
    with pytest.raises(ValidationError, match="inzwischen beantwortet"):
        withdraw(asked, "doch nicht", by=None)
    assert Clarification.objects.get().answer == "Der Bund"


def test_empty_answer_changes_nothing() -> None:
    asked = make_clarification(7)
    with pytest.raises(ValidationError, match="mit einer Antwort"):
        answer(asked, " ", by=None)
    assert text_of(7) == "Wer zahlt?"


def test_history_keeps_who_addressed_a_question() -> None:
    user = make_user()
    address(make_clarification(7), unit=Unit.objects.get(code="FB 61"), due=None, by=user)
    kept = ChangeSet.objects.in_order()[0].reference_changes.get()
    assert (kept.before["unit"], kept.after["unit"]) == (None, "FB-61")
    assert kept.change_set.by == user


def test_asking_and_answering_cost_at_most_30_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(30):
        asked = make_clarification(7)
    with django_assert_max_num_queries(30):
        answer(asked, "Der Bund", by=None)
