"""The state of implementation as a returned row tells it, beside what went out. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from catalogue.records import State
from catalogue.returns.returned_sheet import ReturnedRow
from catalogue.spreadsheet.marks import is_plain
from catalogue.spreadsheet.states import MARKED, status_of
from catalogue.vocabulary import DEMANDS_REASON, Status

CELLS = ("status", "status_reason", *MARKED)
NO_REASON = "In der Rückmeldung ohne Begründung."
ALLOWED = ", ".join(f"„{label}“" for value, label in Status.choices if value != Status.NOT_RECORDED)
_UNKNOWN = f"Das ist kein Umsetzungsstand. Möglich sind: {ALLOWED}."
_BESIDE = "Der „Stand der Umsetzung“ gilt; die Markierung hier nicht."
_UNCLEAR = "Daraus ist kein Umsetzungsstand zu lesen."
_NO_STATUS = "Eine Begründung ohne Umsetzungsstand."
_REASON_MISSING = "„{}“ braucht eine Begründung; sie fehlt in der Datei."


@dataclass(slots=True)
class Stated:
    """`state` is the new one, None where none is stated. `in_words` says of cells why they stay words,
    `remarks` what else is to be said of them."""

    state: State | None = None
    in_words: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)


def stated(row: ReturnedRow, changed: Collection[str], before: State) -> Stated:
    """Return what a row's `changed` cells on its state say, of a measure whose state was `before`."""
    found = Stated()
    if "status" in changed:
        value = _by_word(row, found)
        marked = next((MARKED[key] for key in MARKED if key in changed and row.cells.get(key)), value)
        if marked != value:
            found.remarks |= {key: _BESIDE for key in MARKED if key in changed and row.cells.get(key)}
    elif changed & MARKED.keys():
        value = _by_mark(row, changed, found)
    else:
        value = before.value
        if value == Status.NOT_RECORDED and row.cells.get("status_reason"):
            found.in_words["status_reason"] = _NO_STATUS
            value = None
    if value is None:
        if "status_reason" in changed and row.cells.get("status_reason"):
            found.in_words.setdefault("status_reason", _NO_STATUS)
        return found
    found.state = State(value, _reason(row, changed, before, value, found))
    return found


def _by_word(row: ReturnedRow, found: Stated) -> str | None:
    text = row.cells.get("status", "")
    value = status_of(text) if text else Status.NOT_RECORDED.value
    if value is None:
        found.in_words["status"] = _UNKNOWN
    return value


def _by_mark(row: ReturnedRow, changed: Collection[str], found: Stated) -> str | None:
    """Return the state that the original's columns mark, where one of them says no more than that."""
    marks = {key: row.cells[key] for key in MARKED if row.cells.get(key)}
    if len(marks) == 1 and all(map(is_plain, marks.values())):
        return MARKED[next(iter(marks))]
    found.in_words |= {key: _UNCLEAR for key in MARKED if key in changed and key in marks}
    found.remarks |= {
        key: f"{_UNCLEAR} Der „Stand der Umsetzung“ gilt weiter."
        for key in MARKED
        if key in changed and key not in marks
    }
    return None


def _reason(row: ReturnedRow, changed: Collection[str], before: State, value: str, found: Stated) -> str:
    written = row.cells.get("status_reason", "")
    if value not in DEMANDS_REASON:
        return written if "status_reason" in changed or value == before.value else ""
    if written:
        return written
    if value == before.value and before.reason and "status_reason" not in changed:
        return before.reason
    where = "status" if "status" in row.columns else next(iter(changed))
    found.remarks[where] = _REASON_MISSING.format(Status(value).label)
    return NO_REASON
