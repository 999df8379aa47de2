"""The first rows of a sheet as a page shows them, so that a person can say which are the header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class TopRow(NamedTuple):
    number: int
    cells: list[str]
    in_header: bool


class SheetTop(NamedTuple):
    """A sheet's first filled rows, each with a text for every one of `letters`."""

    sheet: str
    letters: list[str]
    rows: list[TopRow]


def tops(recognised: Mapping[str, Any]) -> Iterator[SheetTop]:
    """Yield the first rows of the sheet that was read, or of those that can be chosen from."""
    of_sheets = recognised.get("tops") or {recognised.get("sheet"): recognised.get("top")}
    first, last = recognised.get("header") or (0, 0)
    for sheet, rows in of_sheets.items():
        if rows:
            letters = sorted({one for _, cells in rows for one in cells}, key=lambda one: (len(one), one))
            shown = [
                TopRow(number, [cells.get(one, "") for one in letters], first <= number <= last)
                for number, cells in rows
            ]
            yield SheetTop(sheet, letters, shown)
