"""From a sheet to the catalogue's rows: find the header, know the columns, read each row's cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from catalogue.findings import Finding
from catalogue.references import References
from catalogue.spreadsheet.columns import APPENDED, Column, Layout
from catalogue.spreadsheet.decisions import Decisions, Questions
from catalogue.spreadsheet.numbers import Ambiguous, CatalogueNumber, parse_number
from integration.spreadsheets.headings import normalise, without_parentheses
from integration.spreadsheets.located import address, column_letters
from integration.spreadsheets.opening import Workbook
from integration.spreadsheets.reading import Row, Sheet
from integration.spreadsheets.refusal import Refused
from integration.spreadsheets.values import EPOCH_1900, ErrorValue, Number, Value, as_text

HEADER_SEARCH = 60  # rows in which the header is looked for
HEADER_DEPTH = 4  # rows a header has at most
ENOUGH = 5  # known headings that make a header
CODES = ("unit", "city_units", "partners", "lead")  # columns whose numbers are codes of units
LOST = "abweichend: "  # before the heading of a column that holds cells without another place

NO_TABLE = (
    "In der Arbeitsmappe ist kein Maßnahmenkatalog zu erkennen: Gesucht wurde eine Kopfzeile mit Spalten wie "
    "„Nr“, „Was soll erreicht werden?“ und „Bemerkungen“; gesehen wurden die Blätter {sheets}. Bitte die "
    "Datei mit der Tabelle hochladen oder das Blatt angeben."
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One numbered row: `cells` maps column key to text, `columns` the key to its index in the sheet."""

    index: int
    number: CatalogueNumber
    cells: dict[str, str]
    columns: dict[str, int]

    def at(self, key: str) -> str:
        """Return the address of the row's cell in the column `key`."""
        return address(self.index, self.columns[key])


@dataclass(slots=True)
class Table:
    """A catalogue found in a workbook: its columns by index, its rows, and what could not be read."""

    sheet: str
    columns: dict[int, Column]
    headings: dict[int, str]  # as the workbook spells them
    questions: Questions = field(default_factory=lambda: Questions(Decisions()))
    rows: list[TableRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    filled: int = 0  # non-empty cells below the header; a merge counts once
    epoch: dt.date = EPOCH_1900  # the day from which the workbook counts its dates
    fingerprint: str = ""  # of the headings, wherever their columns stand

    @property
    def keys(self) -> set[str]:
        return {column.key for column in self.columns.values()}

    def report(self, level: str, cell: str, message: str, *, reported: bool = False) -> None:
        self.findings.append(Finding(level, cell, message, reported))


def read_table(workbook: Workbook, layout: Layout, refs: References, decisions: Decisions) -> Table:
    """Return the catalogue in a workbook, on the sheet that was decided or on the first that has one.

    Raises `Refused` where there is none.
    """
    sheet = decisions.sheet
    names = [info.name for info in workbook.sheets]
    if sheet is not None and sheet not in names:
        raise Refused(f"Ein Blatt „{sheet}“ gibt es nicht. Vorhanden sind: {_listed(names)}.")
    known = _known_headings(layout)
    for name in [sheet] if sheet else names:
        content = workbook.read(name)
        header = _find_header(content, known)
        if header is not None:
            columns, headings = _columns(content, header, known, refs)
            table = Table(name, columns, headings, Questions(decisions), epoch=workbook.epoch)
            _say_what_is_left_out(table, content, header, [other for other in names if other != name])
            _read_rows(table, content, header)
            return table
    raise Refused(NO_TABLE.format(sheets=_listed(names)))


def _listed(names: list[str]) -> str:
    return ", ".join(f"„{name}“" for name in names) or "keine"


# --- The header -----------------------------------------------------------------------------


def _known_headings(layout: Layout) -> dict[str, Column]:
    """Return the columns by every normalised heading they are known under; the own heading counts first."""
    every = (*layout.columns, *APPENDED)
    known = {normalise(also): column for column in every for also in column.also}
    known |= {normalise(column.heading): column for column in every}
    return known


def _find_header(sheet: Sheet, known: dict[str, Column]) -> int | None:
    """Return the position in `sheet.rows` of the header's lowest row, or None.

    A header's rows count together, for a small table's lowest row may hold few headings; of such a row
    most cells must be headings, lest it be a row of the table that happens to name a unit.
    """
    best, best_score = None, ENOUGH - 1
    rows = [(row, _keys_named(row, known)) for row in sheet.rows[:HEADER_SEARCH]]
    for position, (row, own) in enumerate(rows):
        if len(own) < ENOUGH and 2 * len(own) <= len(row.cells):
            continue
        upper = (keys for other, keys in rows[:position] if other.index > row.index - HEADER_DEPTH)
        score = len(own.union(*upper))
        if score > best_score:
            best, best_score = position, score
    return best


def _keys_named(row: Row, known: dict[str, Column]) -> set[str]:
    texts = (value for value in row.cells.values() if isinstance(value, str) and len(value) < 200)
    return {known[heading].key for text in texts if (heading := normalise(text)) in known}


def _columns(
    sheet: Sheet, header: int, known: dict[str, Column], refs: References
) -> tuple[dict[int, Column], dict[int, str]]:
    """Return column and heading at each index that has a heading, or content below the header."""
    bottom = sheet.rows[header]
    upper = [row for row in sheet.rows[:header] if row.index > bottom.index - HEADER_DEPTH]
    used = {index for row in sheet.rows[header:] for index in row.cells}
    used |= {i for row in upper for i, value in row.cells.items() if normalise(as_text(value)) in known}
    found: dict[int, Column] = {}
    headings: dict[int, str] = {}
    taken: set[str] = set()
    for index in sorted(used):
        # The lowest heading counts; a column headed only further up (Nr, Bemerkungen) by that one.
        rows = [row for row in (bottom, *reversed(upper)) if index in row.cells]
        texts = [_shown(row.cells[index], code=True) for row in rows]
        headings[index] = texts[0] if texts else ""
        candidates = texts[:1] if index in bottom.cells else texts
        column = next((known[h] for text in candidates if (h := normalise(text)) in known), None)
        heading = without_parentheses(texts[0]) if texts else ""
        heading = heading or f"Spalte {column_letters(index)}"
        if column is None or column.key in taken:
            column = _other_column(heading, known, refs, taken)
        taken.add(column.key)
        found[index] = column
    if "number" not in taken:
        raise Refused("Die Tabelle hat keine Spalte „Nr“. Ohne Nummer ist keine Maßnahme wiederzufinden.")
    return found, headings


def _other_column(heading: str, known: dict[str, Column], refs: References, taken: set[str]) -> Column:
    """Return the column for a heading the original does not have: a unit's, an export's, or an extra one."""
    original = known.get(normalise(heading.removeprefix(LOST)))
    if heading.startswith(LOST) and original:
        return Column(LOST + original.key, ("", "", heading))
    slug = refs.find_unit(heading)
    if slug and f"unit:{slug}" not in taken:
        return Column(f"unit:{slug}", ("", "", heading))
    distinct, count = heading, 1
    while f"extra:{distinct}" in taken:
        count += 1
        distinct = f"{heading} {count}"
    return Column(f"extra:{distinct}", ("", "", distinct))


def _say_what_is_left_out(table: Table, sheet: Sheet, header: int, others: list[str]) -> None:
    for name in others:
        table.report("info", "", f"Das Blatt „{name}“ wird nicht gelesen.")
    headings = {normalise(text) for one in table.columns.values() for text in one.headings if text}
    for row in sheet.rows[:header]:
        texts = [as_text(value) for value in row.cells.values()]
        if not {normalise(text) for text in texts} & headings:
            message = f"Titelzeile, nicht übernommen: {' · '.join(texts)[:200]}"
            table.report("info", address(row.index, min(row.cells)), message)
    shown = {(row.index, column) for row in sheet.rows for column in row.cells}
    if empty := sorted(cell for cell in sheet.formulas - shown if cell[0] > sheet.rows[header].index):
        message = f"{len(empty)} Formeln ohne Ergebnis, die erste in {address(*empty[0])}, gelten als leer."
        table.report("info", "", message)


# --- The rows -------------------------------------------------------------------------------


def _read_rows(table: Table, sheet: Sheet, header: int) -> None:
    """Read the rows below the header. A merged cell counts for every row it spans."""
    keys = {index: column.key for index, column in table.columns.items()}
    columns = {key: index for index, key in keys.items()}
    number_index = columns["number"]
    seen: dict[CatalogueNumber, TableRow] = {}
    inherited = _inherited(sheet, header)
    for row in sheet.rows[header + 1 :]:
        table.filled += len(row.cells)
        cells = inherited.get(row.index, {}) | row.cells
        number = _number(table, row, cells.get(number_index))
        if number is None:
            continue
        one = TableRow(row.index, number, _texts(table, row, cells, keys), columns)
        if number in seen:
            _report_repetition(table, one, seen[number], row)
        else:
            seen[number] = one
            table.rows.append(one)


def _inherited(sheet: Sheet, header: int) -> dict[int, dict[int, Value]]:
    """Return by row index the values of merged cells that reach down into it."""
    inherited: dict[int, dict[int, Value]] = {}
    below = {row.index: row for row in sheet.rows[header + 1 :]} if sheet.merges else {}
    for first, column, last, _ in sheet.merges:
        if first in below and column in below[first].cells:
            for index in range(first + 1, last + 1):
                inherited.setdefault(index, {})[column] = below[first].cells[column]
    return inherited


def _number(table: Table, row: Row, value: Value | None) -> CatalogueNumber | None:
    """Return the row's number; without one, every cell of the row is reported."""
    try:
        if value is None:
            raise Ambiguous("Die Zeile hat keine Nummer.")
        return parse_number(value, table.epoch)
    except Ambiguous as ambiguous:
        for column, other in row.cells.items():
            message = f"{ambiguous} Nicht übernommen: {_shown(other, table.epoch)[:200]}"
            table.report("error", address(row.index, column), message, reported=True)
        return None


def _texts(table: Table, row: Row, cells: dict[int, Value], keys: dict[int, str]) -> dict[str, str]:
    """Return the row's cells, and those that merges lend it, as texts by column key, without the number."""
    texts = {}
    for column, value in cells.items():
        key = keys[column]
        if key == "number":
            continue
        if type(value) is str:
            texts[key] = value
        elif not isinstance(value, ErrorValue):
            texts[key] = _shown(value, table.epoch, code=key.startswith(CODES))
        elif column in row.cells:
            message = f"Excel zeigt hier den Fehler {value.code}. Nicht übernommen."
            table.report("error", address(row.index, column), message, reported=True)
    return texts


def _shown(value: Value, epoch: dt.date = EPOCH_1900, *, code: bool = False) -> str:
    """Return a value as people read it: a date as 24.04.2017, a number as 51,3, but as 51.3 if it is a
    unit's code."""
    if isinstance(value, Number) and (day := value.day(epoch)):
        return f"{day:%d.%m.%Y}"
    return value.plain if code and isinstance(value, Number) else as_text(value)


def _report_repetition(table: Table, one: TableRow, first: TableRow, row: Row) -> None:
    same = one.cells == first.cells
    what = "mit demselben Inhalt" if same else "mit anderem Inhalt"
    message = f"Die Nummer {one.number} steht schon in Zeile {first.index}, {what}. Nicht übernommen."
    for column in row.cells:
        table.report("info" if same else "error", address(row.index, column), message, reported=True)
