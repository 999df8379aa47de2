"""The sheet of a returned workbook: its columns, and its rows as texts, whatever was done to them.

The original's columns are read as the import reads them. A cell that cannot be read is `unread`: it says
nothing, so that it does not seem to have been emptied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from catalogue.extracts.extract_layout import ASKED, KEY, NOTE, UNCHANGED
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import Column, layout
from catalogue.spreadsheet.decisions import Decisions, Questions
from catalogue.spreadsheet.findings import Finding
from catalogue.spreadsheet.heads import headings, settle
from catalogue.spreadsheet.reading import CODES
from catalogue.spreadsheet.recognising import KnownHeadings
from catalogue.spreadsheet.searching import Found, TableUnclear, find_table
from catalogue.spreadsheet.table import counted, shown
from integration.spreadsheets.located import address
from integration.spreadsheets.reading import Row, Sheet
from integration.spreadsheets.refusal import Refused
from integration.spreadsheets.values import ErrorValue, Value
from integration.spreadsheets.workbook import Workbook

NO_TABLE = (
    "In der Datei ist die Tabelle des Auszugs nicht zu erkennen: Gesucht wurde eine Kopfzeile mit Spalten "
    "wie „Nr“, „Maßnahme“ und „Sachstand“. Bitte die ausgegebene Datei ausfüllen, die Überschriften stehen "
    "lassen und sie erneut hochladen."
)
SEVERAL = (
    "In der Datei stehen mehrere Tabellen, die der Auszug sein können: {}. Bitte nur eine davon stehen "
    "lassen und die Datei erneut hochladen."
)
NO_NUMBERS = (
    "In der Tabelle des Auszugs fehlen die Spalte „Nr“ und die Zeilenschlüssel. Ohne sie ist keine Zeile "
    "wiederzuerkennen. Bitte die Angaben in die ausgegebene Datei eintragen und diese hochladen."
)
_SHOWN = 200  # characters of a cell that a finding repeats
NUMBER = "number"
BESIDE = frozenset({NUMBER, KEY.key, NOTE, UNCHANGED})  # columns that hold no field of the record


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row: `cells` maps column key to text, `columns` the key to its index in the sheet.

    `number` is what stands in column A; `unread` are the keys of cells that say nothing.
    """

    index: int
    cells: dict[str, str]
    columns: dict[str, int]
    number: Value | None = None
    unread: frozenset[str] = frozenset()
    comments: tuple[str, ...] = ()

    def at(self, key: str) -> str:
        """Return the address of the row's cell in the column `key`."""
        return address(self.index, self.columns[key])

    @property
    def first(self) -> str:
        """The address by which the row as a whole is named."""
        filled = [self.columns[key] for key in self.cells] or list(self.columns.values())
        return address(self.index, min(filled))

    @property
    def says(self) -> dict[str, str]:
        """Its filled cells without those that only say which row it is."""
        return {key: text for key, text in self.cells.items() if key not in (NUMBER, KEY.key)}


@dataclass(slots=True)
class ReturnedSheet:
    """The table found in a returned workbook. `headings` are the columns' by key, as the file has them."""

    name: str
    columns: list[Column]
    headings: dict[str, str]
    epoch: dt.date
    last: int  # the header's last row
    rows: list[ReturnedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        return {column.key for column in self.columns}

    def report(self, level: str, cell: str, message: str) -> None:
        self.findings.append(Finding(level, cell, message))


def read_returned(workbook: Workbook, refs: References) -> ReturnedSheet:
    """Return the table of a returned extract; `Refused` where there is none, or more than one."""
    known = _known(refs)
    found = _find(workbook, known)
    first, last = found.candidate.first_row, found.candidate.last_row
    head = settle(headings(found.sheet, first, last, known), known, Questions(Decisions()))
    keys = {index: column.key for index, column in head.columns.items()}
    if not {NUMBER, KEY.key} & set(keys.values()):
        raise Refused(NO_NUMBERS)
    sheet = ReturnedSheet(
        found.sheet.name,
        list(head.columns.values()),
        {column.key: head.headings[index].lowest for index, column in head.columns.items()},
        workbook.epoch,
        last,
    )
    below = [row for row in found.sheet.rows if row.index > last]
    _say_what_is_not_read(sheet, workbook, found)
    table = [row for row in below if not found.end or row.index < found.end]
    sheet.rows = list(_rows(sheet, found.sheet, table, keys))
    _point_out(sheet, found.sheet)
    return sheet


def _known(refs: References) -> KnownHeadings:
    """Return the headings of the city's table and of what an extract adds to it."""
    city = layout(refs)
    # Without their group: it stands above columns of the original table, too, and would speak against them.
    own = [column for column in (*ASKED, KEY) if column.key in BESIDE]
    added = [replace(column, headings=("", "", column.heading)) for column in own]
    return KnownHeadings(replace(city, columns=(*city.columns, *added), cache={}), refs)


def _find(workbook: Workbook, known: KnownHeadings) -> Found:
    try:
        return find_table(workbook, known, Decisions())
    except TableUnclear as unclear:
        if len(unclear.candidates) > 1:
            raise Refused(SEVERAL.format(", ".join(map(str, unclear.candidates)))) from None
        hidden = [one.sheet for one in unclear.candidates if one.hidden]
        if not hidden:
            raise Refused(NO_TABLE) from None
        return find_table(workbook, known, Decisions(sheet=hidden[0]))


def _rows(
    sheet: ReturnedSheet, source: Sheet, table: Iterable[Row], keys: dict[int, str]
) -> Iterable[ReturnedRow]:
    columns = {key: index for index, key in keys.items()}
    lent, covered = _merged(source)
    comments = _comments(source, keys, sheet.headings)
    for row in table:
        cells, unread, number = {}, set(), None
        values = {**lent.get(row.index, {}), **row.cells}
        for index, value in values.items():
            key = keys.get(index, "")
            if key == NUMBER:
                number = value
                cells[key] = shown(value, sheet.epoch)
            elif isinstance(value, ErrorValue):
                unread.add(key)
                message = f"Excel zeigt hier den Fehler {value.code}. Nicht übernommen."
                sheet.report("error", address(row.index, index), message)
            elif key:
                cells[key] = (
                    value if type(value) is str else shown(value, sheet.epoch, code=key.startswith(CODES))
                )
        for index in covered.get(row.index, set()) - values.keys():
            unread.add(keys.get(index, ""))
        said = tuple(comments.pop(row.index, ()))
        yield ReturnedRow(row.index, cells, columns, number, frozenset(unread), said)
    for row_index, texts in comments.items():
        for text in texts if row_index > sheet.last else ():
            sheet.report("warning", f"A{row_index}", f"{text[:_SHOWN]} Nicht übernommen: Die Zeile ist leer.")


def _merged(source: Sheet) -> tuple[dict[int, dict[int, Value]], dict[int, set[int]]]:
    """Return by row the values that merged cells lend downwards, and the columns that empty cells of which
    say nothing."""
    rows = {row.index: row.cells for row in source.rows} if source.merges else {}
    lent: dict[int, dict[int, Value]] = {}
    covered: dict[int, set[int]] = {}
    for top, left, bottom, right in source.merges:
        value = rows.get(top, {}).get(left)
        for index in range(top, bottom + 1):
            if value is not None and index > top:
                lent.setdefault(index, {})[left] = value
            covered.setdefault(index, set()).update(range(left, right + 1))
    for row, column in source.formulas:  # one without a result is no emptied cell
        covered.setdefault(row, set()).add(column)
    return lent, covered


def _comments(source: Sheet, columns: dict[int, str], headings: dict[str, str]) -> dict[int, list[str]]:
    """Return by row what its comments say; a unit answers in them, too."""
    said: dict[int, list[str]] = {}
    for (row, column), text in sorted(source.comments.items()):
        heading = headings.get(columns.get(column, ""))
        where = f"„{heading}“" if heading else address(row, column)
        said.setdefault(row, []).append(f"Kommentar zu {where}: {text}")
    return said


# --- What is said about the sheet as a whole ------------------------------------------------


def _say_what_is_not_read(sheet: ReturnedSheet, workbook: Workbook, found: Found) -> None:
    for info in workbook.sheets:
        if info.name != sheet.name and not info.hidden:
            sheet.report("info", "", f"Das Blatt „{info.name}“ wird nicht gelesen.")
    for row in found.sheet.rows:
        if row.index < found.candidate.first_row:
            for column in row.cells.keys() - {1}:  # in column A the extract tells what it is
                message = f"Steht über der Tabelle. Nicht übernommen: {shown(row.cells[column])[:_SHOWN]}"
                sheet.report("warning", address(row.index, column), message)
        if found.end and row.index >= found.end:
            for column, value in row.cells.items():
                message = f"Gehört zu einer weiteren Tabelle. Nicht übernommen: {shown(value)[:_SHOWN]}"
                sheet.report("warning", address(row.index, column), message)


def _point_out(sheet: ReturnedSheet, source: Sheet) -> None:
    last = sheet.last
    below = {cell for cell in source.formulas if cell[0] > last}
    if below:
        formulas = counted(len(below), "Formel", "Formeln")
        message = (
            f"{formulas}, gelesen mit dem zuletzt gerechneten Ergebnis; ohne ein solches bleibt die Angabe, "
            "wie sie war."
        )
        sheet.report("info", address(*min(below)), message)
    for (row, column), text in sorted(source.struck.items()):
        if row > last:
            message = f"Durchgestrichen, gelesen wie anderer Text: „{text[:_SHOWN]}“"
            sheet.report("warning", address(row, column), message)
    if merges := [merge for merge in source.merges if merge[0] > last]:
        message = (
            f"{counted(len(merges), 'Zellverbund', 'Zellverbünde')}: Der Text gilt für jede Zeile, die er "
            "umfasst; die Spalten, die er verdeckt, bleiben unverändert."
        )
        sheet.report("warning", address(*merges[0][:2]), message)
