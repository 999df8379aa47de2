"""From a sheet to the catalogue's rows: each numbered row's cells as texts, every other cell reported."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from catalogue.reference.references import References
from catalogue.spreadsheet import asides, doubts
from catalogue.spreadsheet.columns import Layout
from catalogue.spreadsheet.decisions import HIDDEN_ROWS, KEEP, LEAVE_OUT, STRUCK, Decisions, Questions
from catalogue.spreadsheet.heads import Head, headings, settle
from catalogue.spreadsheet.numbers import Ambiguous, CatalogueNumber, counts_columns, parse_number
from catalogue.spreadsheet.recognising import KnownHeadings
from catalogue.spreadsheet.searching import Found, NoNumberColumn, find_table
from catalogue.spreadsheet.table import Table, TableRow, counted, shown
from integration.spreadsheets.located import address
from integration.spreadsheets.reading import Row, Sheet
from integration.spreadsheets.values import ErrorValue, Number, Value, as_text
from integration.spreadsheets.workbook import Workbook

CODES = ("unit", "city_units", "partners", "lead")  # columns whose numbers are codes of units
_SHOWN = 200  # characters of a cell that a finding repeats


def read_table(workbook: Workbook, layout: Layout, refs: References, decisions: Decisions) -> Table:
    """Return the catalogue in a workbook, where and as it was decided, else as recognised.

    Raises `TableUnclear` where it is not clear which table that is, `NoNumberColumn` where that has no
    numbers, `Refused` where the workbook is damaged.
    """
    known = KnownHeadings(layout, refs)
    found = find_table(workbook, known, decisions)
    first, last = found.candidate.first_row, found.candidate.last_row
    questions = Questions(decisions)
    head = settle(headings(found.sheet, first, last, known), known, questions)
    table = Table(
        found.sheet.name,
        head.columns,
        {index: heading.shown for index, heading in head.headings.items()},
        questions,
        findings=head.findings,
        epoch=workbook.epoch,
        header=(first, last),
        fingerprint=head.fingerprint,
    )
    if "number" not in table.keys:
        raise NoNumberColumn(found.candidate, questions)
    hats = doubts.settle_hats(table)
    _say_what_is_left_out(table, workbook, found.sheet)
    below = [row for row in found.sheet.rows if row.index > last]
    table.filled = sum(len(row.cells) for row in below)
    _Reader(table, head, _without_struck(table, found.sheet, below)).read(found, below)
    doubts.say_numbers(table)
    doubts.ask_about_hats(table, hats)
    doubts.settle_lone_marks(table, refs)
    asides.point_out(table, found.sheet, head)
    return table


def _say_what_is_left_out(table: Table, workbook: Workbook, sheet: Sheet) -> None:
    for info in workbook.sheets:
        if info.name != table.sheet:
            hidden = "ausgeblendete " if info.hidden else ""
            table.report("info", "", f"Das {hidden}Blatt „{info.name}“ wird nicht gelesen.")
    for row in sheet.rows:
        if row.index >= table.header[0]:
            break
        text = " · ".join(as_text(value) for value in row.cells.values())
        message = f"Titelzeile, nicht übernommen: {text[:_SHOWN]}"
        table.report("info", address(row.index, min(row.cells)), message)


def _without_struck(table: Table, sheet: Sheet, below: list[Row]) -> list[Row]:
    """Say what is struck through, and return the rows without it where it is to be left out."""
    struck = {cell: text for cell, text in sheet.struck.items() if cell[0] > table.header[1]}
    if not struck:
        return below
    left: dict[int, dict[int, Value]] = {row.index: dict(row.cells) for row in below}
    for (row, column), text in sorted(struck.items()):
        cell, asked = (
            address(row, column),
            counted(len(struck), "durchgestrichener Text", "durchgestrichene Texte"),
        )
        rest = sheet.unstruck.get((row, column), "")
        if table.questions.ask(STRUCK, "", asked, KEEP, cell) == KEEP:
            table.report("warning", cell, f"Durchgestrichen, gelesen wie anderer Text: „{text[:_SHOWN]}“")
        elif rest:
            left[row][column] = rest
            table.report("warning", cell, f"Zum Teil durchgestrichen, nicht übernommen: {text[:_SHOWN]}")
        else:
            del left[row][column]
            message = f"Durchgestrichen, nicht übernommen: {text[:_SHOWN]}"
            table.report("warning", cell, message, reported=True)
    return [replace(row, cells=left[row.index]) for row in below]


@dataclass(slots=True)
class _Reader:
    """Reads the rows below the header. A merged cell counts for every row it spans."""

    table: Table
    head: Head
    rows: list[Row]
    keys: dict[int, str] = field(init=False)
    columns: dict[str, int] = field(init=False)
    seen: dict[CatalogueNumber, TableRow] = field(default_factory=dict)
    lent: set[str] = field(default_factory=set)  # cells that count for another row than their own

    def __post_init__(self) -> None:
        self.keys = {index: column.key for index, column in self.table.columns.items()}
        self.columns = {key: index for index, key in self.keys.items()}

    def read(self, found: Found, below: list[Row]) -> None:
        end = found.end
        lends = self._lends(found.sheet)
        hidden = counted(sum(row.hidden for row in below), "ausgeblendete Zeile", "ausgeblendete Zeilen")
        for row in self.rows:
            if row is self.rows[0] and counts_columns(row):
                self._leave_out(row, "info", "Zeile, die die Spalten zählt.")
            elif end and row.index >= end:
                self._leave_out(row, "info", f"Gehört zu einer weiteren Tabelle ab Zeile {end}.")
            elif row.hidden and self._is_left_out(row, hidden):
                self._leave_out(row, "info", "Ausgeblendete Zeile.")
            else:
                self._read_row(row, lends.get(row.index, {}))
        if self.lent:
            self.table.findings = [
                one for one in self.table.findings if not (one.reported and one.cell in self.lent)
            ]

    def _is_left_out(self, row: Row, said: str) -> bool:
        cell = address(row.index, min(row.cells, default=self.columns["number"]))
        return self.table.questions.ask(HIDDEN_ROWS, "", said, KEEP, cell) == LEAVE_OUT

    def _lends(self, sheet: Sheet) -> dict[int, dict[int, tuple[int, Value]]]:
        """Return by row and column the merged cells that reach down into it: their row and their value."""
        lends: dict[int, dict[int, tuple[int, Value]]] = {}
        below = {row.index: row for row in self.rows} if sheet.merges else {}
        for first, column, last, _ in sheet.merges:
            if first in below and column in below[first].cells:
                for index in range(first + 1, last + 1):
                    lends.setdefault(index, {})[column] = first, below[first].cells[column]
        return lends

    def _read_row(self, row: Row, lent: dict[int, tuple[int, Value]]) -> None:
        cells = {column: value for column, (_, value) in lent.items()} | row.cells if lent else row.cells
        value = cells.get(self.columns["number"])
        try:
            if value is None:
                raise Ambiguous("Die Zeile hat keine Nummer.")
            number = parse_number(value, self.table.epoch)
        except Ambiguous as ambiguous:
            self._leave_out(row, "error", str(ambiguous))
            return
        said = len(self.table.findings)
        one = TableRow(row.index, number, self._texts(row, cells), self.columns)
        if number in self.seen:
            del self.table.findings[said:]
            self._report_repetition(one, row, value)
            return
        self.seen[number] = one
        self.table.rows.append(one)
        for column, (origin, text) in lent.items():
            if column not in row.cells and column in self.keys and not isinstance(text, ErrorValue):
                self.lent.add(address(origin, column))

    def _texts(self, row: Row, cells: dict[int, Value]) -> dict[str, str]:
        """Return the row's cells, and those that merges lend it, as texts by column key, without the
        number."""
        texts = {}
        for column, value in cells.items():
            key = self.keys.get(column)
            if key == "number":
                continue
            if key is None:
                if column in row.cells:
                    self._leave_out_cell(row.index, column, value)
            elif type(value) is str:
                texts[key] = value
            elif not isinstance(value, ErrorValue):
                texts[key] = shown(value, self.table.epoch, code=key.startswith(CODES))
            elif column in row.cells:
                message = f"Excel zeigt hier den Fehler {value.code}. Nicht übernommen."
                self.table.report("error", address(row.index, column), message, reported=True)
        return texts

    # --- What is not read

    def _leave_out(self, row: Row, level: str, why: str) -> None:
        for column, value in row.cells.items():
            message = f"{why} Nicht übernommen: {shown(value, self.table.epoch)[:_SHOWN]}"
            self.table.report(level, address(row.index, column), message, reported=True)

    def _leave_out_cell(self, row: int, column: int, value: Value) -> None:
        heading = self.head.left_out[column].shown
        text = shown(value, self.table.epoch)[:_SHOWN]
        message = f"Spalte „{heading}“ wird nicht übernommen: {text}"
        self.table.report("info", address(row, column), message, reported=True)

    def _report_repetition(self, one: TableRow, row: Row, value: Value) -> None:
        first, number = self.seen[one.number], one.number
        same = one.cells == first.cells
        what = "mit demselben Inhalt" if same else "mit anderem Inhalt"
        doubt = isinstance(value, Number) and 0 < number.sub < 10
        also = f" Gelesen als {number}; {number}0 wäre als Text einzutragen." if doubt else ""
        message = f"Die Nummer {number} steht schon in Zeile {first.index}, {what}.{also} Nicht übernommen."
        for column in row.cells:
            cell = address(row.index, column)
            self.table.report("info" if same else "error", cell, message, reported=True)
