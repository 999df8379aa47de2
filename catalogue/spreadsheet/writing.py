"""The catalogue as a workbook or a CSV file in the original layout."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from catalogue.models import MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.records import MeasureRecord
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import ADDED, HEADER_ROWS, Column, heading_merges, layout
from catalogue.spreadsheet.numbers import CatalogueNumber, cell_value
from catalogue.spreadsheet.rendering import Cells, Renderer
from catalogue.spreadsheet.table import LOST
from integration.naming import stored_names
from integration.spreadsheets.located import address, column_letters
from integration.spreadsheets.rows import Cell, Line, RowSheet
from integration.spreadsheets.styling import (
    Styles,
    add_sheet,
    csv_text,
    height_of,
    new_workbook,
    set_up_page,
    styled_cell,
    text_cell,
)

TITLE = "Maßnahmenkatalog"
UPRIGHT = 150  # points; the height of upright headings


@dataclass(frozen=True, slots=True)
class Export:
    """All rows of an export and the columns they need."""

    columns: tuple[Column, ...]
    rows: list[tuple[CatalogueNumber, Cells]]
    original: int  # the columns of the city's table; those behind them are not printed


def export(versions: MeasureVersionQuerySet, day: dt.date | None = None, *, names: bool = True) -> Export:
    """Return the table's rows for these versions, in catalogue order, with the names of `day` (of today).

    Without `names` what may name or reach a person is masked in every text.
    """
    table = export_of(_records(versions), References.load(day))
    if names:
        return table
    naming = stored_names()
    return replace(table, rows=[(number, naming.nameless(cells)) for number, cells in table.rows])


def export_of(records: Iterable[MeasureRecord], refs: References) -> Export:
    """Return the table's rows for these records, in their order."""
    city = layout(refs)
    renderer = Renderer(refs, city)
    rows = [row for record in records for row in renderer.rows(record)]
    used = sorted({key for _, cells in rows for key in cells if key.startswith(("extra:", LOST))})
    extra = [key.removeprefix("extra:") for key in used if not key.startswith(LOST)]
    columns = city.with_extra(extra)
    headings = {column.key: column.heading for column in columns}
    lost = (
        Column(key, (ADDED, "", LOST + headings.get(key.removeprefix(LOST), key.removeprefix(LOST))), 20)
        for key in used
        if key.startswith(LOST)
    )
    return Export((*columns, *lost), rows, original=len(city.columns))


def _records(versions: MeasureVersionQuerySet) -> Iterator[MeasureRecord]:
    stored = MeasureVersion.objects.filter(pk__in=versions.values("pk")).in_catalogue_order()
    for number, data in stored.values_list("number", "stored__data").iterator(chunk_size=2_000):
        yield MeasureRecord.from_json(number, data)


def write_workbook(
    versions: MeasureVersionQuerySet, stream: BinaryIO, *, day: dt.date | None = None, names: bool = True
) -> None:
    """Write these versions as .xlsx: three header rows, merged headings, ready to print on A3.

    `day` is the past day they are of: the file's title and its pages say so.
    """
    table = export(versions, day, names=names)
    title = f"{TITLE}, Stand {day or timezone.localdate():%d.%m.%Y}"
    workbook = new_workbook(title=title if day else TITLE, creator=settings.PRODUCT_NAME, at=timezone.now())
    sheet = add_sheet(workbook, TITLE)
    for position, column in enumerate(table.columns, 1):
        sheet.column_dimensions[column_letters(position)].width = column.width
    end = address(HEADER_ROWS + max(len(table.rows), 1), table.original)
    footer = f"{title} (nicht der heutige)" if day else title
    set_up_page(sheet, header_rows=(1, HEADER_ROWS), freeze="E4", footer=footer, area=f"A1:{end}")
    styles = Styles(sheet)
    for level in range(HEADER_ROWS):
        sheet.append(header_line(sheet, styles, table.columns, level))
    merge_headings(sheet, table.columns)
    for row in _sheet_rows(sheet, styles, table):
        sheet.append(row)
    workbook.save(stream)


def merge_headings(sheet: RowSheet, columns: tuple[Column, ...], *, below: int = 0) -> None:
    """Merge the cells of the header, which begins after `below` rows."""
    for first_row, first, last_row, last in heading_merges(columns):
        if (first_row, first) != (last_row, last):
            sheet.merged_cells.add(f"{address(below + first_row, first)}:{address(below + last_row, last)}")


def header_line(sheet: RowSheet, styles: Styles, columns: Iterable[Column], level: int) -> Line:
    """Return one of the three header rows, `level` 0 to 2; the lowest is high enough for upright headings."""
    cells = Line()
    cells.height = UPRIGHT if level == HEADER_ROWS - 1 else 0
    shown = ""
    for column in columns:
        text = column.headings[level]
        # A merged group's text stands in its first cell only.
        is_group = level < 2 and any(column.headings[level + 1 :])
        style = styles.upright_header if level == 2 and column.holds_marks else styles.header
        repeated = is_group and text == shown
        shown = text
        cells.append(text_cell(sheet, "" if repeated else text, style))
    return cells


def _sheet_rows(sheet: RowSheet, styles: Styles, table: Export) -> Iterator[Line]:
    style_of = {c.key: styles.mark if c.holds_marks else styles.text for c in table.columns}
    widths = {column.key: column.width for column in table.columns if not column.holds_marks}
    keys = [column.key for column in table.columns[1:]]
    for number, cells in table.rows:
        row = Line([number_cell(sheet, number, styles)])
        row.height = height_of([(cells[key], width) for key, width in widths.items() if key in cells])
        for key in keys:
            text = cells.get(key)
            row.append(text_cell(sheet, text, style_of[key]) if text else None)
        yield row


def number_cell(sheet: RowSheet, number: CatalogueNumber, styles: Styles) -> Cell:
    value = cell_value(number)
    if isinstance(value, str):
        return text_cell(sheet, value, styles.mark)
    return styled_cell(sheet, value, styles.number)


def write_csv(
    versions: MeasureVersionQuerySet, stream: BinaryIO, *, day: dt.date | None = None, names: bool = True
) -> None:
    """Write these versions as CSV for German spreadsheets: semicolons, UTF-8 with its mark, one header.

    A CSV file has no place to say that it is of a past `day`; its name has to.
    """
    table = export(versions, day, names=names)
    writer = csv.writer(codecs.getwriter("utf-8-sig")(stream), delimiter=";", lineterminator="\r\n")
    writer.writerow([csv_text(column.heading) for column in table.columns])
    keys = [column.key for column in table.columns[1:]]
    for number, cells in table.rows:
        writer.writerow([str(number), *(csv_text(cells.get(key, "")) for key in keys)])
