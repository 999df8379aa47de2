"""Steps done, mid-year check, evaluation: each in its time, the last goal closes it, until it is reported."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Unit
from integration.history.models import ChangeSet, ReferenceChange
from steering.models import AnnualGoal, GoalStep, GoalTalk
from steering.year import year_actions as actions
from tests.city import build_city, moment
from tests.factories import make_goal, make_goal_talk, make_user

pytestmark = pytest.mark.django_db
NOW = moment("2018-09-30 23:30")
SAID: dict[str, Any] = {
    "attainment": "voll",
    "because": "Alle Familien sind beraten",
    "consequence": "fortfuehren",
}


@pytest.fixture
def goal() -> AnnualGoal:
    build_city()
    talk = make_goal_talk(Unit.objects.get(slug="51.3"))
    return make_goal(
        talk, steps=[("Flyer", dt.date(2018, 9, 1)), ("Termine", dt.date(2018, 10, 20)), "Offen"]
    )


def test_steps_are_done_and_reopened_by_somebody(goal: AnnualGoal) -> None:
    flyer = goal.steps.first()
    assert flyer
    on = dt.date(2018, 9, 30)
    assert [one.text for one in GoalStep.objects.overdue(on=on)] == ["Flyer"]
    assert [one.text for one in GoalStep.objects.due(on=on)] == ["Termine"]
    done = actions.settle_step(flyer, done=True, by=make_user(function="Stelle 51.3"), at=NOW)
    assert (done.done_on, done.done_by_function) == (on, "Stelle 51.3")
    assert not GoalStep.objects.overdue(on=on).exists()
    actions.settle_step(flyer, done=True, by=None, at=NOW)
    assert ReferenceChange.objects.filter(model="steering.goalstep").count() == 1
    again = actions.settle_step(flyer, done=False, by=None, at=NOW)
    assert (again.done_on, again.done_by, again.done_by_function) == (None, None, "")


def test_check_says_how_it_stands_and_may_be_corrected(goal: AnnualGoal) -> None:
    with pytest.raises(ValidationError, match="in einem Satz"):
        actions.check(goal.talk, " ", by=None, at=NOW)
    actions.check(goal.talk, "Läuft", by=None, at=NOW)
    talk = actions.check(goal.talk, "Läuft gut", by=None, at=moment("2018-10-02 12:00"))
    assert (talk.state, talk.checked_at, talk.check_note) == (GoalTalk.State.CHECKED, NOW, "Läuft gut")


def test_last_goal_closes_the_evaluation_and_it_is_reopened_with_a_reason(goal: AnnualGoal) -> None:
    second = make_goal(goal.talk, "Zweites")
    actions.evaluate(goal, **SAID, by=make_user(function="Stelle 50.21"), at=NOW)
    with pytest.raises(ValidationError, match="Zu einem Ziel fehlt"):
        actions.close_evaluation(goal.talk, by=None)
    assert GoalTalk.objects.get().state == GoalTalk.State.AGREED
    actions.evaluate(second, **{**SAID, "attainment": "nicht", "consequence": "aufgeben"}, by=None, at=NOW)
    assert GoalTalk.objects.get().state == GoalTalk.State.EVALUATED
    for act in (
        lambda: actions.evaluate(goal, **SAID, by=None),
        lambda: actions.check(goal.talk, "Zu spät", by=None),
    ):
        with pytest.raises(ValidationError, match="Öffnen Sie die Auswertung wieder"):
            act()
    with pytest.raises(ValidationError, match="warum"):
        actions.reopen_evaluation(goal.talk, " ", by=None)
    talk = actions.reopen_evaluation(goal.talk, "Ein Wert war falsch", by=None)
    assert talk.state == GoalTalk.State.AGREED
    assert ChangeSet.objects.filter(reason="Auswertung wieder geöffnet: Ein Wert war falsch").exists()
    assert actions.close_evaluation(talk, by=None).state == GoalTalk.State.EVALUATED
    kept = ReferenceChange.objects.filter(model="steering.annualgoal").first()
    assert kept
    assert (kept.before["attainment"], kept.after["attainment"]) == ("", "voll")


def test_reopened_evaluation_is_checked_again_where_it_was(goal: AnnualGoal) -> None:
    actions.check(goal.talk, "Läuft", by=None, at=NOW)
    actions.evaluate(goal, **SAID, by=None)
    assert actions.reopen_evaluation(goal.talk, "Doch", by=None).state == GoalTalk.State.CHECKED


def test_what_is_reported_or_being_amended_is_not_evaluated(goal: AnnualGoal) -> None:
    GoalTalk.objects.update(state=GoalTalk.State.REPORTED)
    with pytest.raises(ValidationError, match="ist berichtet"):
        actions.reopen_evaluation(goal.talk, "Doch", by=None)
    GoalTalk.objects.update(state=GoalTalk.State.AGREED, amendment="Neue Frist")
    with pytest.raises(ValidationError, match="Änderung offen"):
        actions.evaluate(goal, **SAID, by=None)
    GoalTalk.objects.update(amendment="")
    with pytest.raises(ValidationError, match="noch offen"):
        actions.reopen_evaluation(goal.talk, "Doch", by=None)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("attainment", "", "wie weit"),
        ("because", " ", "Begründung"),
        ("consequence", "", "was daraus folgt"),
        ("attainment", "glatt", "glatt"),
    ],
)
def test_incomplete_evaluation_is_refused(goal: AnnualGoal, name: str, value: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        actions.evaluate(goal, **{**SAID, name: value}, by=None)
    assert not AnnualGoal.objects.exclude(attainment="").exists()
