"""Cells that said something else than what holds (domain.md §2 rule 2): what would hold instead."""

from __future__ import annotations

from dataclasses import replace

from catalogue.records import Leaves, MeasureRecord, State
from catalogue.reference.references import References
from catalogue.spreadsheet.cells import Interpreter, parse_day
from catalogue.spreadsheet.columns import APPENDED, Column, layout
from catalogue.spreadsheet.decisions import Decisions, Questions
from catalogue.spreadsheet.numbers import parse_successor
from catalogue.spreadsheet.states import MARKED, read_state

_TEXTS = frozenset({"goal", "text", "timeframe", "progress", "clarification", "next_step"})
_DAYS = frozenset({"progress_date", "next_step_date"})
_MARKS = frozenset({"unit", "city_units", "partners", "hat", "target_groups", "locations"})


def taken_over(record: MeasureRecord, key: str, text: str, refs: References) -> Leaves | None:
    """Return the leaves that a lost cell of column `key` makes if it counts, None where its text says
    nothing that the column could hold."""
    kind = key.partition(":")[0]
    if kind in _TEXTS:
        return {(kind,): text}
    if kind in _MARKS:
        return _marks(key, text, refs)
    if kind == "status" or kind in MARKED:
        state = read_state({key: text}).state
        return {("status",): State(state)} if state else None
    if kind == "status_reason":
        return {("status",): State(record.status.value, text)}
    values = {"lead": refs.find_unit, "superseded_by": lambda said: parse_successor(said, of=record.number)}
    read = parse_day if kind in _DAYS else values.get(kind, lambda _: None)
    value = read(text)
    return {(kind,): value} if value else None


def _marks(key: str, text: str, refs: References) -> Leaves | None:
    """Read a marking cell; where it names what nobody knows it cannot be taken over."""
    # The reading takes in unknown units: into a copy.
    apart = replace(refs, units=dict(refs.units), unit_keys=dict(refs.unit_keys), new=[])
    interpreter = Interpreter.for_table(apart, (), Questions(Decisions()))
    if key not in known_columns(refs):
        return None
    reading = interpreter.read(key, text)
    whole = reading.leaves and not reading.rest and not apart.new
    return reading.leaves if whole else None


def known_columns(refs: References) -> dict[str, Column]:
    """Return the table's columns by their keys."""
    return {column.key: column for column in (*layout(refs).columns, *APPENDED)}
