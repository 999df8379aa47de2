"""Writing annual goals with their steps and indicators, as long as the agreement takes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from catalogue.models import Measure
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.models import AnnualGoal, GoalStep, GoalTalk, Indicator
from steering.talks.talk_actions import locked, settled

Fields = Mapping[str, Any]


def writable(talk: GoalTalk) -> GoalTalk:
    """Return the talk, locked, to write its goals. Belongs into a transaction; raises ValidationError."""
    ChangeSet.objects.lock()
    stored = locked(talk)
    if not stored.takes_goals:
        raise ValidationError(settled(stored))
    return stored


@transaction.atomic
def save_goal(
    goal: AnnualGoal,
    fields: Fields,
    *,
    measures: Iterable[Measure],
    steps: Sequence[Fields],
    indicators: Sequence[Fields],
    by: Any,
    at: dt.datetime | None = None,
) -> AnnualGoal:
    """Write a goal; rows that name no `pk` are new, those of which nobody speaks any more go.

    Raises ValidationError with German messages.
    """
    talk = writable(goal.talk)
    for name, value in fields.items():
        setattr(goal, name, clean_text(value) if isinstance(value, str) else value)
    if goal.pk is None:
        goal.position = talk.goals.count() + 1
    for name, value in AnnualGoal.stamp(by, at).items():
        setattr(goal, name, value)
    if goal.continues and goal.continues.talk.year >= talk.year:
        raise ValidationError({"continues": "Fortgeführt wird ein Ziel eines früheren Jahres."})
    goal.full_clean(exclude=["talk", "by"])
    goal.save()
    goal.measures.set(measures)
    _write_rows(goal.steps.all(), GoalStep, goal, steps)
    _write_rows(goal.indicators.all(), Indicator, goal, indicators)
    return goal


def _write_rows(
    stored: models.QuerySet[Any], model: type[models.Model], goal: AnnualGoal, rows: Sequence[Fields]
) -> None:
    known = {row.pk: row for row in stored}
    for position, fields in enumerate(rows, 1):
        row = known.pop(fields.get("pk"), None) or model(goal=goal)
        if isinstance(row, Indicator):
            _refuse_other_kind(row, fields)
        for name, value in {**fields, "position": position}.items():
            if name != "pk":
                setattr(row, name, clean_text(value) if isinstance(value, str) else value)
        row.full_clean(exclude=["goal"])
        row.save()
    for row in known.values():
        if isinstance(row, Indicator) and row.values.exists():
            raise ValidationError(f"„{row.name}“ hat schon Werte. Ein solcher Indikator bleibt stehen.")
        row.delete()


def _refuse_other_kind(row: Indicator, fields: Fields) -> None:
    if row.pk and row.kind != fields.get("kind", row.kind) and row.values.exists():
        raise ValidationError(f"„{row.name}“ hat schon Werte. Seine Art bleibt, wie sie ist.")


@transaction.atomic
def waive(goal: AnnualGoal, reason: str) -> AnnualGoal:
    """Say why a goal is verifiable enough although something is missing; "" takes that back."""
    writable(goal.talk)
    goal.waiver = clean_text(reason)
    goal.save(update_fields=["waiver"])
    return goal


@transaction.atomic
def remove_goal(goal: AnnualGoal) -> None:
    """Strike a goal. Raises ValidationError where values or a later goal build on it."""
    writable(goal.talk)
    if Indicator.objects.filter(goal=goal, values__isnull=False).exists():
        raise ValidationError(
            "Zu diesem Ziel gibt es schon Werte. Was aus ihm wird, sagt die Auswertung am Ende des Jahres."
        )
    if goal.continued_by.exists():
        raise ValidationError("Ein späteres Jahr führt dieses Ziel fort. Es bleibt stehen.")
    goal.delete()
