"""When measures are to be done: their timeframes in words as stretches of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models.fields.json import KeyTextTransform

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.timeframes import Timeframe, timeframe_of
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.vocabulary import Status


class Planned(NamedTuple):
    """A measure with a timeframe; `days` is None where its words name no day."""

    number: int
    name: str
    status: Status
    words: str
    days: Timeframe | None
    next_step: dt.date | None

    @property
    def said(self) -> str:
        return f"{self.number} {self.name}: {self.status.label}, {self.words}"


@dataclass(frozen=True)
class Schedule:
    rows: list[Planned]  # those with days first, what begins first before the others
    without: int  # measures that tell no timeframe

    @property
    def drawn(self) -> list[Planned]:
        return [row for row in self.rows if row.days]

    def years(self, today: dt.date) -> tuple[int, int]:
        """Return the first and the last year that is told of, this one too."""
        days = [day for row in self.drawn for day in row.days or () if day]
        told = [day.year for day in (*days, today)]
        return min(told), max(told)


def schedule(versions: MeasureVersionQuerySet) -> Schedule:
    """Return the timeframes of these versions (two queries)."""
    told = versions.order_by().filter(stored__data__has_key="timeframe")
    rows = sorted(_planned(told), key=_in_order)
    return Schedule(rows, versions.count() - len(rows))


def schedule_of(basis: Basis) -> Schedule:
    return schedule(basis.versions)


def _planned(versions: MeasureVersionQuerySet) -> Iterator[Planned]:
    # As text: read as JSON, SQLite's "2017" would be a number.
    texts = [KeyTextTransform(name, "stored__data") for name in ("timeframe", "goal", "text")]
    rows = versions.values_list("number", "status", "next_step_date", *texts)
    for number, status, next_step, words, goal, text in rows:
        yield Planned(number, goal or text or "", Status(status), words, timeframe_of(words), next_step)


def _in_order(row: Planned) -> tuple[bool, dt.date, dt.date, int]:
    start, end = row.days or (None, None)
    return row.days is None, start or dt.date.min, end or dt.date.max, row.number


def header() -> Sequence[str]:
    return ("Nr", "Maßnahme", "Umsetzungsstand", "Zeitrahmen", "Beginn", "Ende", "Nächster Schritt bis")


def cells(row: Planned) -> Iterator[str]:
    """Yield a row as texts, for a file; a day that is open or cannot be told is empty."""
    yield from (str(row.number), row.name, row.status.label, row.words)
    for day in (*(row.days or (None, None)), row.next_step):
        yield f"{day:%d.%m.%Y}" if day else ""
