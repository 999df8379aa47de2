"""Tables of counts: what the evaluation's pages, pictures and files show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

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
    """One line. A unit's that `is_divided` shows the units below it where the address asks for it alone."""

    head: Head
    cells: list[Cell]
    total: Cell
    is_divided: bool = False


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Rows of counts. `totals` are the last line, empty where rows do not add up to anything."""

    title: str
    corner: str  # what the rows are
    columns: list[Head]
    rows: list[Row]
    totals: list[Cell]
    total: Cell  # all measures counted

    @property
    def most(self) -> int:
        return max((cell.number for row in self.rows for cell in row.cells), default=0)

    @property
    def notes(self) -> Iterable[str]:
        """Return what readers should know about the numbers."""
        return ()


def heat_of(number: int, most: int) -> int:
    """Return a cell's shade: 0 for nothing, up to `HEATS` for the most."""
    return min(-(-number * HEATS // most), HEATS) if number else 0
