"""An Auftrag is answered by who owes it, gets more time where asked for, and belongs to its unit."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.assignments import assignment_actions as actions
from steering.models import Assignment
from tests.city import build_city, moment
from tests.factories import make_agenda_item, make_assignment, make_meeting, make_user

pytestmark = pytest.mark.django_db
NOW = moment("2017-07-01 12:00")
DUE, LATER = dt.date(2017, 9, 1), dt.date(2017, 12, 1)


@pytest.fixture
def given() -> Assignment:
    build_city()
    return make_assignment(Unit.objects.get(code="51.3"), due=DUE)


def test_answer_settles_and_the_office_may_reopen(given: Assignment) -> None:
    with pytest.raises(ValidationError, match="mit einem Ergebnis"):
        actions.answer(given, " ", by=None, at=NOW)
    assert actions.answer(given, "Erledigt, siehe Vermerk", by=None, at=NOW).is_done
    with pytest.raises(ValidationError, match="inzwischen erledigt"):
        actions.answer(given, "Noch einmal", by=None, at=NOW)
    assert not actions.reopen(given, "Der Vermerk fehlt", by=None, at=NOW).is_done
    assert [step.text for step in given.steps.all()] == ["Erledigt, siehe Vermerk", "Der Vermerk fehlt"]


def test_more_time_is_asked_for_granted_or_declined(given: Assignment) -> None:
    for day, sentence in ((dt.date(2017, 6, 1), "schon vorbei"), (DUE, "schon bis zum")):
        with pytest.raises(ValidationError, match=sentence):
            actions.ask_for_time(given, day, "Urlaub", by=None, at=NOW)
    with pytest.raises(ValidationError, match="niemand mehr"):
        actions.grant(given, by=None, at=NOW)
    actions.ask_for_time(given, LATER, "Urlaub", by=None, at=NOW)
    assert actions.decline(given, "Der Rat wartet", by=None, at=NOW).due == DUE
    actions.ask_for_time(given, LATER, "Krankheit", by=None, at=NOW)
    assert actions.grant(given, by=None, at=NOW).due == LATER
    assert [step.kind for step in given.steps.all()] == ["erbeten", "abgelehnt", "erbeten", "gewaehrt"]


def test_assignment_waits_for_the_minutes(given: Assignment) -> None:
    Assignment.objects.update(started_at=None)
    with pytest.raises(ValidationError, match="läuft erst"):
        actions.answer(given, "Zu früh", by=None, at=NOW)


def test_units_see_their_own_and_those_below(given: Assignment) -> None:
    seen = {
        unit: Assignment.objects.visible_to(
            make_user(Hat.DEPARTMENT, username=unit, unit=Unit.objects.get(code=unit))
        ).exists()
        for unit in ("FB 51", "51.3", "FB 61")
    }
    assert seen == {"FB 51": True, "51.3": True, "FB 61": False}
    office = make_user()
    assert Assignment.objects.visible_to(office).exists()
    assert Assignment.objects.answerable_by(office).exists()
    assert not Assignment.objects.visible_to(make_user("")).exists()
    assert make_agenda_item(make_meeting(dt.date(2018, 1, 8))).assignments.count() == 0
