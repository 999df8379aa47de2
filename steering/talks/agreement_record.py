"""What a Zielvereinbarung says, as one value: confirmed by its checksum, frozen as JSON, set as PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from steering.freezing import Record
from steering.models import AgreementConfirmation, AgreementEdition, AnnualGoal, GoalStep, GoalTalk, Indicator
from steering.numbers import shown


def record_of(talk: GoalTalk) -> Record:
    """Return what the next edition of a talk's agreement says now."""
    starts, ends = timezone.localtime(talk.starts_at), timezone.localtime(talk.ends_at)
    goals = talk.goals.select_related("continues__talk")
    last = AgreementEdition.objects.filter(talk=talk).order_by("-edition").first()
    return {
        "unit": str(talk.unit),
        "year": talk.year,
        "day": f"{starts:%d.%m.%Y}",
        "from": f"{starts:%H:%M}",
        "until": f"{ends:%H:%M}",
        "place": talk.place or ("Videokonferenz" if talk.video_link else ""),
        "participants": [line.strip() for line in talk.participants.splitlines() if line.strip()],
        "edition": last.edition + 1 if last else 1,
        "amendment": talk.amendment,
        "goals": [_goal(one) for one in goals.prefetch_related("measures", "steps", "indicators")],
        "minutes": talk.minutes,
        "feedback": talk.feedback if talk.has_feedback else "",
    }


def confirmed(confirmations: Iterable[AgreementConfirmation]) -> list[dict[str, str]]:
    """Return who confirmed on which day, and how, as papers say it."""
    return [
        {
            "side": one.get_side_display(),
            "day": f"{one.confirmed_on:%d.%m.%Y}",
            "how": one.entered_for or one.by_function,
            "entered_by": one.by_function if one.entered_for else "",
        }
        for one in confirmations
    ]


def agreed(record: Record) -> Record:
    """Return what of a record was agreed, whichever edition it is."""
    return {name: value for name, value in record.items() if name not in ("edition", "amendment")}


def _goal(goal: AnnualGoal) -> Record:
    texts = ("text", "methods", "instruments", "support_asked", "support_promised", "waiver")
    before = goal.continues
    return {
        **{name: getattr(goal, name) for name in texts},
        "is_beyond": goal.is_beyond,
        "measures": sorted(measure.number for measure in goal.measures.all()),
        "continues": f"{before.text} ({before.talk.year})" if before else "",
        "steps": [_step(one) for one in goal.steps.all()],
        "indicators": [_indicator(one) for one in goal.indicators.all()],
    }


def _step(step: GoalStep) -> Record:
    return {"text": step.text, "due": _day(step.due), "function": step.function}


def _indicator(one: Indicator) -> Record:
    return {
        "name": one.name,
        "kind": one.get_kind_display(),
        "due": _day(one.due),
        "measured_how": one.measured_how,
        "source": one.source,
        "unit": one.unit_of_measure,
        "baseline": shown(one.baseline),
        "baseline_day": _day(one.baseline_day),
        "target": shown(one.target),
        "direction": one.get_direction_display() if one.direction else "",
        "criterion": one.criterion,
    }


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
