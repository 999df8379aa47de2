"""The workbook that goes out to a unit and comes back filled in; `extract_layout` says what is where."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, BinaryIO

from django.conf import settings
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from catalogue.extracts import extract_layout
from catalogue.extracts.extract_facts import HOW_TO, PRELIMINARY, facts_of, title_of
from catalogue.extracts.extract_layout import ASKED, KEY, NEW_MARK, NEW_ROWS, UNCHANGED
from catalogue.extracts.extract_rows import IssuedRow, IssuedTable, table_of
from catalogue.models import Extract
from catalogue.spreadsheet.columns import Column
from catalogue.spreadsheet.writing import HEADER_ROWS, header_line, merge_headings, number_cell
from catalogue.vocabulary import Status
from integration.spreadsheets.located import address, column_letters
from integration.spreadsheets.rows import Cell, Line, RowSheet
from integration.spreadsheets.styling import (
    DATE_FORMAT,
    GRID,
    Style,
    Styles,
    add_sheet,
    height_of,
    new_style,
    new_workbook,
    set_up_page,
    styled_cell,
    text_cell,
)

_ASKED = {column.key for column in ASKED}
_DATE, _NUMBER = "progress_date", "number"
_LAST_PRINTED = "remark"  # the original table's last column
_TOLD_OVER = 8  # columns over which the lines at the top run
_TOP_ROWS = 3  # whose extract, what of, how to fill it in
_UPRIGHT = 110  # points; the columns with upright headings are collapsed here
_FIRST_DATE = dt.date(1900, 3, 1)  # before it, Excel counts a day that never was
_OPEN = PatternFill("solid", fgColor="FFFFF8DC")
_CLOSED = PatternFill("solid", fgColor="FFEDEDED")


class _Styles(Styles):
    """Those of every workbook, and those of what is open to be filled in."""

    def __init__(self, sheet: RowSheet) -> None:
        super().__init__(sheet)
        top = Alignment(vertical="top", wrap_text=True)
        left = Alignment(horizontal="left", vertical="top")
        centered = Alignment(horizontal="center", vertical="top", wrap_text=True)
        may: dict[str, Any] = {"fill": _OPEN, "border": GRID, "protection": Protection(locked=False)}
        self.open_text = new_style(sheet, alignment=top, **may)
        self.open_mark = new_style(sheet, alignment=centered, **may)
        self.open_date = new_style(sheet, alignment=left, number_format=DATE_FORMAT, **may)
        self.closed = new_style(sheet, alignment=top, fill=_CLOSED, border=GRID)


def write(extract: Extract, stream: BinaryIO) -> None:
    """Write the extract as .xlsx; its rows are those that went out, however late it is fetched."""
    table = table_of(extract)
    title = f"{title_of(extract)}, Stichtag {extract.round.key_date:%d.%m.%Y}"
    workbook = new_workbook(title=title, creator=settings.PRODUCT_NAME, at=extract.round.at)
    sheet = add_sheet(workbook, extract_layout.SHEET)
    first = _TOP_ROWS + HEADER_ROWS + 1
    last = first + len(table.rows) + NEW_ROWS - 1
    _lay_out(sheet, table.columns)
    end = address(last, len(table.columns))
    header = (_TOP_ROWS + 1, first - 1)
    printed = next(place for place, column in enumerate(table.columns, 1) if column.key == _LAST_PRINTED)
    area = f"A1:{address(last, printed)}"
    set_up_page(sheet, header_rows=header, freeze=f"B{first}", footer=title, area=area)
    sheet.auto_filter.ref = f"A{first - 1}:{end}"
    _protect(sheet)
    _offer_choices(sheet, table.columns, first, last)
    styles = _Styles(sheet)
    _tell(sheet, styles, extract)
    for level in range(HEADER_ROWS):
        line = header_line(sheet, styles, table.columns, level)
        line.height = min(line.height, _UPRIGHT)
        sheet.append(line)
    merge_headings(sheet, table.columns, below=_TOP_ROWS)
    for row in table.rows:
        sheet.append(_line(sheet, styles, table.columns, row))
    for _ in range(NEW_ROWS):
        sheet.append(_new_line(sheet, styles, table.columns))
    _write_keys(add_sheet(workbook, extract_layout.KEYS_SHEET), extract, table)
    workbook.save(stream)


def workbook_of(extract: Extract) -> bytes:
    stream = io.BytesIO()
    write(extract, stream)
    return stream.getvalue()


def _lay_out(sheet: RowSheet, columns: tuple[Column, ...]) -> None:
    """Set widths; collapse the columns of marks, hide the keys."""
    for position, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[column_letters(position)]
        dimension.width = column.width
        if column.holds_marks and column.key != _NUMBER:
            dimension.outlineLevel, dimension.hidden = 1, True
        elif position > 1 and sheet.column_dimensions[column_letters(position - 1)].outlineLevel:
            dimension.collapsed = True
        if column is KEY:
            dimension.hidden = True


def _protect(sheet: RowSheet) -> None:
    """Protect without a password what a unit does not fill in. False means allowed."""
    protection = sheet.protection
    protection.enable()
    for name in ("autoFilter", "sort", "formatColumns", "formatRows", "insertRows", "deleteRows"):
        setattr(protection, name, False)


def _offer_choices(sheet: RowSheet, columns: tuple[Column, ...], first: int, last: int) -> None:
    states = DataValidation(
        "list",
        formula1='"{}"'.format(",".join(Status.labels)),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Stand der Umsetzung",
        error="Bitte wählen Sie einen Stand aus der Liste.",
    )
    crosses = DataValidation("list", formula1='"x"', allow_blank=True, showErrorMessage=False)
    for key, choices in (("status", states), (UNCHANGED, crosses)):
        position = next(place for place, column in enumerate(columns, 1) if column.key == key)
        choices.add(f"{address(first, position)}:{address(last, position)}")
        sheet.data_validations.append(choices)


def _tell(sheet: RowSheet, styles: Styles, extract: Extract) -> None:
    """Write the lines above the table."""
    facts = [f"{label} {text}" for label, text in facts_of(extract)]
    if extract.round.is_preliminary:
        facts.insert(0, PRELIMINARY)
    told = ((title_of(extract), styles.title, 20), (" · ".join(facts), styles.text, 16))
    for row, (text, style, height) in enumerate((*told, (HOW_TO, styles.text, 48)), 1):
        line = Line([text_cell(sheet, text, style)])
        line.height = height
        sheet.append(line)
        sheet.merged_cells.add(f"A{row}:{address(row, _TOLD_OVER)}")


def _line(sheet: RowSheet, styles: _Styles, columns: tuple[Column, ...], row: IssuedRow) -> Line:
    cells = row.cells
    line = Line([number_cell(sheet, row.number, styles)])
    line.height = height_of(
        [(cells[one.key], one.width) for one in columns if one.key in cells and not one.holds_marks]
    )
    for column in columns[1:]:
        text = cells.get(column.key, "")
        if column is KEY:
            line.append(text_cell(sheet, row.key, styles.text))
        elif column.key in _ASKED:
            line.append(_asked_cell(sheet, styles, column.key, text, row.is_main))
        elif text:
            line.append(text_cell(sheet, text, styles.mark if column.holds_marks else styles.text))
        else:
            line.append(None)
    return line


def _asked_cell(sheet: RowSheet, styles: _Styles, key: str, text: str, is_main: bool) -> Cell:
    style = _open_style(styles, key) if is_main else styles.closed
    if key == _DATE and is_main and (day := _day(text)):
        return styled_cell(sheet, day, style)
    return text_cell(sheet, text, style) if text else styled_cell(sheet, None, style)


def _open_style(styles: _Styles, key: str, *, holds_marks: bool = False) -> Style:
    if key == _DATE:
        return styles.open_date
    return styles.open_mark if holds_marks or key == UNCHANGED else styles.open_text


def _day(text: str) -> dt.date | None:
    """Return a rendered day ("24.04.2017") where Excel's calendar has it."""
    try:
        day = dt.datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError:
        return None
    return day if day >= _FIRST_DATE else None


def _new_line(sheet: RowSheet, styles: _Styles, columns: tuple[Column, ...]) -> Line:
    """Return a row for a further measure."""
    line = Line([text_cell(sheet, NEW_MARK, styles.open_mark)])
    for column in columns[1:]:
        style = _open_style(styles, column.key, holds_marks=column.holds_marks)
        line.append(None if column is KEY else styled_cell(sheet, None, style))
    return line


def _write_keys(sheet: RowSheet, extract: Extract, table: IssuedTable) -> None:
    """Write the hidden sheet: which extract this is, and which rows went out with it."""
    sheet.sheet_state = "hidden"
    sheet.protection.enable()
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 30
    styles = Styles(sheet)
    rows = [
        (extract_layout.TOKEN_LABEL, extract.token),
        (extract_layout.FORMAT_LABEL, extract_layout.FORMAT),
        ("", ""),
        (extract_layout.KEY_HEADING, "Nr"),
        *((row.key, str(row.number)) for row in table.rows),
    ]
    for row in rows:
        sheet.append([text_cell(sheet, text, styles.text) for text in row])
