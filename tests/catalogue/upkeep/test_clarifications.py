"""Questions follow the record, whoever writes it."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, apply, undo
from catalogue.models import Clarification
from catalogue.upkeep.clarifications import answered, lines_of
from integration.history.models import ChangeSet
from tests.factories import make_measure

pytestmark = pytest.mark.usefixtures("city")


def write(number: int, text: str, way: str = ChangeSet.Way.IMPORT) -> ChangeSet:
    applied = apply([MeasureEdit(number, {("clarification",): text})], by=None, way=way)
    assert applied.change_set
    return applied.change_set


def states(number: int = 7) -> list[tuple[str, str]]:
    rows = Clarification.objects.filter(measure__number=number).order_by("pk")
    return list(rows.values_list("question", "state"))


def test_each_line_is_one_question() -> None:
    assert lines_of(" Wer zahlt?\n\n Wann? \nWer zahlt?") == ["Wer zahlt?", "Wann?"]


def test_new_line_opens_and_vanished_line_withdraws() -> None:
    first = write(7, "Wer zahlt?\nWann?")
    second = write(7, "Wann?\nWo?")
    assert states() == [("Wer zahlt?", "zurueckgezogen"), ("Wann?", "offen"), ("Wo?", "offen")]
    gone = Clarification.objects.get(question="Wer zahlt?")
    assert (gone.opened, gone.closed) == (first, second)


def test_other_changes_of_the_measure_leave_questions_alone() -> None:
    write(7, "Wann?")
    apply([MeasureEdit(7, {("goal",): "Neu"})], by=None, way="form")
    assert states() == [("Wann?", "offen")]


def test_plain_mark_is_a_need_without_question() -> None:
    write(7, "x")
    assert str(Clarification.objects.get()) == "Klärungsbedarf ohne Frage"


def test_undo_withdraws_what_the_change_set_opened() -> None:
    undo(write(7, "Wann?"), by=None)
    assert states() == [("Wann?", "zurueckgezogen")]


def test_undo_of_a_new_measure_withdraws_its_questions() -> None:
    make_measure(90, clarification="Wann?")
    undo(ChangeSet.objects.in_order()[0], by=None)
    assert states(90) == [("Wann?", "zurueckgezogen")]


def test_undo_brings_a_question_back_with_its_addressee() -> None:
    write(7, "Wann?")
    asked = Clarification.objects.get()
    asked.due = "2017-05-01"
    asked.save()
    undo(write(7, ""), by=None)
    assert states() == [("Wann?", "zurueckgezogen"), ("Wann?", "offen")]
    assert str(Clarification.objects.open().get().due) == "2017-05-01"


def test_answers_are_found_by_number_and_spelling() -> None:
    write(7, "Wer zahlt?")
    closing = write(7, "")
    Clarification.objects.update(state="beantwortet", answer="Der Bund", closed=closing)
    assert answered([7, 28])[7]["werzahlt"].answer == "Der Bund"
    assert 28 not in answered([7, 28])


def test_following_costs_the_same_for_2_and_40_measures(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    def edits(numbers: range) -> list[MeasureEdit]:
        return [MeasureEdit(number, {("clarification",): f"Frage {number}?"}) for number in numbers]

    with django_assert_max_num_queries(40) as few:
        apply(edits(range(100, 102)), by=None, way="import")
    with django_assert_max_num_queries(40) as many:
        apply(edits(range(200, 240)), by=None, way="import")
    assert len(few) == len(many)
    assert Clarification.objects.open().count() == 42
