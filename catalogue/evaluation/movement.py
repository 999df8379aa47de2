"""How the states of the measures moved: counted from history at each month's end.

chosen = MeasureFilter(QueryDict("konzept=fluechtlinge"), visible, FilterOptions())
moved = movement(chosen, since=dt.date(2024, 1, 31), until=dt.date(2024, 12, 31))
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from catalogue.evaluation.counts import Cell, Head
from catalogue.filters import MeasureFilter
from catalogue.models.version import end_of
from catalogue.past.as_of import PARAMETER as AS_OF
from catalogue.selection import selection_query
from catalogue.vocabulary import Status


class Point(NamedTuple):
    """The measures of one day by state; every number with the list's parameters that show its rows."""

    day: dt.date
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Movement:
    states: list[Head]  # those that occur, in the states' order
    points: list[Point]


def month_ends(since: dt.date, until: dt.date) -> Iterator[dt.date]:
    """Yield the last day of each month from `since` on, and `until` as the last day of all."""
    year, month = since.year, since.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        day = dt.date(year, month, 1) - dt.timedelta(days=1)
        if day >= until:
            break
        yield day
    yield until


def movement(chosen: MeasureFilter, *, since: dt.date, until: dt.date) -> Movement:
    """Return how many of the measures that a filter finds had each state at the end of each of these days.

    A measure counts on a day if it matched the filter then; the day that the filter itself asks for is not
    regarded. One query, however many months.
    """
    days = list(month_ends(since, until))
    moments = [end_of(day) for day in days]
    began: list[Counter[str]] = [Counter() for _ in range(len(days) + 1)]
    ended_later = Q(valid_to__isnull=True) | Q(valid_to__gte=moments[0])
    rows = chosen.of_every_day.filter(ended_later, valid_from__lt=moments[-1]).order_by()
    # What one change set wrote and another ended is one row, however many measures that are.
    spans = rows.values_list("status", "valid_from", "valid_to").annotate(Count("pk"))
    for state, valid_from, valid_to, number in spans:
        began[bisect_right(moments, valid_from)][state] += number
        if valid_to:
            began[bisect_right(moments, valid_to)][state] -= number
    standing: Counter[str] = Counter()
    counted = []
    for change in began[:-1]:
        standing.update(change)
        counted.append(dict(standing))
    return _movement(chosen, days, counted)


def _movement(chosen: MeasureFilter, days: list[dt.date], counted: list[dict[str, int]]) -> Movement:
    occurring = {state for found in counted for state, number in found.items() if number}
    states = [Head(one.value, one.label) for one in Status if one.value in occurring]

    def cell(number: int, day: dt.date, state: str = "") -> Cell:
        data = chosen.data.copy()
        data[AS_OF] = day.isoformat()
        if state:
            data["status"] = state
        return Cell(number, selection_query(data))

    points = [
        Point(
            day,
            [cell(found.get(state.key, 0), day, state.key) for state in states],
            cell(sum(found.values()), day),
        )
        for day, found in zip(days, counted, strict=True)
    ]
    return Movement(states, points)
