"""What became of a report's measures in its year, and how far each is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalogue.models import MeasureVersion, Unit
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.as_of import address_suffix
from catalogue.records import MeasureRecord
from catalogue.vocabulary import Status
from steering.freezing import Record
from steering.reports.period import Period

States = Mapping[int, str]  # by number


def of_unit(unit: Unit | None) -> MeasureVersionQuerySet:
    """Return the versions that a report is about, of every day."""
    every = MeasureVersion.objects.all()
    return every.for_units(Unit.objects.filter(pk=unit.pk)) if unit else every


def states_on(versions: MeasureVersionQuerySet, day: dt.date) -> States:
    return dict(versions.on(day).order_by().values_list("number", "status"))


@dataclass(frozen=True)
class Course:
    """What became of measures between the ends of two days: their numbers, and from state to state."""

    new: list[int]
    finished: list[int]
    dropped: list[int]
    moved: dict[tuple[str, str], list[int]]


def course(before: States, now: States, period: Period) -> Course:
    """Return it as the comparison of the two days tells it (two queries, none where nothing came or went).

    A measure that only changed hands is neither new nor dropped.
    """
    came, went = now.keys() - before.keys(), before.keys() - now.keys()
    new = came - _there(came, period.since)
    gone = {one for one in went - _there(went, period.until) if before[one] != Status.DROPPED}
    both = sorted(before.keys() & now.keys())
    moved: dict[tuple[str, str], list[int]] = {}
    for one in both:
        if before[one] != now[one]:
            moved.setdefault((before[one], now[one]), []).append(one)
    dropped = gone | {one for one in both if Status.DROPPED == now[one] != before[one]}
    finished = [one for one in sorted(now) if Status.DONE == now[one] != before.get(one)]
    order = Status.values
    in_order = sorted(moved, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    return Course(sorted(new), finished, sorted(dropped), {pair: moved[pair] for pair in in_order})


def _there(numbers: Iterable[int], day: dt.date) -> set[int]:
    """Return those of `numbers` that the catalogue had on a day, whoever took part."""
    if not numbers:
        return set()
    rows = MeasureVersion.objects.on(day).filter(number__in=numbers)
    return set(rows.order_by().values_list("number", flat=True))


def lines(versions: MeasureVersionQuerySet, before: States, period: Period) -> list[Record]:
    """Return a line for each measure of the year's end, by action field and number (one query)."""
    rows = versions.on(period.until).order_by("number").values_list("number", "stored__data")
    found = [_line(MeasureRecord.from_json(number, data), before, period.until) for number, data in rows]
    return sorted(found, key=lambda one: (one["field"] == "", one["field"], one["number"]))


def _line(record: MeasureRecord, before: States, day: dt.date) -> Record:
    main = record.listings[record.main] if record.main is not None else None
    state, old = record.status.value, before.get(record.number, "")
    return {
        "number": record.number,
        "link": address_of(record.number, day),
        "title": record.goal or record.text,
        "field": record.title("action_fields", main.action_field) if main and main.action_field else "",
        "unit": record.label("units", record.lead) if record.lead else "",
        "status": state,
        "state": str(Status(state).label),
        "before": str(Status(old).label) if old and old != state else "",
        "reason": record.status.reason,
        "progress": record.progress,
        "progress_date": german(record.progress_date),
    }


def gone_lines(numbers: Iterable[int], period: Period) -> dict[int, Record]:
    """Return lines of measures that left the catalogue during the year, as they were before."""
    if not numbers:
        return {}
    rows = MeasureVersion.objects.on(period.since).filter(number__in=numbers)
    found = rows.order_by("number").values_list("number", "stored__data")
    return {number: _line(MeasureRecord.from_json(number, data), {}, period.since) for number, data in found}


def address_of(number: int, day: dt.date) -> str:
    return f"{reverse('catalogue:measure-detail', args=[number])}{address_suffix(day)}"


def german(day: Any) -> str:
    """Return a day, or what a record holds of one, as people here write it."""
    if not day:
        return ""
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day:%d.%m.%Y}"
