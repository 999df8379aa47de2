"""What is written during the year of an agreement and at its end: steps done, mid-year check, evaluation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models.recorded import Recorded
from catalogue.upkeep.steps import keep, remember, state
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.models import AnnualGoal, GoalStep, GoalTalk
from steering.year.value_actions import refuse_at_rest

_State = GoalTalk.State


@transaction.atomic
def settle_step(step: GoalStep, *, done: bool, by: Any, at: dt.datetime | None = None) -> GoalStep:
    """Say that a step is done, or that it is not after all; twice is as good as once."""
    ChangeSet.objects.lock()
    step = GoalStep.objects.select_related("goal__talk").get(pk=step.pk)
    refuse_at_rest(step.goal.talk)
    if bool(step.done_on) == done:
        return step
    before, stamp = state(step), Recorded.stamp(by, at)
    step.done_on = timezone.localdate(stamp["at"]) if done else None
    step.done_by, step.done_by_function = (by, stamp["by_function"]) if done else (None, "")
    step.save()
    remember(step, str(step), before, by=by, at=at)
    return step


@transaction.atomic
def check(talk: GoalTalk, note: str, *, by: Any, at: dt.datetime | None = None) -> GoalTalk:
    """Record how an agreement stands at mid-year, or correct what was recorded. Raises ValidationError."""
    talk = _locked(talk)
    refuse_at_rest(talk)
    note = clean_text(note)
    if not note:
        raise ValidationError({"check_note": "Der Zwischenstand sagt in einem Satz, wie es steht."})
    before = state(talk)
    talk.check_note, talk.state = note, _State.CHECKED
    talk.checked_at = talk.checked_at or Recorded.stamp(by, at)["at"]
    return _saved(talk, before, by=by, at=at)


@transaction.atomic
def evaluate(
    goal: AnnualGoal,
    *,
    attainment: str,
    because: str,
    consequence: str,
    by: Any,
    at: dt.datetime | None = None,
) -> AnnualGoal:
    """Say how far a goal was reached and what follows. The last one closes the evaluation of its talk."""
    ChangeSet.objects.lock()
    goal = AnnualGoal.objects.select_related("talk").get(pk=goal.pk)
    _refuse_unready(goal.talk)
    said = {
        "attainment": (attainment, "Sagen Sie, wie weit das Ziel erreicht ist."),
        "attainment_because": (clean_text(because), "Zur Zielerreichung gehört eine Begründung."),
        "consequence": (consequence, "Sagen Sie, was daraus folgt."),
    }
    if missing := {name: sentence for name, (text, sentence) in said.items() if not text}:
        raise ValidationError(missing)
    before = state(goal)
    for name, (text, _) in said.items():
        setattr(goal, name, text)
    goal.settle(by, at)
    goal.full_clean(exclude=["talk", "by", "done_by", "continues"])
    goal.save()
    remember(goal, str(goal), before, by=by, at=at)
    if not goal.talk.goals.filter(attainment="").exists():
        close_evaluation(goal.talk, by=by, at=at)
    return goal


@transaction.atomic
def close_evaluation(talk: GoalTalk, *, by: Any, at: dt.datetime | None = None) -> GoalTalk:
    """Say that every goal of an agreement is evaluated; values and evaluations rest from then on."""
    talk = _locked(talk)
    _refuse_unready(talk)
    if left := talk.goals.filter(attainment="").count():
        goals = "Zu einem Ziel fehlt" if left == 1 else f"Zu {left} Zielen fehlt"
        raise ValidationError(f"{goals} noch die Zielerreichung. Werten Sie es zuerst aus.")
    before = state(talk)
    talk.state = _State.EVALUATED
    return _saved(talk, before, by=by, at=at)


@transaction.atomic
def reopen_evaluation(talk: GoalTalk, reason: str, *, by: Any, at: dt.datetime | None = None) -> GoalTalk:
    """Take up an evaluation again, with a reason, as long as nothing was reported of it."""
    talk, reason = _locked(talk), clean_text(reason)
    if talk.state == _State.REPORTED:
        raise ValidationError("Über dieses Jahr ist berichtet. Die Auswertung bleibt, wie sie berichtet ist.")
    if talk.state != _State.EVALUATED:
        raise ValidationError("Diese Auswertung ist noch offen. Es wurde nichts geändert.")
    if not reason:
        raise ValidationError({"reason": "Sagen Sie, warum die Auswertung wieder geöffnet wird."})
    before = state(talk)
    talk.state = _State.CHECKED if talk.checked_at else _State.AGREED
    return _saved(talk, before, by=by, at=at, reason=f"Auswertung wieder geöffnet: {reason}")


def _refuse_unready(talk: GoalTalk) -> None:
    refuse_at_rest(talk)
    if talk.amendment:
        way_out = "Sobald beide Seiten sie bestätigt haben, wird ausgewertet, was dann gilt."
        raise ValidationError(f"An dieser Vereinbarung ist eine Änderung offen. {way_out}")


def _locked(talk: GoalTalk) -> GoalTalk:
    ChangeSet.objects.lock()
    return GoalTalk.objects.select_related("unit").get(pk=talk.pk)


def _saved(
    talk: GoalTalk, before: dict[str, Any], *, by: Any, at: dt.datetime | None, reason: str = ""
) -> GoalTalk:
    talk.save()
    reason = reason or f"{talk}: {talk.get_state_display()}"
    opened = ChangeSet.objects.open(by=by, way=ChangeSet.Way.FORM, reason=reason, at=at)
    keep(opened, talk, str(talk), before)
    return talk
