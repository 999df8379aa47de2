"""Measures counted by two dimensions at once: every number with the list's parameters that show its rows.

chosen = MeasureFilter(QueryDict("konzept=fluechtlinge&stand=2024-12-31"), visible, FilterOptions())
table = cross_table(Basis.of(chosen), ACTION_FIELD, STATUS)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.counts import Cell, Counts, Head, Row, heat_of
from catalogue.evaluation.dimensions import Dimension
from catalogue.evaluation.member import Member


@dataclass(frozen=True, kw_only=True)
class CrossTable(Counts):
    """A row and a column for each member that has measures. Totals count every measure once."""

    rows_by: Dimension
    columns_by: Dimension
    unplaced: int  # measures in no row or in no column, though in the total

    @property
    def overlaps(self) -> bool:
        """True where a measure may count in several rows or columns."""
        return self.rows_by.overlaps or self.columns_by.overlaps

    @property
    def notes(self) -> Iterator[str]:
        sides = (("Zeilen", self.rows_by), ("Spalten", self.columns_by))
        several = " und ".join(name for name, dimension in sides if dimension.overlaps)
        if several:
            yield f"Eine Maßnahme kann in mehreren {several} stehen; „gesamt“ zählt sie einmal."
        if self.unplaced:
            some = "1 Maßnahme steht" if self.unplaced == 1 else f"{self.unplaced} Maßnahmen stehen"
            yield f"{some} in keiner Zeile oder keiner Spalte; „gesamt“ zählt auch sie."


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
                Cell(number, basis.query(row.parameters, column.parameters), heat_of(number, most))
                for number, column in zip(found, across, strict=True)
            ],
            _total(basis, row),
            row.is_divided,
        )
        for row, found in zip(downwards, numbers, strict=True)
    ]
    return CrossTable(
        title=f"Maßnahmen nach {rows_by.label} und {columns_by.label}",
        corner=rows_by.label,
        columns=[Head(column.key, column.label) for column in across],
        rows=rows,
        totals=[_total(basis, column) for column in across],
        total=Cell(len(basis.states), basis.query()),
        rows_by=rows_by,
        columns_by=columns_by,
        unplaced=_unplaced(basis, downwards, across),
    )


def _total(basis: Basis, member: Member) -> Cell:
    return Cell(len(member.versions), basis.query(member.parameters))


def _unplaced(basis: Basis, *sides: Sequence[Member]) -> int:
    placed = [set().union(*(member.versions for member in members)) for members in sides]
    return len(basis.states.keys() - placed[0].intersection(*placed[1:]))
