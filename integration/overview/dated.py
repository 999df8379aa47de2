"""Everything with a day that waits for a person, read from all its tables in one query.

A source says which rows are the person's and where the few things stand that a line tells. Of each source
only the first rows are read, so that what piles up in one place leaves room for the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate

from integration.overview.reader import Reader

MOST = 12  # rows of a source


class Row(NamedTuple):
    """A row of any source: of which, its key, its day, and what its line is made of."""

    kind: str
    key: int
    day: dt.date
    text: str
    number: int
    who: str


class Found(NamedTuple):
    """Rows of a source, and where in them a line's parts are; `day` names a date or a moment."""

    rows: QuerySet
    text: Any = Value("")
    number: Any = Value(0)
    who: Any = Value("")
    day: str = "due"
    is_moment: bool = False


Source = Callable[[Reader], Iterator[Found]]


def dated(reader: Reader, sources: Mapping[str, Source]) -> list[Row]:
    """Return the nearest rows of each of these sources, the oldest day first (one query)."""
    parts = [_part(kind, found) for kind, source in sources.items() for found in source(reader)]
    if not parts:
        return []
    first, *others = parts
    rows = (Row(*row) for row in (first.union(*others, all=True) if others else first))
    return sorted(rows, key=lambda row: (row.day, row.kind, row.key))


def _part(kind: str, found: Found) -> QuerySet:
    first = found.rows.order_by(found.day, "pk").values("pk")[:MOST]
    rows = found.rows.model._default_manager.filter(pk__in=first).order_by()
    return rows.values_list(
        Value(kind, CharField()),
        F("pk"),
        TruncDate(found.day) if found.is_moment else F(found.day),
        Cast(found.text, TextField()),
        Cast(found.number, IntegerField()),
        Cast(found.who, TextField()),
    )
