"""The numbers of a report as a workbook: a sheet for each of its tables, to count on with."""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO

from django.conf import settings

from integration.spreadsheets.styling import new_workbook
from integration.spreadsheets.tables import Column, add_table
from steering.freezing import Record
from steering.reports.report_parts import parts, plain
from steering.reports.report_record import title_of

_LETTERS = 130  # of a sheet's width, shared out among its columns
_LEAST = 9


def write_report(record: Record, stream: BinaryIO, *, at: dt.datetime) -> None:
    title = title_of(record)
    workbook = new_workbook(title=title, creator=settings.PRODUCT_NAME, at=at)
    for part in parts(record):
        for table in part.tables:
            share = _LETTERS / sum(table.widths)
            columns = [
                Column(head, max(_LEAST, round(width * share)))
                for head, width in zip(table.head, table.widths, strict=True)
            ]
            rows = [[plain(cell) for cell in row] for row in table.rows]
            add_table(workbook, table.sheet, columns, rows, footer=title)
    workbook.save(stream)
