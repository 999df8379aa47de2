"""An extract's rows as they went out; what comes back is compared with these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.extracts import extract_layout
from catalogue.extracts.issuing import involved
from catalogue.models import Extract
from catalogue.records import MeasureRecord
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import APPENDED, Column, layout
from catalogue.spreadsheet.numbers import CatalogueNumber
from catalogue.spreadsheet.rendering import Cells
from catalogue.spreadsheet.writing import export_of


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """A row of the visible sheet. Only the main one of a measure's rows is asked what `ASKED` asks."""

    number: CatalogueNumber
    key: str
    is_main: bool
    cells: Cells  # by column key, what is empty left out; a day as 24.04.2017


@dataclass(frozen=True, slots=True)
class IssuedTable:
    columns: tuple[Column, ...]
    rows: list[IssuedRow]


def table_of(extract: Extract, records: Iterable[MeasureRecord] | None = None) -> IssuedTable:
    """Return the extract's table with the names and columns of its Stichtag; `records` are its own, where
    they have been read already."""
    records = [record for *_, record in involved(extract)] if records is None else list(records)
    main = {(record.number, record.main) for record in records}
    refs = References.load(extract.round.key_date)
    export = export_of(records, refs)
    beyond = export.columns[export.original + len(APPENDED) :]
    rows = [
        IssuedRow(number, extract_layout.row_key(extract.token, number), number in main, cells)
        for number, cells in export.rows
    ]
    return IssuedTable(extract_layout.columns(layout(refs), beyond), rows)
