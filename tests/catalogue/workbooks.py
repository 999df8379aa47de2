"""Small workbooks in the original layout, and what the catalogue made of them."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import openpyxl

from catalogue.actions import Applied
from catalogue.importing import Plan, carry_out, plan
from catalogue.models import MeasureVersion
from catalogue.records import MeasureRecord
from catalogue.spreadsheet.findings import Finding
from catalogue.spreadsheet.writing import write_workbook

NR, REMARK = "Nr", "Bemerkungen"
LABEL = "Übergeordnetes Thema / Handlungsfeld"
GOAL, TEXT = "Was soll erreicht werden?", "Wie soll das Ziel umgesetzt werden"
INSTITUTIONS = "Aufnahmegesellschaft (AG) und Institutionen (I)"
STRUCTURES = "Strukturen, Prozesse, Rahmenbedingungen"
CITY_UNITS, PARTNERS = "weitere Stadt", "weitere / Kooperationspartner"
PATRONS = "Lernen, Märier, Paten und andere"
QUESTION = "offen / Klärungsbedarf"

# The original's columns, A to AB: the cells of the three header rows.
ORIGINAL = (
    (NR, "", ""),
    ("Handlungsfeld", "", LABEL),
    ("Ziel", "", GOAL),
    ("Maßnahme - was", "", TEXT),
    ("Zielgruppe", "Flüchtlinge", "UMF"),
    ("", "", "Kinder"),
    ("", "", "Jugendliche"),
    ("", "", "Erwachsene"),
    ("", "", "Allgemein"),
    ("", "", INSTITUTIONS),
    ("", "", STRUCTURES),
    ("Ort", "", "Sammelunterkunft"),
    ("", "", "Dezentrale Unterbringung"),
    ("", "", "eigene Wohnung (nach Ablauf des Asylverfahrens)"),
    ("Wer", "Hut", "Stadt"),
    ("", "", "andere"),
    ("Umsetzung (+ Partner)", "", "nicht"),
    ("", "", "geplant"),
    ("", "", "FB 50"),
    ("", "", "FB 51"),
    ("", "", "50.21 (ZK, Zentrale Koordinierungsstelle)"),
    ("", "", "Koordinator Ehrenamt"),
    ("", "", CITY_UNITS),
    ("", "", PARTNERS),
    ("", "", "Ehrenamtliche"),
    ("", "", PATRONS),
    ("", "", QUESTION),
    (REMARK, "", ""),
)
MERGES = ["A1:A3", "B1:B2", "C1:C2", "D1:D2", "E1:K1", "E2:I2", "J2:K2"]
MERGES += ["L1:N2", "O1:P1", "O2:P2", "Q1:AA2", "AB1:AB3"]


def lowest(headings: tuple[str, str, str]) -> str:
    return headings[2] or headings[0]


HEADINGS = tuple(lowest(column) for column in ORIGINAL)


def _with_groups() -> list[tuple[str, str, str]]:
    """Return the original's columns with their groups repeated in each member."""
    full: list[tuple[str, str, str]] = []
    for first, second, third in ORIGINAL:
        group = first or full[-1][0]
        inherited = full[-1][1] if full and not first and third not in (INSTITUTIONS, STRUCTURES) else ""
        full.append((group, second or inherited, third))
    return full


FULL = _with_groups()


class Shown(NamedTuple):
    """A cell's value with a number format."""

    value: Any
    format: str


Cells = Mapping[str, Any]


def workbook(
    rows: Iterable[Cells],
    *,
    columns: Sequence[str] = HEADINGS,
    title_rows: Sequence[Sequence[Any]] = (),
    more_sheets: Sequence[str] = (),
    merges: Iterable[str] = (),
    epoch_1904: bool = False,
) -> bytes:
    """Return a workbook. `rows` map a column's heading to its value; `columns` are headings in order."""
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "Maßnahmenkatalog"
    for title in title_rows:
        sheet.append(list(title))
    known = dict(zip(HEADINGS, ORIGINAL, strict=True))
    for level in range(3):
        sheet.append([known.get(heading, ("", "", heading))[level] or None for heading in columns])
    if tuple(columns) == HEADINGS and not title_rows:
        merges = [*MERGES, *merges]
    for index, row in enumerate(rows, len(title_rows) + 4):
        assert set(row) <= set(columns), set(row) - set(columns)
        for position, heading in enumerate(columns, 1):
            if heading in row:
                _set(sheet.cell(index, position), row[heading])
    for area in merges:
        sheet.merge_cells(area)
    for name in more_sheets:
        book.create_sheet(name).append(["Notiz"])
    return saved(book)


class Shape(NamedTuple):
    """How a table stands in its workbook: where it begins, how its header and its columns look."""

    columns: Sequence[str] = HEADINGS  # the original's headings and others, in order
    depth: int = 3  # rows of the header
    first_row: int = 1
    first_column: int = 1
    hidden_rows: Sequence[int] = ()  # positions of rows of the table
    hidden_columns: Sequence[int] = ()
    sheets_before: Sequence[str] = ()


def shaped(rows: Sequence[Cells], shape: Shape) -> bytes:
    """Return a workbook with the same rows in another shape; headings that recur side by side are merged."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Maßnahmenkatalog"
    for name in shape.sheets_before:
        book.create_sheet(name, 0).append(["Notiz"])
    if shape.first_row > 1:
        sheet.cell(1, 1, "Maßnahmenkatalog der Stadt")
    paths = [_headings(heading, position, shape) for position, heading in enumerate(shape.columns)]
    for level in range(shape.depth):
        _merge_heading(sheet, shape, level, [path[: level + 1] for path in paths])
    for index, row in enumerate(rows, shape.first_row + shape.depth):
        for position, heading in enumerate(shape.columns, shape.first_column):
            if heading in row:
                _set(sheet.cell(index, position), row[heading])
    for position in shape.hidden_rows:
        sheet.row_dimensions[shape.first_row + shape.depth + position].hidden = True
    for position in shape.hidden_columns:
        letters = openpyxl.utils.get_column_letter(shape.first_column + position)
        sheet.column_dimensions[letters].hidden = True
    return saved(book)


def _headings(heading: str, position: int, shape: Shape) -> tuple[str, ...]:
    """Return a column's headings in the shape's header rows: groups above, the lowest one repeated."""
    known = dict(zip(HEADINGS, FULL, strict=True))
    groups = list(dict.fromkeys(text for text in known.get(heading, ())[:2] if text not in ("", heading)))
    if shape.depth == 4:
        groups.insert(0, "Planung" if position < len(shape.columns) // 2 else "Durchführung")
    groups = groups[: shape.depth - 1]
    return (*groups, *[heading] * (shape.depth - len(groups)))


def _merge_heading(sheet: Any, shape: Shape, level: int, paths: list[tuple[str, ...]]) -> None:
    """Write one header row; a group is merged over its neighbours, a heading down to the lowest row."""
    for _, run in itertools.groupby(range(len(paths)), key=lambda position: paths[position]):
        members = list(run)
        text, above = paths[members[0]][-1], paths[members[0]][:-1]
        row, column = shape.first_row + level, shape.first_column + members[0]
        if above[-1:] == (text,):
            continue
        sheet.cell(row, column, text)
        lowest = text in shape.columns
        end_row = shape.first_row + shape.depth - 1 if lowest else row
        end_column = column if lowest else shape.first_column + members[-1]
        if (end_row, end_column) != (row, column):
            sheet.merge_cells(start_row=row, start_column=column, end_row=end_row, end_column=end_column)


def _set(cell: Any, value: Any) -> None:
    if isinstance(value, Shown):
        cell.value, cell.number_format = value
    else:
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # text, whatever it looks like


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bring_in(source: bytes, **options: Any) -> tuple[Plan, Applied]:
    """Plan and carry out an import, as command and browser do."""
    planned = plan(source, **options)
    return planned, carry_out(planned, by=None)


def bring_in_rows(*rows: Cells, concept: str | None = None, **layout: Any) -> Plan:
    """Import a workbook with these rows and return the plan it followed."""
    return bring_in(workbook(rows, **layout), concept=concept)[0]


def record(number: int) -> MeasureRecord:
    """Return what the catalogue says of a measure now."""
    return MeasureVersion.objects.current().with_records().get(number=number).record


def exported() -> bytes:
    stream = io.BytesIO()
    write_workbook(MeasureVersion.objects.current(), stream)
    return stream.getvalue()


def differences(planned: Plan) -> dict[int, dict]:
    return {edit.number: dict(edit.edits) for edit in planned.edits}


def at(planned: Plan, cell: str) -> list[Finding]:
    """Return the findings that name a cell."""
    return [finding for finding in planned.findings if finding.cell == cell]


def said(planned: Plan, cell: str = "") -> str:
    """Return the sentences about a cell, or about the workbook as a whole."""
    return "\n".join(finding.message for finding in at(planned, cell))
