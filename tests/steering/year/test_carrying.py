"""What is continued becomes next year's draft, from where it ended; nothing is carried twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Unit
from steering.models import AnnualGoal, GoalTalk
from steering.year.carrying import carry_over, next_talk
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_unit, make_value

pytestmark = pytest.mark.django_db
PLANNED = GoalTalk.State.PLANNED


@pytest.fixture
def goal() -> AnnualGoal:
    build_city()
    talk = make_goal_talk(Unit.objects.get(slug="51.3"), 2020, state=GoalTalk.State.EVALUATED)
    steps = [("Flyer", dt.date(2020, 2, 29)), "Termine"]
    goal = make_goal(talk, measures=[28], steps=steps, methods="Sprechstunde", consequence="fortfuehren")
    goal.steps.filter(text="Termine").update(done_on=dt.date(2020, 5, 1))
    make_value(make_indicator(goal, source="Statistik"), 62, day=dt.date(2020, 12, 31))
    make_indicator(goal, "Raum gefunden", kind="ja-nein")
    return goal


def test_goal_is_drafted_anew_from_where_it_ended(goal: AnnualGoal) -> None:
    following = make_goal_talk(goal.talk.unit, 2021, state=PLANNED)
    draft = carry_over(goal, by=None)
    assert (draft.talk, draft.continues, draft.methods) == (following, goal, "Sprechstunde")
    assert (draft.attainment, draft.consequence) == ("", "")
    assert [one.number for one in draft.measures.all()] == [28]
    assert [(one.text, one.due) for one in draft.steps.all()] == [("Flyer", dt.date(2021, 2, 28))]
    number, other = draft.indicators.all()
    assert (number.baseline, number.baseline_day, number.target) == (
        Decimal(62),
        dt.date(2020, 12, 31),
        Decimal(80),
    )
    assert (number.due, number.source) == (dt.date(2021, 12, 31), "Statistik")
    assert (other.kind, other.baseline, other.values.count()) == ("ja-nein", None, 0)
    with pytest.raises(ValidationError, match="steht schon im Zielgespräch 2021"):
        carry_over(goal, by=None)


def test_goal_waits_for_a_talk_that_takes_it(goal: AnnualGoal) -> None:
    with pytest.raises(ValidationError, match="Für 2021 ist noch kein Zielgespräch"):
        carry_over(goal, by=None)
    make_goal_talk(goal.talk.unit, 2021, state=GoalTalk.State.CANCELLED, cancelled_because="Krank")
    assert next_talk(goal.talk) is None
    make_goal_talk(goal.talk.unit, 2021)
    with pytest.raises(ValidationError, match="steht fest"):
        carry_over(goal, by=None)
    assert AnnualGoal.objects.count() == 1


def test_successor_of_a_unit_takes_its_goals(goal: AnnualGoal) -> None:
    Unit.objects.filter(slug="51.3").update(successor=make_unit("51.4"))
    following = make_goal_talk(Unit.objects.get(slug="51.4"), 2021, state=PLANNED)
    assert carry_over(goal, by=None).talk == following


def test_only_what_goes_on_is_carried(goal: AnnualGoal) -> None:
    make_goal_talk(goal.talk.unit, 2021, state=PLANNED)
    AnnualGoal.objects.update(consequence="aufgeben")
    with pytest.raises(ValidationError, match="fortgeführt oder angepasst"):
        carry_over(goal, by=None)
