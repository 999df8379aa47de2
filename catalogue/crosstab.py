"""Measures counted by state within a dimension, action fields or units: for every page and every paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from catalogue.evaluation import cross_table as evaluated
from catalogue.evaluation.basis import Basis
from catalogue.evaluation.cross_table import cross_table
from catalogue.evaluation.dimensions import ACTION_FIELD, STATUS, UNIT, Dimension
from catalogue.filter_options import NONE
from catalogue.models.version import MeasureVersionQuerySet


class Cell(NamedTuple):
    """How many measures of a row have a state, and the list's parameters that show them."""

    status: str
    label: str
    number: int
    query: str


class Row(NamedTuple):
    label: str
    total: int
    query: str
    cells: list[Cell]


@dataclass(frozen=True)
class Crosstab:
    """A row for each field or unit with measures. A measure may count in several rows, in `total` once."""

    title: str
    states: list[tuple[str, str]]  # (value, label) of those that occur, in the states' order
    rows: list[Row]
    total: Row

    @property
    def most(self) -> int:
        """Return the largest row's number, the full length of a picture's bars."""
        return max((row.total for row in self.rows), default=0)


def by_action_field(versions: MeasureVersionQuerySet) -> Crosstab:
    """Return the states of the measures under each top-level action field or its sub-topics (3 queries)."""
    return _crosstab(versions, ACTION_FIELD)


def by_unit(versions: MeasureVersionQuerySet) -> Crosstab:
    """Return the states of the measures in which each Fachbereich, Referat or other head unit of the city,
    or a unit below it, takes part (3 queries). Partners and volunteers are not among them."""
    return _crosstab(versions, UNIT)


def _crosstab(versions: MeasureVersionQuerySet, rows_by: Dimension) -> Crosstab:
    """Return the table of a dimension's members; what belongs to none counts in the total only."""
    counted = cross_table(Basis.of_versions(versions), rows_by, STATUS)
    states = [(head.key, head.label) for head in counted.columns]
    rows = [
        _row(row.head.label, row.total, row.cells, states) for row in counted.rows if row.head.key != NONE
    ]
    total = _row("Alle Maßnahmen", counted.total, counted.totals, states)
    return Crosstab(rows_by.label, states, rows, total)


def _row(
    label: str, total: evaluated.Cell, cells: Iterable[evaluated.Cell], states: list[tuple[str, str]]
) -> Row:
    found = [
        Cell(value, name, cell.number, cell.query) for cell, (value, name) in zip(cells, states, strict=True)
    ]
    return Row(label, total.number, total.query, found)
