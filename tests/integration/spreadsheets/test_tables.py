"""A sheet with one table, read back by openpyxl."""

from __future__ import annotations

import datetime as dt
import io

from openpyxl import load_workbook

from integration.spreadsheets.styling import new_workbook
from integration.spreadsheets.tables import Column, add_table
from integration.spreadsheets.texts import MAX_TEXT


def test_table_keeps_numbers_and_texts_and_cuts_what_no_cell_holds() -> None:
    workbook = new_workbook(title="T", creator="C", at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    columns = [Column("Nr", 7), Column("Text", 20)]
    rows: list[list[int | str]] = [[28, "=1+1"], [7, "lang " * 10], [29, "x" * (MAX_TEXT + 1)]]
    add_table(workbook, "Blatt", columns, rows, footer="Fuß & Note")
    stream = io.BytesIO()
    workbook.save(stream)
    sheet = load_workbook(stream)["Blatt"]
    assert [[cell.value for cell in row] for row in sheet["A1:B3"]] == [["Nr", "Text"], *rows[:2]]
    assert sheet["B2"].data_type == "s"
    assert sheet["A2"].number_format == "General"
    assert sheet["B4"].value == "x" * (MAX_TEXT - 1) + "…"
    assert (sheet.row_dimensions[3].height, sheet.column_dimensions["B"].width) == (45, 20)
    assert (sheet.print_area, sheet.freeze_panes) == ("'Blatt'!$A$1:$B$4", "B2")
