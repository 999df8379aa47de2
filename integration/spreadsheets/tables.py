"""A sheet that is one table: a row of headings, then rows of numbers and texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl import Workbook

from .located import column_letters
from .rows import Cell, Line, RowSheet
from .styling import Styles, add_sheet, height_of, set_up_page, styled_cell, text_cell
from .texts import MAX_TEXT

_BOLD = 0.85  # of the letters that fit a column, where they are bold


class Column(NamedTuple):
    """A heading, and how many letters its column is wide."""

    heading: str
    width: int


def add_table(
    workbook: Workbook,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[int | str]],
    *,
    footer: str,
) -> None:
    """Add a sheet with a table; texts longer than a cell holds end in "…"."""
    rows = list(rows)
    sheet = add_sheet(workbook, name)
    for position, column in enumerate(columns, 1):
        sheet.column_dimensions[column_letters(position)].width = column.width
    area = f"A1:{column_letters(len(columns))}{len(rows) + 1}"
    set_up_page(sheet, header_rows=(1, 1), freeze="B2", footer=footer, area=area)
    styles = Styles(sheet)
    head = Line([text_cell(sheet, column.heading, styles.header) for column in columns])
    head.height = height_of((column.heading, column.width * _BOLD) for column in columns)
    sheet.append(head)
    for values in rows:
        row = Line(_cell(sheet, value, styles) for value in values)
        texts = zip(values, columns, strict=True)
        row.height = height_of((value, column.width) for value, column in texts if isinstance(value, str))
        sheet.append(row)


def _cell(sheet: RowSheet, value: int | str, styles: Styles) -> Cell:
    if isinstance(value, int):
        return styled_cell(sheet, value, styles.mark)
    return text_cell(sheet, value if len(value) <= MAX_TEXT else f"{value[: MAX_TEXT - 1]}…", styles.text)
