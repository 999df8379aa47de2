"""How long things about persons are kept: each app declares its rules (`RULES`), the roof joins them.

A rule knows which rows have had their time and what then becomes of them: deleted, or only emptied of what
names a person. What history needs stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

Rows = Iterable["QuerySet[Any]"]


def delete(rows: QuerySet[Any]) -> None:
    rows.delete()


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing. `rows` are those older than a moment that still have what `erase` takes away."""

    key: str  # names its period in settings.RETENTION_DAYS
    what: str
    outcome: str  # what becomes of them
    rows: Callable[[dt.datetime], Rows]
    erase: Callable[[QuerySet[Any]], Any] = delete

    def until(self, now: dt.datetime) -> dt.datetime:
        return now - dt.timedelta(days=settings.RETENTION_DAYS[self.key])

    @property
    def period(self) -> str:
        return in_words(self.key)


def in_words(key: str) -> str:
    """Return a period of the settings as people say it: "2 Jahre"."""
    days = settings.RETENTION_DAYS[key]
    for length, one, many in ((365, "Jahr", "Jahre"), (30, "Monat", "Monate"), (1, "Tag", "Tage")):
        if days and days % length == 0:
            return f"{days // length} {one if days == length else many}"
    return "sofort"


class Found(NamedTuple):
    """What a rule finds: how many rows have had their time, and that it ended before `until`."""

    rule: Rule
    number: int
    until: dt.datetime


def clean_up(rules: Iterable[Rule], *, now: dt.datetime, rehearsal: bool) -> Iterator[Found]:
    """Apply each rule in a transaction of its own, or only count; running it twice does nothing more."""
    for rule in rules:
        until = rule.until(now)
        with transaction.atomic():
            number = 0
            for rows in rule.rows(until):
                number += rows.count()
                if not rehearsal:
                    rule.erase(rows)
        yield Found(rule, number, until)
