"""What a report tells beside the catalogue: goals, needs, difficulties, resources, the group's decisions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from catalogue.models import NeedChange
from steering import told
from steering.freezing import Record
from steering.models import (
    AnnualGoal,
    GoalTalk,
    Indicator,
    IndicatorValue,
    Resolution,
    ResourceRequest,
    Review,
)
from steering.models.resolution import RESULTS_KNOWN
from steering.numbers import amount
from steering.reports.measures import german
from steering.reports.period import Period

_AGREED = (
    *(GoalTalk.State.AGREED, GoalTalk.State.CHECKED),
    *(GoalTalk.State.EVALUATED, GoalTalk.State.REPORTED),
)
_TOLD = (Resolution.Kind.RESOLVED, Resolution.Kind.RECOMMENDED)


@dataclass(frozen=True)
class Scope:
    """What a report is about: its year; of a unit the keys of it, of all below it, of its measures."""

    year: int
    period: Period
    units: Collection[int] | None = None
    measures: Collection[int] | None = None

    def of_units(self, lookup: str) -> Q:
        return Q() if self.units is None else Q(**{f"{lookup}__in": self.units})

    def of_measures(self, lookup: str) -> Q:
        return Q() if self.measures is None else Q(**{f"{lookup}__in": self.measures})


# --- Goals ------------------------------------------------------------------------------------------


def goals(scope: Scope) -> list[Record]:
    """Return the year's agreed goals with their indicators and what was measured until the key date."""
    rows = AnnualGoal.objects.filter(
        scope.of_units("talk__unit"), talk__year=scope.year, talk__state__in=_AGREED
    )
    values = IndicatorValue.objects.filter(withdrawn_at__isnull=True, day__lte=scope.period.until)
    found = rows.select_related("talk__unit").prefetch_related(
        "measures", "steps", "indicators", Prefetch("indicators__values", values.order_by("day", "pk"))
    )
    return [_goal(one) for one in found.order_by("talk__unit__slug", "position", "pk")]


def attained(scope: Scope) -> dict[str, int]:
    """Return how many of a year's goals were reached in which degree, "" those not evaluated (one query)."""
    rows = AnnualGoal.objects.filter(
        scope.of_units("talk__unit"), talk__year=scope.year, talk__state__in=_AGREED
    )
    degrees = list(rows.order_by().values_list("attainment", flat=True))
    return {degree: degrees.count(degree) for degree in degrees}


def _goal(goal: AnnualGoal) -> Record:
    steps = list(goal.steps.all())
    return {
        "unit": goal.talk.unit.code or goal.talk.unit.name,
        "talk": goal.talk_id,
        "text": goal.text,
        "measures": sorted(one.number for one in goal.measures.all()),
        "attainment": goal.attainment,
        "result": goal.get_attainment_display() if goal.attainment else "noch nicht ausgewertet",
        "because": goal.attainment_because,
        "consequence": goal.get_consequence_display() if goal.consequence else "",
        "steps": [len(steps), sum(one.done_on is not None for one in steps)],
        "indicators": [_indicator(one) for one in goal.indicators.all()],
    }


def _indicator(one: Indicator) -> Record:
    values = list(one.values.all())
    last = values[-1] if values else None
    baseline = f"{amount(one.baseline)} {one.unit_of_measure}".strip() if one.baseline is not None else ""
    target = (
        f"{amount(one.target)} {one.unit_of_measure}".strip() if one.target is not None else one.criterion
    )
    return {
        "name": one.name,
        "baseline": _dated(baseline, one.baseline_day),
        "target": target or "erfüllt",
        "due": german(one.due),
        "value": _dated(_value(last, one), last.day) if last else "",
    }


def _value(value: IndicatorValue, one: Indicator) -> str:
    if value.number is None:
        return "erfüllt" if value.is_met else "nicht erfüllt"
    return f"{amount(value.number)} {one.unit_of_measure}".strip()


def _dated(text: str, day: Any) -> str:
    return f"{text} ({german(day)})" if text and day else text


# --- Needs, difficulties, resources, decisions --------------------------------------------------------


def needs(scope: Scope) -> list[Record]:
    """Return the needs that changed in the year, with what had been decided by its end."""
    rows = NeedChange.objects.filter(scope.of_measures("measure"), day__range=scope.period.days)
    found = rows.select_related("measure", "action_field").order_by("day", "pk")
    return [
        {
            "day": german(one.day),
            "measure": one.measure.number if one.measure else None,
            "about": str(one.subject),
            "text": one.description,
            "source": one.source,
            "decision": one.decision if one.decided_on and one.decided_on <= scope.period.until else "",
        }
        for one in found
    ]


def difficulties(scope: Scope) -> list[Record]:
    """Return what units said of difficulties, in returns and for meetings, by the measure's number."""
    answers = told.reported(scope.period.start, scope.period.end)
    found = [
        _said(one.measure, one.unit_return.unit, one.difficulties, one.resources, one.need)
        for one in answers.filter(scope.of_units("unit_return__unit"))
    ]
    reviews = Review.objects.filter(scope.of_units("unit"), at__range=scope.period.moments)
    found += [
        _said(one.measure, one.unit, one.difficulties, one.conditions, one.need)
        for one in reviews.select_related("measure", "unit").order_by("pk")
        if one.difficulties or one.conditions or one.need
    ]
    return sorted(found, key=lambda one: (one["measure"] is None, one["measure"]))


def _said(measure: Any, unit: Any, difficulties: str, resources: str, need: str) -> Record:
    return {
        "measure": measure.number if measure else None,
        "unit": (unit.code or unit.name) if unit else "",
        "difficulties": difficulties,
        "resources": resources,
        "need": need,
    }


def resources(scope: Scope) -> list[Record]:
    """Return what was asked for in the year or for it, with what had been granted by its end."""
    asked = Q(at__range=scope.period.moments) | Q(budget_year=scope.year, at__lt=scope.period.end)
    rows = ResourceRequest.objects.filter(asked, scope.of_units("unit")).select_related("measure", "unit")
    return [
        {
            "measure": one.measure.number,
            "unit": one.unit.code or one.unit.name,
            "kind": one.get_kind_display(),
            "year": one.budget_year,
            "asked": one.asked_text,
            "granted": one.granted_text if one.granted_on and one.granted_on <= scope.period.until else "",
            "purpose": one.purpose,
        }
        for one in rows.order_by("measure__number", "pk")
    ]


def decisions(scope: Scope) -> list[Record]:
    """Return what the Steuerungsgruppe resolved or recommended in the year, as its minutes have it."""
    rows = Resolution.objects.filter(
        kind__in=_TOLD,
        item__meeting__starts_at__range=scope.period.moments,
        item__meeting__state__in=RESULTS_KNOWN,
    )
    if scope.measures is not None:
        about = Q(measures__in=scope.measures) | Q(item__measures__in=scope.measures)
        asked = Q(item__assignments__unit__in=scope.units or ())
        rows = rows.filter(pk__in=Resolution.objects.filter(about | asked).order_by().values("pk"))
    found = rows.select_related("item__meeting").prefetch_related("measures")
    return [
        {
            "meeting": one.item.meeting_id,
            "day": german(timezone.localdate(one.item.meeting.starts_at)),
            "kind": one.get_kind_display(),
            "number": one.reference,
            "title": one.item.title,
            "wording": one.wording,
            "measures": sorted(measure.number for measure in one.measures.all()),
        }
        for one in found.order_by("item__meeting__starts_at", "item__position", "pk")
    ]
