"""Entering and withdrawing values of indicators. What was once said stays, with who withdrew it and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models.recorded import Recorded
from catalogue.upkeep.steps import remember, state
from integration.files.models import StoredFile
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.models import GoalTalk, Indicator, IndicatorValue

Paper = tuple[str, bytes]  # a file's name and its bytes, whose kind the form has checked


@transaction.atomic
def enter_value(
    indicator: Indicator,
    *,
    day: dt.date,
    number: Decimal | None = None,
    is_met: bool | None = None,
    source: str = "",
    comment: str = "",
    evidence: Paper | None = None,
    by: Any,
    at: dt.datetime | None = None,
) -> IndicatorValue:
    """Record what an indicator of an agreement in force said on a day. Raises ValidationError."""
    ChangeSet.objects.lock()
    indicator = Indicator.objects.select_related("goal__talk").get(pk=indicator.pk)
    refuse_at_rest(indicator.goal.talk)
    _refuse_other_kind(indicator, number, is_met)
    _refuse_other_day(indicator, day, timezone.localdate(at))
    said = {"source": clean_text(source), "comment": clean_text(comment)}
    measured = {"indicator": indicator, "day": day, "number": number, "is_met": is_met}
    value = IndicatorValue(**measured, **said, **Recorded.stamp(by, at))
    _refuse_without_evidence(value, evidence)
    value.full_clean(exclude=["evidence"])
    if evidence:
        value.evidence = StoredFile.objects.store(name=evidence[0], data=evidence[1], by=by)
    value.save()
    remember(value, str(value), None, by=by, at=at)
    return value


@transaction.atomic
def withdraw_value(
    value: IndicatorValue, reason: str, *, by: Any, at: dt.datetime | None = None
) -> IndicatorValue:
    """Take a wrong value out of every figure; it stays readable with the reason. Raises ValidationError."""
    ChangeSet.objects.lock()
    value = IndicatorValue.objects.select_related("indicator__goal__talk").get(pk=value.pk)
    refuse_at_rest(value.indicator.goal.talk)
    if value.withdrawn_at:
        raise ValidationError("Dieser Wert ist schon zurückgezogen. Es wurde nichts geändert.")
    before, stamp = state(value), Recorded.stamp(by, at)
    value.withdrawn_at, value.withdrawn_by_function = stamp["at"], stamp["by_function"]
    value.withdrawn_because = clean_text(reason)
    value.full_clean()
    value.save()
    remember(value, str(value), before, by=by, at=at)
    return value


def refuse_at_rest(talk: GoalTalk) -> None:
    """Values, steps and checks belong to agreements in force, confirmed by both and not evaluated yet."""
    if talk.state not in GoalTalk.IN_FORCE:
        stands = f"Das {talk} ist „{talk.get_state_display()}“"
        ways_out = "Öffnen Sie die Auswertung wieder." if talk.is_agreed else "Erst bestätigen beide Seiten."
        raise ValidationError(f"{stands}; so lange gilt die Vereinbarung nicht. {ways_out}")


def _refuse_other_kind(indicator: Indicator, number: Decimal | None, is_met: bool | None) -> None:
    """A number is answered with a number, all else with yes or no."""
    is_number = indicator.kind == Indicator.Kind.NUMBER
    if is_number and (number is None or is_met is not None):
        raise ValidationError({"number": f"„{indicator}“ wird gemessen: Geben Sie eine Zahl an."})
    if not is_number and (is_met is None or number is not None):
        sentence = f"„{indicator}“ wird mit ja oder nein beantwortet, nicht mit einer Zahl."
        raise ValidationError({"is_met": sentence})


def _refuse_without_evidence(value: IndicatorValue, evidence: Paper | None) -> None:
    """A criterion is met when somebody can see by what."""
    is_criterion = value.indicator.kind == Indicator.Kind.CRITERION
    if is_criterion and value.is_met and not (evidence or value.source):
        ways = "Fügen Sie ein Papier bei oder nennen Sie die Quelle."
        sentence = f"Ein Kriterium gilt mit einem Nachweis als erfüllt: {ways}"
        raise ValidationError({"evidence": sentence})


def _refuse_other_day(indicator: Indicator, day: dt.date, today: dt.date) -> None:
    """A value is of a day since the baseline and until today that has none yet."""
    sentence = ""
    if day > today:
        sentence = f"Der {day:%d.%m.%Y} liegt in der Zukunft. Einen Wert gibt es erst, wenn gemessen ist."
    elif indicator.baseline_day and day < indicator.baseline_day:
        baseline = f"Der Ausgangswert ist vom {indicator.baseline_day:%d.%m.%Y}"
        sentence = f"{baseline}; ein Wert kann nicht von einem Tag davor sein."
    elif indicator.values.filter(withdrawn_at__isnull=True, day=day).exists():
        known = f"Für den {day:%d.%m.%Y} gibt es schon einen Wert."
        sentence = f"{known} Ist er falsch, ziehen Sie ihn mit einem Grund zurück und tragen ihn neu ein."
    if sentence:
        raise ValidationError({"day": sentence})
