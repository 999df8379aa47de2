"""One cell of the catalogue's table, written by hand: it means what the same cell in a workbook means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalogue.actions import Applied, MeasureEdit, apply
from catalogue.editing.conflicts import settle
from catalogue.importing import possible_answers
from catalogue.merging import merge
from catalogue.models import MeasureVersion, ReadingDecision
from catalogue.records import Edits, MeasureRecord, overlay
from catalogue.reference.references import References
from catalogue.spreadsheet import states
from catalogue.spreadsheet.assembling import Assembler
from catalogue.spreadsheet.cells import Interpreter
from catalogue.spreadsheet.columns import Column, layout
from catalogue.spreadsheet.decisions import Decisions, Questions
from catalogue.spreadsheet.numbers import CatalogueNumber
from catalogue.spreadsheet.rendering import Cells, Renderer
from catalogue.spreadsheet.table import LOST, Table, TableRow
from catalogue.vocabulary import DEMANDS_REASON, Status
from integration.history.models import ChangeSet

_OF_LISTING = ("label", "remark", "concept", "action_field", "extra")
_ONLY_IN_FORM = ("number", "superseded_by")
_STATE = ("status", "status_reason")


class CellRefused(Exception):
    """The cell cannot say that; the sentence tells why, and nothing was written."""


class NewEntries(Exception):
    """The cell names what there is not yet; the sentence tells what would be made, nothing was written."""


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What is written into the column `key` of Katalogzeile `sub`; `reason` only beside a status."""

    sub: int
    key: str
    text: str
    reason: str = ""
    may_add: bool = False  # units and action fields that there are not yet


def is_writable(key: str, *, is_main: bool) -> bool:
    """True where a cell can be written in the table: what holds for the measure, in its main row only."""
    if key in _ONLY_IN_FORM or key.startswith(LOST):
        return False
    return is_main or key.partition(":")[0] in _OF_LISTING


def rendered(record: MeasureRecord, refs: References) -> dict[int, Cells]:
    """Return the cells of the record's rows by sub-number and column key."""
    return {number.sub: cells for number, cells in Renderer(refs, layout(refs)).rows(record)}


@transaction.atomic
def write_cell(
    cell: CellEdit,
    base: MeasureVersion,
    *,
    by: Any,
    against: MeasureVersion | None = None,
    takes_ours: bool = True,
) -> Applied:
    """Write a cell that was edited on the version `base`, as one change set.

    Where it collided with the version `against`, `takes_ours` says whose shall count. Raises `CellRefused`,
    `NewEntries`, `actions.Collision` and `actions.Withdrawn`.
    """
    ChangeSet.objects.lock()
    refs = References.load()
    start = base.record
    edits = read_cell(cell, start, refs)
    if not edits:
        return Applied(None)
    if against:
        merged = merge(start, overlay(start, edits), against.record)
        ours = {conflict.path for conflict in merged.conflicts} if takes_ours else set()
        start, edits = against.record, settle(merged, against.record, ours)
    edit = MeasureEdit(start.number, edits, start)
    return apply([edit], by=by, way=ChangeSet.Way.TABLE, references=refs)


def read_cell(cell: CellEdit, record: MeasureRecord, refs: References) -> Edits:
    """Return what the cell changes in the record, read as an import reads it; see `write_cell`."""
    now = rendered(record, refs).get(cell.sub)
    if now is None or not is_writable(cell.key, is_main=cell.sub == record.main):
        raise CellRefused("Diese Zelle lässt sich nur im Formular der Maßnahme ändern.")
    cells = _cells(cell, now)
    if all(now.get(key, "") == text for key, text in cells.items()):
        return {}
    table = _table(cell, cells, record, refs)
    interpreter = Interpreter.for_table(refs, table.columns.values(), table.questions)
    edits = Assembler.for_table(table, interpreter, None).edits(table.rows, record)
    sentences = [one.message for one in table.findings if one.level == "warning"]
    if any(path[2:3] == ("lost",) and value for path, value in edits.items()):
        raise CellRefused(_why(cell, sentences))
    if refs.new and not cell.may_add:
        raise NewEntries(" ".join(sentences))
    return edits


def _cells(cell: CellEdit, now: Mapping[str, str]) -> dict[str, str]:
    """Return the texts by column key: a state and the reason for it are read together."""
    if cell.key not in _STATE:
        return {cell.key: cell.text}
    status, reason = cell.text, cell.reason
    if cell.key == "status_reason":
        status, reason = now.get("status", Status.NOT_RECORDED.label), cell.text
    if not reason and (states.status_of(status) or "") in DEMANDS_REASON:
        raise CellRefused(f"„{status}“ braucht eine Begründung.")
    return {"status": status, "status_reason": reason}


def _table(cell: CellEdit, cells: Mapping[str, str], record: MeasureRecord, refs: References) -> Table:
    """Return a table of one row that has these columns only, so that nothing else is cleared."""
    headings = {heading for one in record.listings.values() for heading in one.extra}
    known = {column.key: column for column in layout(refs).with_extra(sorted(headings))}
    columns: dict[int, Column] = {1: known["number"]}
    for key in cells:
        if key not in known:
            raise CellRefused("Diese Spalte hat die Maßnahme noch nicht. Legen Sie sie im Formular an.")
        columns[len(columns) + 1] = known[key]
    decisions = Decisions(remembered=ReadingDecision.objects.remembered()).among(possible_answers(refs))
    table = Table("", columns, {}, Questions(decisions))
    places = {column.key: index for index, column in columns.items()}
    filled = {key: text for key, text in cells.items() if text}
    table.rows.append(TableRow(1, CatalogueNumber(record.number, cell.sub), filled, places))
    return table


def _why(cell: CellEdit, sentences: list[str]) -> str:
    if cell.key in states.MARKED:
        return "Hier steht ein x oder nichts. Einen anderen Stand nennt die Spalte „Umsetzungsstand“."
    said = sentences[-1].partition(" – ")[0].partition("; bleibt")[0] if sentences else ""
    return f"Das lässt sich hier nicht lesen: {said.rstrip('.')}."
