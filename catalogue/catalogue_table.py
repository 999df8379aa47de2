"""The catalogue in its original layout for a page: merged headings and rows, ready for a template."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from catalogue.editing.cell_edit import is_writable
from catalogue.gaps import RULES_BY_KIND
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import ADDED, HEADER_ROWS, Column, HeadCell, head_cells
from catalogue.spreadsheet.rendering import Cells
from catalogue.spreadsheet.table import LOST
from catalogue.spreadsheet.writing import export_of
from catalogue.tables import MeasureRow

_LONG = 30  # columns at least this wide hold running text
_CONTRADICTION = "widerspruch"  # marked in the row that contradicts, so not among the measure's gaps


class Heading(NamedTuple):
    """A cell of the header, its spans counted in columns and rows."""

    text: str
    columns: int
    rows: int
    scope: str
    style: str


class Cell(NamedTuple):
    style: str
    text: str


class Row(NamedTuple):
    """A Katalogzeile. `note` says in full what is marked: the measure's `gaps`, a cell that contradicts."""

    measure: int
    version: int
    sub: int
    is_main: bool
    number: str
    gaps: int
    contradicts: bool
    note: str
    cells: list[Cell]


class CatalogueTable:
    """One row per listing of these measures, as an export has them.

    `all_columns` adds what the original table lacks: the appended columns, and those of workbooks that have
    no field here.
    """

    def __init__(self, measures: Iterable[MeasureRow], refs: References, *, all_columns: bool) -> None:
        self._measures = {one.record.number: one for one in measures}
        self._export = export_of((one.record for one in self._measures.values()), refs)
        self.columns = tuple(
            column for column in self._export.columns if all_columns or column.headings[0] != ADDED
        )
        self._styles = list(_styles(self.columns))

    @property
    def groups(self) -> Iterator[list[str]]:
        """Yield the styles of the columns under each top heading."""
        position = 0
        for heading in self.head[0]:
            yield self._styles[position : position + heading.columns]
            position += heading.columns

    @cached_property
    def head(self) -> list[list[Heading]]:
        """Return the cells of the three header rows; one that another spans is left out."""
        head: list[list[Heading]] = [[] for _ in range(HEADER_ROWS)]
        for cell in head_cells(self.columns):
            head[cell.row].append(self._heading(cell))
        return head

    def _heading(self, cell: HeadCell) -> Heading:
        style = self._styles[cell.column]
        if not cell.is_lowest:
            style = f"group {style}"
        elif self.columns[cell.column].holds_marks and cell.row:
            style = f"upright {style}"
        scope = "colgroup" if cell.row == 0 and cell.columns > 1 else "col"
        return Heading(cell.text, cell.columns, cell.rows, scope, style.strip())

    @property
    def writing(self) -> str:
        """Return as JSON what the script that edits cells has to know of each column, the first included:
        its key, its name, how it is written, and whether it holds for the measure (in its main row only)."""
        return json.dumps([_writing(column) for column in self.columns], ensure_ascii=False)

    @property
    def rows(self) -> Iterator[Row]:
        columns = [(column.key, style) for column, style in zip(self.columns, self._styles, strict=True)][1:]
        headings = {column.key: column.heading for column in self._export.columns}
        for number, cells in self._export.rows:
            measure = self._measures[number.measure]
            record = measure.record
            lost = record.listings[number.sub].lost
            gaps = [kind for kind in measure.gaps if kind != _CONTRADICTION and number.sub == record.main]
            notes = [RULES_BY_KIND[kind].label for kind in gaps]
            notes += [f"abweichend: {headings.get(key, key)}" for key in lost]
            shown = [Cell(style, cells.get(key, "")) for key, style in columns]
            if lost:
                shown = [
                    _marked(cell, key, cells, lost) for cell, (key, _) in zip(shown, columns, strict=True)
                ]
            yield Row(
                measure=number.measure,
                version=measure.version,
                sub=number.sub,
                is_main=number.sub == record.main,
                number=str(number),
                gaps=len(gaps),
                contradicts=bool(lost),
                note=", ".join(notes),
                cells=shown,
            )


def _marked(cell: Cell, key: str, cells: Cells, lost: Mapping[str, str]) -> Cell:
    """Return the cell, styled where it says something else than what holds for the measure."""
    stands_beside = f"{LOST}{key}" in cells
    if (key.startswith(LOST) and cell.text) or (key in lost and not stands_beside):
        return Cell(f"{cell.style} lost".strip(), cell.text)
    return cell


def _writing(column: Column) -> dict[str, Any]:
    if not is_writable(column.key, is_main=True):
        way = "form"
    elif column.key == "status":
        way = "status"
    else:
        way = "mark" if column.holds_marks else "text"
    of_measure = not is_writable(column.key, is_main=False)
    return {"key": column.key, "name": column.heading, "way": way, "ofMeasure": of_measure}


def _styles(columns: Iterable[Column]) -> Iterator[str]:
    """Yield each column's classes: how much it holds, and whether a group begins with it."""
    group = ""
    for column in columns:
        size = "" if column.holds_marks else "long" if column.width >= _LONG else "text"
        name = column.kind if column.kind in ("number", "label") else ""
        begins = "edge" if column.headings[0] != group else ""
        group = column.headings[0]
        yield " ".join(filter(None, (size, name, begins)))
