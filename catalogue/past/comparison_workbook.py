"""A comparison of two days as a workbook: a row for each field that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from catalogue.past.comparison import Comparison, Difference
from integration.spreadsheets.styling import new_workbook
from integration.spreadsheets.tables import Column, add_table

COLUMNS = (
    Column("Nr", 7),
    Column("Was geschah", 12),
    Column("Handlungsfeld", 28),
    Column("Federführung", 28),
    Column("Angabe", 30),
    Column("Vorher", 60),
    Column("Nachher", 60),
)


def change_rows(differences: Iterable[Difference]) -> Iterator[list[int | str]]:
    """Yield a row of `COLUMNS` for each field that changed."""
    for one in differences:
        for change in one.change.shown:
            yield [one.number, one.kind, one.field, one.unit, change.label, change.before, change.after]


def write_comparison(comparison: Comparison, by: str, stream: BinaryIO) -> None:
    """Write the differences in the order of their groups; `by` as the page has it."""
    title = f"Vergleich {comparison.since:%d.%m.%Y} mit {comparison.until:%d.%m.%Y}"
    workbook = new_workbook(title=title, creator=settings.PRODUCT_NAME, at=timezone.now())
    add_table(workbook, "Vergleich", COLUMNS, change_rows(comparison.grouped(by)), footer=title)
    workbook.save(stream)
