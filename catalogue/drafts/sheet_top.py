"""The first rows of a sheet as a page shows them, so that a person can say which are the header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

SAMPLES = 3  # cells shown of a column


class TopRow(NamedTuple):
    number: int
    cells: list[str]
    in_header: bool


class SheetTop(NamedTuple):
    """A sheet's first filled rows, each with a text for every one of `letters`."""

    sheet: str
    letters: list[str]
    rows: list[TopRow]

    def samples(self, *, below: int) -> dict[str, list[str]]:
        """Return the first texts of each column below a row, by letters."""
        cells: dict[str, list[str]] = {letters: [] for letters in self.letters}
        for row in self.rows:
            for letters, text in zip(self.letters, row.cells, strict=True):
                if row.number > below and text and len(cells[letters]) < SAMPLES:
                    cells[letters].append(text)
        return cells


def tops(recognised: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[SheetTop]:
    """Yield the first rows of the sheet that was read, or of those that can be chosen from.

    `table` says where the header is: `sheet`, `first` and `last` row.
    """
    of_sheets = recognised.get("tops") or {recognised.get("sheet"): recognised.get("top")}
    for sheet, rows in of_sheets.items():
        first, last = (table["first"] or 0, table["last"] or 0) if sheet == table["sheet"] else (0, 0)
        if rows:
            letters = sorted({one for _, cells in rows for one in cells}, key=lambda one: (len(one), one))
            shown = [
                TopRow(number, [cells.get(one, "") for one in letters], first <= number <= last)
                for number, cells in rows
            ]
            yield SheetTop(sheet, letters, shown)
