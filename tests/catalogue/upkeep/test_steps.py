"""What is stated beside the record: it says who and when, and changes no measure."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Confirmation, FollowUp, MeasureVersion, Unit
from catalogue.upkeep.steps import confirm, confirmable, may_confirm, save_need_change, settle
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.factories import (
    make_follow_up,
    make_measure,
    make_need_change,
    make_revision_note,
    make_user,
)

pytestmark = pytest.mark.usefixtures("city")


def numbers(versions: Any) -> list[int]:
    return list(versions.in_catalogue_order().values_list("number", flat=True))


def current(number: int) -> MeasureVersion:
    return MeasureVersion.objects.current().get(number=number)


def test_confirmation_says_who_and_changes_nothing() -> None:
    user, before = make_user(), ChangeSet.objects.count()
    assert confirm(confirmable(user), [7, 28, 999], by=user) == 2
    assert {one.by_function for one in Confirmation.objects.all()} == {user.function}
    assert ChangeSet.objects.count() == before


def test_department_confirms_its_own_measures_only(settings: Any) -> None:
    user = make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61"))
    assert numbers(confirmable(user)) == [7, 29]
    settings.DEPARTMENTS_READ_ALL = True
    assert numbers(confirmable(user)) == [7, 29]
    assert [may_confirm(current(number), user) for number in (7, 28, 29)] == [True, False, True]


def test_administration_confirms_nothing() -> None:
    user = make_user(Hat.ADMINISTRATION)
    assert not confirmable(user).exists()
    assert not may_confirm(current(7), user)


def test_dropped_measure_is_not_confirmed() -> None:
    make_measure(7, status=("entfallen", "kein Bedarf"))
    user = make_user()
    assert confirm(confirmable(user), [7], by=user) == 0
    assert not may_confirm(current(7), user)


def test_person_without_function_is_not_named() -> None:
    user = make_user(function="")
    confirm(confirmable(user), [7], by=user)
    assert Confirmation.objects.get().by_function == "Person ohne eingetragene Funktion"


@pytest.mark.parametrize("make", [make_follow_up, make_revision_note])
def test_done_says_who_and_can_be_taken_back(make: Any) -> None:
    step, user = make(7), make_user()
    settle(step, done=True, by=user)
    step.refresh_from_db()
    assert (step.is_done, step.done_by_function) == (True, user.function)
    settle(step, done=False, by=user)
    step.refresh_from_db()
    assert (step.is_done, step.done_by_function) == (False, "")


def test_done_twice_keeps_the_first_word() -> None:
    step, first = make_follow_up(7), make_user()
    settle(step, done=True, by=first)
    settle(step, done=True, by=make_user(Hat.ADMINISTRATION))
    assert FollowUp.objects.get().done_by == first


def test_follow_ups_are_seen_by_who_set_them_and_by_koordination() -> None:
    own, other = make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61")), make_user()
    make_follow_up(7, by=own)
    make_follow_up(7, by=other)
    assert FollowUp.objects.visible_to(own).count() == 1
    assert FollowUp.objects.visible_to(other).count() == 2


def test_follow_up_is_due_from_its_day_until_it_is_done() -> None:
    step = make_follow_up(7, dt.date(2017, 9, 1))
    due = FollowUp.objects.due
    assert not due(on=dt.date(2017, 8, 31)).exists()
    assert due(on=dt.date(2017, 9, 1)).exists()
    settle(step, done=True, by=None)
    assert not due(on=dt.date(2017, 9, 1)).exists()


def test_correction_of_a_need_keeps_what_was_said_before() -> None:
    user = make_user()
    need = make_need_change(28, by=user)
    need.description = "Viel mehr Familien fragen nach"
    save_need_change(need, by=user)
    kept = ChangeSet.objects.in_order()[0].reference_changes.get()
    assert kept.key == "zu Maßnahme 28"
    assert kept.before["description"] == "Mehr Familien fragen nach"
    assert need.changed_by_function == user.function


@pytest.mark.parametrize(
    "fields",
    [
        {"measure": None},
        {"decision": "Mehr Plätze"},
        {"decision": "Mehr Plätze", "decided_by": "Steuerungsgruppe"},
        {"source": ""},
    ],
)
def test_incomplete_need_is_refused(fields: dict[str, Any]) -> None:
    need = make_need_change(28)
    for name, value in fields.items():
        setattr(need, name, value)
    with pytest.raises(ValidationError):
        save_need_change(need, by=None)
