"""What a report counts in the catalogue: every number with the address that shows the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.counts import Cell
from catalogue.evaluation.cross_table import cross_table
from catalogue.evaluation.dimensions import ACTION_FIELD, ROLE, STATUS, TARGET_GROUP, UNIT, Dimension
from catalogue.evaluation.movement import movement
from catalogue.filter_options import FilterOptions
from catalogue.filters import MeasureFilter
from catalogue.models import MeasureVersion, Unit
from catalogue.past.as_of import PARAMETER
from catalogue.vocabulary import Status
from steering.freezing import Record
from steering.reports.period import Period

Number = list[Any]  # [how many, the address of the rows]


class Counted:
    """The measures of a report at the end of its year and of the year before."""

    def __init__(self, period: Period, unit: Unit | None) -> None:
        self.period, self.unit, self.options = period, unit, FilterOptions()
        self.now, self.before = (Basis.of(self.chosen(day)) for day in (period.until, period.since))

    def chosen(self, day: dt.date) -> MeasureFilter:
        """Return the list's filter that finds the report's measures on a day."""
        asked = QueryDict(mutable=True)
        if self.unit:
            asked["stelle"] = self.unit.slug
        asked[PARAMETER] = day.isoformat()
        return MeasureFilter(asked, MeasureVersion.objects.all(), self.options)


def number(cell: Cell) -> Number:
    return [cell.number, f"{reverse('catalogue:measure-list')}{cell.query}"]


def tables(counted: Counted) -> list[Record]:
    """Return the states by action field, by unit or, of one unit, by its role, and by target group."""
    dimensions = (ACTION_FIELD, ROLE if counted.unit else UNIT, TARGET_GROUP)
    return [_table(counted, one) for one in dimensions]


def all_of(basis: Basis) -> Number:
    """Return how many measures there are altogether."""
    return number(Cell(len(basis.states), basis.query()))


def _table(counted: Counted, rows_by: Dimension) -> Record:
    now, before = (cross_table(basis, rows_by, STATUS) for basis in (counted.now, counted.before))
    earlier = {row.head.key: row.total for row in before.rows}
    nothing = Cell(0, "")
    return {
        "key": now.rows_by.name,
        "label": now.rows_by.label,
        "states": [list(one) for one in now.columns],
        "rows": [
            {
                "label": row.head.label,
                "cells": [number(cell) for cell in row.cells],
                "total": number(row.total),
                "before": number(earlier.get(row.head.key, nothing)),
            }
            for row in now.rows
        ],
        "total": {
            "label": "Alle Maßnahmen",
            "cells": [number(cell) for cell in now.totals],
            "total": all_of(counted.now),
            "before": all_of(counted.before),
        },
    }


def states(counted: Counted) -> list[Record]:
    """Return how many measures have each state that occurs, this year and last year."""
    kept = []
    now, before = (Counter(basis.states.values()) for basis in (counted.now, counted.before))
    for one in Status:
        if now[one.value] or before[one.value]:
            asked = {"status": [one.value]}
            kept.append(
                {
                    "key": one.value,
                    "label": str(one.label),
                    "now": number(Cell(now[one.value], counted.now.query(asked))),
                    "before": number(Cell(before[one.value], counted.before.query(asked))),
                }
            )
    return kept


def over_the_year(counted: Counted) -> Record:
    """Return how many measures had each state at the end of each month of the year."""
    period = counted.period
    moved = movement(counted.chosen(period.until), since=period.since, until=period.until)
    return {
        "states": [list(one) for one in moved.states],
        "points": [
            {
                "day": f"{point.day:%d.%m.%Y}",
                "cells": [number(cell) for cell in point.cells],
                "total": number(point.total),
            }
            for point in moved.points
        ],
    }
