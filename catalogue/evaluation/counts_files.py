"""A table of counts as a workbook and as CSV."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
from collections.abc import Sequence
from typing import BinaryIO

from django.conf import settings
from openpyxl.styles import Alignment, PatternFill

from catalogue.evaluation.counts import Cell, Counts
from catalogue.evaluation.looks import SHADES
from integration.spreadsheets.located import column_letters
from integration.spreadsheets.rows import Line, RowSheet
from integration.spreadsheets.styling import (
    GRID,
    Styles,
    add_sheet,
    csv_text,
    new_style,
    new_workbook,
    set_up_page,
    styled_cell,
    text_cell,
)

TOTAL = "gesamt"
_FIRST, _OTHERS = 44, 14  # widths in letters


def write_workbook(counts: Counts, said: Sequence[str], stream: BinaryIO, *, at: dt.datetime) -> None:
    """Write a table of counts, shaded as on its page; `said` are lines below its title."""
    workbook = new_workbook(title=counts.title, creator=settings.PRODUCT_NAME, at=at)
    sheet = add_sheet(workbook, "Auswertung")
    width, lines = len(counts.columns) + 2, [*said, *counts.notes]
    for position in range(1, width + 1):
        sheet.column_dimensions[column_letters(position)].width = _OTHERS if position > 1 else _FIRST
    head = len(lines) + 2
    last = head + len(counts.rows) + bool(counts.totals)
    area = f"A1:{column_letters(width)}{last}"
    set_up_page(sheet, header_rows=(head, head), freeze=f"B{head + 1}", footer=counts.title, area=area)
    styles = Styles(sheet)
    sheet.append(Line([text_cell(sheet, counts.title, styles.title)]))
    for line in lines:
        sheet.append(Line([text_cell(sheet, line)]))
    headings = [counts.corner, *(column.label for column in counts.columns), TOTAL]
    sheet.append(Line([text_cell(sheet, heading, styles.header) for heading in headings]))
    _write_rows(sheet, counts, styles)
    workbook.save(stream)


def _write_rows(sheet: RowSheet, counts: Counts, styles: Styles) -> None:
    center = Alignment(horizontal="center", vertical="top")
    shades = [
        new_style(sheet, alignment=center, border=GRID, fill=PatternFill("solid", fgColor=f"FF{colour[1:]}"))
        for colour in SHADES
    ]
    for row in counts.rows:
        cells = [styled_cell(sheet, cell.number, shades[cell.heat]) for cell in row.cells]
        label = text_cell(sheet, row.head.label, styles.text)
        sheet.append(Line([label, *cells, styled_cell(sheet, row.total.number, styles.header)]))
    if counts.totals:
        numbers = [cell.number for cell in (*counts.totals, counts.total)]
        label = text_cell(sheet, TOTAL, styles.header)
        sheet.append(Line([label, *(styled_cell(sheet, one, styles.header) for one in numbers)]))


def write_csv(counts: Counts, stream: BinaryIO) -> None:
    """Write a table of counts for German spreadsheets: semicolons, UTF-8 with its mark."""
    writer = csv.writer(codecs.getwriter("utf-8-sig")(stream), delimiter=";", lineterminator="\r\n")
    writer.writerow([counts.corner, *(csv_text(column.label) for column in counts.columns), TOTAL])
    for row in counts.rows:
        writer.writerow([csv_text(row.head.label), *_numbers(row.cells), row.total.number])
    if counts.totals:
        writer.writerow([TOTAL, *_numbers(counts.totals), counts.total.number])


def _numbers(cells: Sequence[Cell]) -> list[int]:
    return [cell.number for cell in cells]
