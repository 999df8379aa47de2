"""The steps of a measure's history, withdrawn and revived ones among them."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import Collision, MeasureEdit, Withdrawn, apply, edit_measure, undo
from catalogue.models import MeasureVersion, Unit
from catalogue.past.restoring import record_of, restore
from catalogue.past.timeline import events, steps
from integration.history.models import ChangeSet
from tests.catalogue.workbooks import record

pytestmark = pytest.mark.usefixtures("past")

ALL = MeasureVersion.objects.all


def version(number: int, which: int) -> MeasureVersion:
    return MeasureVersion.objects.get(number=number, version=which)


def withdraw(number: int) -> ChangeSet:
    """Take back the creation of a measure."""
    applied = undo(version(number, 1).change_set, by=None)
    assert applied.change_set
    return applied.change_set


def test_steps_tell_what_changed_newest_first() -> None:
    told = events(7, steps(7, ALL()))
    assert [(event.step.kind, event.step.version) for event in told] == [
        ("geändert", 3),
        ("geändert", 2),
        ("neu", 1),
    ]
    assert [event.change_set.reason for event in told] == ["Aufgegangen in 7", "Sitzung im Juni", ""]
    labels = [[one.label for one in event.change.shown] for event in told[:2]]
    assert labels == [["Zuständigkeit FB 61"], ["Ziel", "Umsetzungsstand"]]


def test_steps_tell_withdrawn_and_revived() -> None:
    text = record(30).text
    taken = withdraw(30)
    undo(taken, by=None)
    kinds = [step.kind for step in steps(30, ALL())]
    assert kinds == ["wieder aufgenommen", "zurückgenommen", "neu"]
    back, gone, new = events(30, steps(30, ALL()))
    assert (back.change.before, back.change.after) == (None, record(30))
    assert gone.change_set == taken
    assert gone.change.after is None
    assert gone.change.before
    assert gone.change.before.text == text == record(30).text
    assert new.step.before is None


def test_last_step_may_be_the_withdrawal() -> None:
    withdraw(30)
    assert [step.kind for step in steps(30, ALL())] == ["zurückgenommen", "neu"]


def test_steps_are_those_of_the_versions_given() -> None:
    of_unit = ALL().for_units(Unit.objects.filter(slug="FB-61"))
    assert [step.version for step in steps(7, of_unit)] == [2, 1]
    assert steps(28, of_unit) == []
    withdraw(30)
    assert [step.kind for step in steps(30, of_unit)] == ["zurückgenommen", "neu"]


def test_steps_cost_the_same_queries_however_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for turn in range(10):
        edit_measure(MeasureEdit(7, {("goal",): f"Ziel {turn}"}), by=None)
    with django_assert_num_queries(4):
        assert len(events(7, steps(7, ALL()))) == 13


# --- Restoring


def test_restored_measure_says_what_it_said() -> None:
    target = version(7, 1)
    applied = restore(target, seen=record(7), by=None, reason="Versehen")
    assert applied.changed == [7]
    assert record(7) == target.record
    assert applied.change_set
    assert applied.change_set.way == ChangeSet.Way.FORM
    assert applied.change_set.reason == "Wiederhergestellt auf den Stand vom 10.01.2020, 08:00 Uhr: Versehen"


def test_restoring_keeps_what_somebody_changed_elsewhere() -> None:
    seen = record(7)
    edit_measure(MeasureEdit(7, {("text",): "Inzwischen neu"}), by=None)
    restore(version(7, 1), seen=seen, by=None)
    assert record(7).text == "Inzwischen neu"
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_restoring_stops_where_somebody_changed_the_same() -> None:
    seen = record(7)
    edit_measure(MeasureEdit(7, {("goal",): "Inzwischen neu"}), by=None)
    with pytest.raises(Collision):
        restore(version(7, 1), seen=seen, by=None)
    assert record(7).goal == "Inzwischen neu"


def test_restoring_today_writes_nothing() -> None:
    assert restore(version(7, 3), seen=record(7), by=None).change_set is None


def test_withdrawn_measure_is_restored_under_its_number() -> None:
    target = version(30, 1)
    withdraw(30)
    assert restore(target, seen=None, by=None).new == [30]
    assert record(30) == target.record


def test_restoring_does_not_overwrite_one_that_came_back_meanwhile() -> None:
    target = version(30, 1)
    withdraw(30)
    apply([MeasureEdit(30, {("text",): "Andere", ("listings", 0, "label"): ""})], by=None, way="form")
    with pytest.raises(Collision):
        restore(target, seen=None, by=None)


def test_restoring_does_not_bring_back_unseen_what_was_withdrawn_meanwhile() -> None:
    edit_measure(MeasureEdit(30, {("text",): "Neuer"}), by=None)
    target, seen = version(30, 1), record(30)
    undo(version(30, 2).change_set, by=None)
    withdraw(30)
    with pytest.raises(Withdrawn):
        restore(target, seen=seen, by=None)


def test_there_is_no_record_of_a_version_that_never_was() -> None:
    assert record_of(7, 99) is None
