"""Writing annual goals: rows that come, stay and go, and what must not be touched any more."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Suggestion, Unit
from integration.accounts.roles import Hat
from steering.models import AnnualGoal, GoalTalk
from steering.talks.goal_actions import remove_goal, save_goal, waive
from steering.talks.proposing import propose_measure
from steering.talks.verifiability import is_verifiable, missing
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_unit, make_user, make_value

pytestmark = pytest.mark.django_db
State = GoalTalk.State


@pytest.fixture
def talk() -> GoalTalk:
    return make_goal_talk(make_unit("51.3"), 2026, state=State.HELD)


def write(goal: AnnualGoal, steps: Any = (), indicators: Any = (), **fields: Any) -> AnnualGoal:
    fields = {"text": "Mehr Familien", **fields}
    return save_goal(goal, fields, measures=[], steps=list(steps), indicators=list(indicators), by=None)


def test_rows_keep_who_they_are(talk: GoalTalk) -> None:
    goal = write(AnnualGoal(talk=talk), steps=[{"text": "Eins"}, {"text": "Zwei"}])
    one, two = goal.steps.all()
    one.done_on = dt.date(2026, 5, 1)
    one.save()
    write(goal, steps=[{"pk": two.pk, "text": "Zwei, neu"}, {"pk": one.pk, "text": "Eins"}, {"text": "Drei"}])
    rows = list(goal.steps.values_list("text", "position", "done_on"))
    assert rows == [("Zwei, neu", 1, None), ("Eins", 2, dt.date(2026, 5, 1)), ("Drei", 3, None)]
    write(goal, steps=[{"pk": one.pk, "text": "Eins"}])
    assert [step.pk for step in goal.steps.all()] == [one.pk]


def test_agreed_goals_are_written_only_while_an_amendment_is_open(talk: GoalTalk) -> None:
    goal = make_goal(talk)
    talk.state = State.AGREED
    talk.save()
    for act in (lambda: write(goal), lambda: remove_goal(goal), lambda: waive(goal, "Reicht")):
        with pytest.raises(ValidationError, match="ist „vereinbart“ und steht fest"):
            act()
    talk.amendment = "Zwei Stellen sind nicht besetzt."
    talk.save()
    assert write(goal, text="Weniger Familien").text == "Weniger Familien"


def test_indicator_with_values_stays_as_what_it_is(talk: GoalTalk) -> None:
    goal = make_goal(talk)
    indicator = make_indicator(goal)
    make_value(indicator)
    with pytest.raises(ValidationError, match="Seine Art bleibt"):
        write(goal, indicators=[{"pk": indicator.pk, "name": "Familien", "kind": "ja-nein"}])
    with pytest.raises(ValidationError, match="hat schon Werte"):
        write(goal)
    with pytest.raises(ValidationError, match="Zu diesem Ziel gibt es schon Werte"):
        remove_goal(goal)
    assert goal.indicators.count() == 1


def test_goal_continues_one_of_an_earlier_year(talk: GoalTalk) -> None:
    earlier = make_goal(make_goal_talk(talk.unit, 2025))
    write(AnnualGoal(talk=talk), continues=earlier)
    with pytest.raises(ValidationError, match="Ziel eines früheren Jahres"):
        write(AnnualGoal(talk=talk), continues=make_goal(talk))
    earlier.talk.state = State.HELD
    earlier.talk.save()
    with pytest.raises(ValidationError, match="Ein späteres Jahr führt dieses Ziel fort"):
        remove_goal(earlier)


def test_verifiability_names_what_is_missing(talk: GoalTalk) -> None:
    goal = make_goal(talk)
    assert [one.split(":")[0] for one in missing(goal)] == ["Keine Maßnahme", "Kein Indikator"]
    goal.is_beyond = True
    bare = {"baseline": None, "baseline_day": None, "target": None, "direction": "", "due": None}
    make_indicator(goal, "Familien", **bare)
    found = " ".join(missing(goal))
    for what in ("bis wann", "der Zielwert", "steigen, sinken", "wie gemessen wird"):
        assert what in found
    goal.indicators.all().delete()
    make_indicator(goal, "Plan liegt vor", kind="kriterium")
    assert "wann das Kriterium erfüllt ist" in " ".join(missing(goal))
    assert not is_verifiable(goal)
    assert is_verifiable(waive(goal, "Der Plan wird im Gremium vorgestellt."))


def test_complete_goal_lacks_nothing() -> None:
    build_city()
    goal = make_goal(make_goal_talk(Unit.objects.get(slug="51.3"), 2026), measures=[28])
    make_indicator(goal, measured_how="Zählung", target=Decimal(80))
    assert missing(goal) == []


def test_goal_beyond_the_catalogue_proposes_a_measure() -> None:
    build_city()
    unit = Unit.objects.get(slug="51.3")
    goal = make_goal(make_goal_talk(unit, 2026), "Eltern wissen Rat", is_beyond=True, methods="Elternabende")
    suggestion = propose_measure(goal, by=make_user(Hat.DEPARTMENT, unit=unit))
    assert (suggestion.kind, suggestion.state) == ("new", "open")
    assert suggestion.edits == {("goal",): "Eltern wissen Rat", ("text",): "Elternabende"}
    assert suggestion.answer.unit_return.unit == unit
    with pytest.raises(ValidationError, match="schon als Maßnahme vorgeschlagen"):
        propose_measure(goal, by=None)
    assert Suggestion.objects.count() == 1
    with pytest.raises(ValidationError, match="über den Katalog hinausgeht"):
        propose_measure(make_goal(goal.talk), by=None)
