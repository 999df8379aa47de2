"""The cells of a returned row that say something else than went out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogue.returns.returned_sheet import BESIDE, ReturnedRow
from catalogue.spreadsheet.rendering import Cells


class Cell(NamedTuple):
    """A cell that says something else than went out."""

    row: ReturnedRow
    sub: int
    key: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def address(self) -> str:
        return self.row.at(self.key)


def changed_cells(sub: int, row: ReturnedRow, printed: Cells) -> Iterator[Cell]:
    """Yield them in the order of their columns; `printed` is the row as it went out."""
    for key in row.columns:
        if key not in BESIDE and key not in row.unread:
            before, after = printed.get(key, ""), row.cells.get(key, "")
            if before != after:
                yield Cell(row, sub, key, before, after)
