"""What every workbook we write shares: texts that stay texts, one look, one print set-up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from copy import copy
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .rows import Cell, RowSheet
from .texts import MAX_TEXT

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATE_FORMAT = "DD.MM.YYYY"  # DIN 5008

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]]")
_MAX_TITLE = 31
_LINE_HEIGHT = 15  # points
_FILL = 0.95  # words do not fill their lines to the end
_LINE = Side(style="thin", color="FFB4B4B4")
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_FILL = PatternFill("solid", fgColor="FFE7EBF2")


def new_workbook(*, title: str, creator: str, at: dt.datetime) -> Workbook:
    """Return an empty write-only workbook with the properties of a German document, made `at` (UTC)."""
    workbook = Workbook(write_only=True)
    properties = workbook.properties
    properties.title, properties.creator, properties.lastModifiedBy = title, creator, creator
    properties.language = "de-DE"
    properties.created = at.replace(tzinfo=None)  # openpyxl itself sets when it was modified
    return workbook


def add_sheet(workbook: Workbook, title: str) -> RowSheet:
    """Return a new sheet; its title is cut to what Excel accepts."""
    sheet = RowSheet(workbook, _NOT_IN_TITLES.sub(" ", title).strip("' ")[:_MAX_TITLE])
    workbook._add_sheet(sheet)
    return sheet


class Style(NamedTuple):
    """A style's number in its workbook, and that of the same style with Excel's quote prefix."""

    plain: str
    quoted: str


class Styles:
    """The house's cell styles in one sheet. Cells share them: a style of its own per cell is slow."""

    def __init__(self, sheet: RowSheet) -> None:
        top = Alignment(vertical="top", wrap_text=True)
        upright = Alignment(vertical="bottom", wrap_text=True, text_rotation=90)
        bold = Font(bold=True)
        self.text = new_style(sheet, alignment=top)
        centered = Alignment(horizontal="center", vertical="top", wrap_text=True)
        self.mark = new_style(sheet, alignment=centered)
        self.number = new_style(sheet, alignment=top, number_format="0.0")
        self.date = new_style(sheet, alignment=top, number_format=DATE_FORMAT)
        self.title = new_style(sheet, font=Font(bold=True, size=14))
        self.header = new_style(sheet, font=bold, fill=_HEADER_FILL, alignment=top, border=GRID)
        self.upright_header = new_style(sheet, font=bold, fill=_HEADER_FILL, alignment=upright, border=GRID)


def new_style(sheet: RowSheet, **parts: Any) -> Style:
    """Return a style of a cell's `parts` (font, fill, alignment, border, protection, number_format)."""
    cell = WriteOnlyCell(sheet)
    for name, part in parts.items():
        setattr(cell, name, part)
    plain = cell.style_id
    cell._style = copy(cell._style)  # the workbook keeps the one it has numbered
    cell.quotePrefix = True
    return Style(str(plain), str(cell.style_id))


def height_of(texts: Iterable[tuple[str, float]]) -> float:
    """Return the height in points that a row of wrapped texts needs; each comes with its column's width.

    Excel measures a row itself when it opens it, LibreOffice does not; both cut a row at 409 points.
    """
    lines = 1
    for text, width in texts:
        if len(text) > width or "\n" in text:
            lines = max(lines, sum(1 + int(len(part) / (width * _FILL)) for part in text.split("\n")))
    return min(lines * _LINE_HEIGHT, 409)


def text_cell(sheet: RowSheet, text: str, style: Style | None = None) -> Cell:
    """Return a cell that holds `text` as text, whatever it looks like: no formula, no error, no escape.

    What looks like a formula also gets Excel's quote prefix, so that editing the cell leaves it text.
    Characters that XML cannot hold are dropped. Raises ValueError beyond 32,767 characters.
    """
    text = _NOT_XML.sub("", text)
    if len(text) > MAX_TEXT:
        raise ValueError(f"Ein Text hat {len(text)} Zeichen; eine Excel-Zelle fasst höchstens {MAX_TEXT}.")
    style = style or new_style(sheet)
    number = style.quoted if text.startswith(_FORMULA_STARTS) else style.plain
    return Cell(number, _ESCAPE_LOOKALIKE.sub("_x005F_", text) if "_x" in text else text)


def styled_cell(sheet: RowSheet, value: float | dt.date | None, style: Style) -> Cell:
    """Return a cell with a number, a date or, to draw the grid, nothing."""
    return Cell(style.plain, to_excel(value) if isinstance(value, dt.date) else value)


def set_up_page(
    sheet: RowSheet, *, header_rows: tuple[int, int], freeze: str, footer: str, area: str
) -> None:
    """Freeze panes at `freeze` ("E4") and prepare printing: A3 landscape, one page wide.

    `header_rows` (first, last) are repeated on every page; `footer` stands left of the page number;
    only the cells of `area` ("A1:AB120") are printed.
    To be called before the first row is written.
    """
    sheet.freeze_panes = freeze
    sheet.print_area = area
    sheet.print_options.gridLines = True  # borders would have to be drawn around every empty cell
    sheet.print_title_rows = "{}:{}".format(*header_rows)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    sheet.oddFooter.left.text = footer.replace("&", "&&")
    sheet.oddFooter.right.text = "Seite &P von &N"


def csv_text(value: object) -> str:
    """Return a value for a CSV field; an apostrophe keeps spreadsheets from running it as a formula."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return str(value)
