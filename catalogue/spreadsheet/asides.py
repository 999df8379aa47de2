"""What a sheet holds beside plain values: comments, formulas, what nobody sees, names of persons."""

from __future__ import annotations

import re

from catalogue.spreadsheet.decisions import COMMENTS, HIDDEN_ROWS, LEAVE_OUT, REMARK
from catalogue.spreadsheet.heads import Head
from catalogue.spreadsheet.marks import PERSON
from catalogue.spreadsheet.table import Table, TableRow, counted, shown
from integration.spreadsheets.headings import hidden_under_merges
from integration.spreadsheets.located import address
from integration.spreadsheets.reading import Sheet
from integration.spreadsheets.texts import MAX_TEXT

_SHOWN = 200  # characters of a text that a finding repeats
_TEXTS = {"goal", "text", "remark", "progress", "next_step", "clarification", "extra"}
_TITLES = ("herr", "frau", "hr.", "fr.")  # without one of these the pattern need not be tried
_NAME = re.compile(rf"(?:{PERSON.pattern})[\w-]*", re.IGNORECASE)


def point_out(table: Table, sheet: Sheet, head: Head) -> None:
    """Say all of it, and put comments into remarks where that was decided."""
    _hidden_rows(table, sheet)
    _hidden_columns(table, sheet, head)
    _formulas(table, sheet)
    _covered_cells(table, sheet)
    _persons(table)
    _comments(table, sheet)


def _hidden_rows(table: Table, sheet: Sheet) -> None:
    hidden = [row for row in sheet.rows if row.hidden and row.index > table.header[1]]
    if hidden and table.questions.answer(HIDDEN_ROWS, "") != LEAVE_OUT:
        rows = counted(len(hidden), "ausgeblendete Zeile", "ausgeblendete Zeilen")
        message = f"{rows}, gelesen wie andere; die erste ist diese."
        table.report("warning", address(hidden[0].index, min(hidden[0].cells)), message)


def _hidden_columns(table: Table, sheet: Sheet, head: Head) -> None:
    if not sheet.hidden_columns:
        return
    filled = {index for row in sheet.rows if row.index > table.header[1] for index in row.cells}
    for index in sorted(sheet.hidden_columns & filled & table.columns.keys()):
        heading = head.headings[index]
        message = f"Die Spalte „{heading.shown}“ ist ausgeblendet und wird gelesen wie andere."
        table.report("warning", heading.cell, message)


def _formulas(table: Table, sheet: Sheet) -> None:
    below = {cell for cell in sheet.formulas if cell[0] > table.header[1]}
    if not below:
        return
    with_result = below & {(row.index, column) for row in sheet.rows for column in row.cells}
    if with_result:
        formulas = counted(len(with_result), "Formel", "Formeln")
        message = f"{formulas}, gelesen mit dem zuletzt gerechneten Ergebnis; die erste ist diese."
        table.report("info", address(*min(with_result)), message)
    if empty := below - with_result:
        formulas = counted(len(empty), "Formel", "Formeln")
        message = f"{formulas} ohne Ergebnis, gelesen als leer; die erste in {address(*min(empty))}."
        table.report("info", "", message)


def _covered_cells(table: Table, sheet: Sheet) -> None:
    if not sheet.merges:
        return
    rows = {row.index: row.cells for row in sheet.rows}
    for row, column in sorted(hidden_under_merges(sheet)):
        if row > table.header[1]:
            text = shown(rows[row][column], table.epoch)[:_SHOWN]
            message = f"Von verbundenen Zellen verdeckt und dennoch gelesen: „{text}“"
            table.report("warning", address(row, column), message)


def _persons(table: Table) -> None:
    keys = [column.key for column in table.columns.values() if column.kind in _TEXTS]
    for row in table.rows:
        for key in keys:
            if key in row.cells and (name := _person(row.cells[key])):
                message = f"Möglicherweise ein Personenname „{name}“, bitte prüfen."
                table.report("info", row.at(key), message)


def _person(text: str) -> str:
    lowered = text.lower()
    for title in _TITLES:
        if title in lowered:
            match = _NAME.search(text)
            return match.group() if match else ""
    return ""


def _comments(table: Table, sheet: Sheet) -> None:
    comments = sorted(sheet.comments.items())
    rows = {row.index: row for row in table.rows}
    for (row, column), text in comments:
        asked, cell = counted(len(comments), "Kommentar", "Kommentare"), address(row, column)
        answer = table.questions.ask(COMMENTS, "", asked, LEAVE_OUT, cell)
        if answer == REMARK and row in rows and _into_remark(rows[row], text):
            table.report("info", cell, f"Kommentar, in die Bemerkung übernommen: {text[:_SHOWN]}")
        else:
            table.report("info", cell, f"Kommentar, nicht übernommen: {text[:_SHOWN]}")


def _into_remark(row: TableRow, text: str) -> bool:
    """Append a comment to the row's remark; False where there is no such column or no room."""
    remark = f"{row.cells.get('remark', '')} [Kommentar: {text}]".strip()
    if "remark" not in row.columns or len(remark) > MAX_TEXT - 2:
        return False
    row.cells["remark"] = remark
    return True
