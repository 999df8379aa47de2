"""Measures counted by two dimensions at once: every number with the list's parameters that show its rows.

chosen = MeasureFilter(QueryDict("konzept=fluechtlinge&stand=2024-12-31"), visible, FilterOptions())
table = cross_table(Basis.of(chosen), ACTION_FIELD, STATUS)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.dimensions import Dimension
from catalogue.evaluation.member import Member

HEATS = 5  # shades of a cell that counts anything; 0 is none


class Cell(NamedTuple):
    """How many measures, the list's parameters that show them, and how many they are beside the others."""

    number: int
    query: str
    heat: int = 0


class Head(NamedTuple):
    """What stands at the beginning of a row or column; `key` as in the address."""

    key: str
    label: str


class Row(NamedTuple):
    head: Head
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class CrossTable:
    """A row and a column for each member that has measures. Totals count every measure once."""

    rows_by: Dimension
    columns_by: Dimension
    columns: list[Head]
    rows: list[Row]
    totals: list[Cell]
    total: Cell
    unplaced: int  # measures in no row or in no column, though in the total

    @property
    def overlaps(self) -> bool:
        """True where a measure may count in several rows or columns."""
        return self.rows_by.overlaps or self.columns_by.overlaps

    @property
    def most(self) -> int:
        return max((cell.number for row in self.rows for cell in row.cells), default=0)


def cross_table(
    basis: Basis, rows_by: Dimension, columns_by: Dimension, *, with_empty: bool = False
) -> CrossTable:
    """Return the table of two different dimensions (at most 6 queries); `with_empty` members too."""
    downwards = [one for one in rows_by.members(basis) if one.versions or with_empty]
    across = [one for one in columns_by.members(basis) if one.versions or with_empty]
    numbers = [[row.shared(column) for column in across] for row in downwards]
    most = max((number for row in numbers for number in row), default=0)
    rows = [
        Row(
            Head(row.key, row.label),
            [
                Cell(number, basis.query(row.parameters, column.parameters), _heat(number, most))
                for number, column in zip(found, across, strict=True)
            ],
            _total(basis, row),
        )
        for row, found in zip(downwards, numbers, strict=True)
    ]
    return CrossTable(
        rows_by,
        columns_by,
        [Head(column.key, column.label) for column in across],
        rows,
        [_total(basis, column) for column in across],
        Cell(len(basis.states), basis.query()),
        _unplaced(basis, downwards, across),
    )


def _total(basis: Basis, member: Member) -> Cell:
    return Cell(len(member.versions), basis.query(member.parameters))


def _unplaced(basis: Basis, *sides: Sequence[Member]) -> int:
    placed = [set().union(*(member.versions for member in members)) for members in sides]
    return len(basis.states.keys() - placed[0].intersection(*placed[1:]))


def _heat(number: int, most: int) -> int:
    return -(-number * HEATS // most) if number else 0
