"""From one year's goal to the next: what is continued or adjusted becomes a draft in the following talk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from integration.history.models import ChangeSet
from steering.models import AnnualGoal, GoalTalk, Indicator
from steering.talks.goal_actions import save_goal

CARRIED = (AnnualGoal.Consequence.CONTINUE, AnnualGoal.Consequence.ADJUST)
_TEXTS = ("text", "is_beyond", "methods", "instruments")
_DEMANDS = (
    *("name", "kind", "measured_how", "source"),
    *("unit_of_measure", "target", "direction", "criterion"),
)


def next_talk(talk: GoalTalk) -> GoalTalk | None:
    """Return next year's talk with the same unit, or with the one that succeeded it."""
    same = Q(unit=talk.unit_id) | Q(unit__predecessors=talk.unit_id)
    return GoalTalk.objects.standing().filter(same, year=talk.year + 1).select_related("unit").first()


@transaction.atomic
def carry_over(goal: AnnualGoal, *, by: Any, at: dt.datetime | None = None) -> AnnualGoal:
    """Draft a goal anew for the next year, from where it ended. Raises ValidationError."""
    ChangeSet.objects.lock()
    goal = AnnualGoal.objects.select_related("talk__unit").get(pk=goal.pk)
    year, unit = goal.talk.year + 1, goal.talk.unit.code or goal.talk.unit.name
    if goal.consequence not in CARRIED:
        raise ValidationError("Übernommen wird ein Ziel, das fortgeführt oder angepasst werden soll.")
    following = next_talk(goal.talk)
    if following is None:
        lacking = f"Für {year} ist noch kein Zielgespräch mit {unit} geplant."
        raise ValidationError(f"{lacking} Planen Sie es zuerst.")
    if following.goals.filter(continues=goal).exists():
        raise ValidationError(f"Dieses Ziel steht schon im {following}. Es wurde nichts geändert.")
    draft = AnnualGoal(talk=following, continues=goal)
    return save_goal(
        draft,
        {name: getattr(goal, name) for name in _TEXTS},
        measures=goal.measures.all(),
        steps=list(_steps(goal)),
        indicators=[_indicator(one) for one in goal.indicators.all()],
        by=by,
        at=at,
    )


def _steps(goal: AnnualGoal) -> Iterator[dict[str, Any]]:
    """Yield what was not done, a year later."""
    for step in goal.steps.filter(done_on__isnull=True):
        yield {"text": step.text, "function": step.function, "due": _a_year_later(step.due)}


def _indicator(one: Indicator) -> dict[str, Any]:
    """Return what an indicator demands, from its latest value on."""
    told = {name: getattr(one, name) for name in _DEMANDS}
    latest = one.values.filter(withdrawn_at__isnull=True, number__isnull=False).order_by("-day").first()
    baseline, day = (latest.number, latest.day) if latest else (one.baseline, one.baseline_day)
    due = _a_year_later(one.due)
    if due and day and day >= due:
        due = None  # measured after a year more: the talk says until when
    return {**told, "due": due, "baseline": baseline, "baseline_day": day}


def _a_year_later(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
