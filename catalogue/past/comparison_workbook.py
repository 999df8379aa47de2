"""A comparison of two days as a workbook: a row for each field that changed."""

from __future__ import annotations

from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from catalogue.past.comparison import Comparison
from integration.spreadsheets.located import column_letters
from integration.spreadsheets.rows import Line
from integration.spreadsheets.styling import (
    Styles,
    add_sheet,
    height_of,
    new_workbook,
    set_up_page,
    styled_cell,
    text_cell,
)
from integration.spreadsheets.texts import MAX_TEXT

_COLUMNS = (  # heading, width in letters
    ("Nr", 7),
    ("Was geschah", 12),
    ("Handlungsfeld", 28),
    ("Federführung", 28),
    ("Angabe", 30),
    ("Vorher", 60),
    ("Nachher", 60),
)


def write_comparison(comparison: Comparison, by: str, stream: BinaryIO) -> None:
    """Write the differences in the order of their groups; `by` as the page has it."""
    title = f"Vergleich {comparison.since:%d.%m.%Y} mit {comparison.until:%d.%m.%Y}"
    workbook = new_workbook(title=title, creator=settings.PRODUCT_NAME, at=timezone.now())
    sheet = add_sheet(workbook, "Vergleich")
    for position, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[column_letters(position)].width = width
    rows = [
        (one.number, (one.kind, one.field, one.unit, change.label, change.before, change.after))
        for one in comparison.grouped(by)
        for change in one.change.shown
    ]
    area = f"A1:{column_letters(len(_COLUMNS))}{len(rows) + 1}"
    set_up_page(sheet, header_rows=(1, 1), freeze="B2", footer=title, area=area)
    styles = Styles(sheet)
    sheet.append(Line([text_cell(sheet, heading, styles.header) for heading, _ in _COLUMNS]))
    widths = [width for _, width in _COLUMNS[1:]]
    for number, texts in rows:
        row = Line([styled_cell(sheet, number, styles.mark)])
        row += [text_cell(sheet, _fitting(text), styles.text) for text in texts]
        row.height = height_of(list(zip(texts, widths, strict=True)))
        sheet.append(row)
    workbook.save(stream)


def _fitting(text: str) -> str:
    """Return a text as far as a cell holds it."""
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
