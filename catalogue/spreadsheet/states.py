"""The state of implementation as a row's cells tell it (domain.md §2 rule 6); never invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from catalogue.spreadsheet.marks import NOTHING, is_plain
from catalogue.vocabulary import Status
from integration.texts import match_key

MARKED = {"not_begun": Status.NOT_BEGUN.value, "planned": Status.PLANNED.value}  # the original's columns
COLUMNS = ("status", *MARKED)
_NO_STATE = "Daraus ist kein Umsetzungsstand zu lesen"

# How cities word the states of domain.md §2 rule 6.
_STATUS_WORDS = {
    Status.NOT_RECORDED: ("nicht erfasst", "unbekannt"),
    Status.NOT_BEGUN: ("nicht begonnen", "nicht", "offen", "noch nicht begonnen", "nicht umgesetzt"),
    Status.PLANNED: ("geplant", "in Planung", "in Vorbereitung", "vorgesehen"),
    Status.IN_PROGRESS: ("in Umsetzung", "läuft", "laufend", "begonnen", "in Arbeit", "in Bearbeitung",
                         "teilweise umgesetzt", "teilweise", "angelaufen"),
    Status.DONE: ("umgesetzt", "erledigt", "abgeschlossen", "fertig", "vollständig umgesetzt"),
    Status.PERMANENT: ("Daueraufgabe", "dauerhaft", "fortlaufend", "ständige Aufgabe"),
    Status.POSTPONED: ("zurückgestellt", "verschoben", "ruht"),
    Status.DROPPED: ("entfallen", "entfällt", "gestrichen", "wird nicht weiterverfolgt"),
}  # fmt: skip
STATUS_BY_WORD = {match_key(word): state.value for state, words in _STATUS_WORDS.items() for word in words}


LONGEST_WORD = 100  # characters; what is longer is a sentence and names no status
Meaning = Callable[[str, str], str | None]  # of a column's key and a text: the status it stands for


class Said(NamedTuple):
    """A state, None where the cells tell none, and why a cell's text stays with its row, by column key."""

    state: str | None
    left: dict[str, str]


def status_of(text: str) -> str | None:
    """Return the status that a word stands for, or None."""
    return STATUS_BY_WORD.get(match_key(text))


def says_something(cells: Mapping[str, str]) -> bool:
    """True where any of a row's cells on its state is filled with more than a dash or a no."""
    return any(key in cells and cells[key].lower() not in NOTHING for key in COLUMNS)


def is_word(text: str) -> bool:
    """True where a text that stands for no status could be a word for one."""
    return len(text) <= LONGEST_WORD and text.lower() not in NOTHING and bool(match_key(text))


def _as_known(_key: str, text: str) -> str | None:
    return status_of(text)


def read_state(cells: Mapping[str, str], meaning: Meaning = _as_known) -> Said:
    """Return what the filled ones of a row's cells on its state say; the column Umsetzungsstand wins."""
    left = {key: "Gilt nicht als Markierung" for key in MARKED if cells.get(key, "").lower() in NOTHING}
    marks = {key: cells[key] for key in MARKED if key in cells and key not in left}
    if "status" in cells and (stated := meaning("status", cells["status"])):
        for key, text in marks.items():
            if MARKED[key] != stated or not is_plain(text):
                left[key] = "Der angegebene Umsetzungsstand gilt; die Markierung"
        return Said(stated, left)
    if len(marks) != 1:
        return Said(None, {key: left.get(key, _NO_STATE) for key in cells})
    if "status" in cells:
        left["status"] = _NO_STATE
    ((key, text),) = marks.items()
    said = None if is_plain(text.strip("()")) else meaning(key, text)
    if said is None and not is_plain(text):
        left[key] = "Als Markierung gelesen; der Text"
    return Said(said or MARKED[key], left)
