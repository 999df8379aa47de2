"""The catalogue's numbers: `29,1` is listing 1 of measure 29, `7,0` a measure listed once."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from integration.spreadsheets.reading import Row
from integration.spreadsheets.values import EPOCH_1900, Number, Value, as_text

_TEXT = re.compile(r"(\d{1,6})(?:\s*[,.]\s*(\d{1,4}))?")
_LETTERED = re.compile(r"([1-9]\d{0,5})\s*[a-z]", re.IGNORECASE)
HIGHEST, HIGHEST_SUB = 999_999, 9_999
LEAST_COUNTED = 3  # columns


class CatalogueNumber(NamedTuple):
    measure: int
    sub: int

    def __str__(self) -> str:
        return f"{self.measure},{self.sub}"


class Ambiguous(ValueError):
    """A cell that can be read as more than one number, or as none; the sentence says how."""


def parse_number(value: Value, epoch: dt.date = EPOCH_1900) -> CatalogueNumber:
    """Return the number in a cell's value, a text or a `Number` (domain.md §2 rule 8).

    `epoch` is the day from which the workbook counts its dates. Raises `Ambiguous` for a date ("10.2"
    becomes 10 February in a German Excel), for a float shown with more places than it has ("7,10" is the
    same float as "7,1"), and for what is no number.
    """
    if isinstance(value, Number):
        return _from_float(value, epoch)
    text = as_text(value)
    match = _TEXT.fullmatch(text)
    if not match or int(match[1]) == 0:
        lettered = _LETTERED.fullmatch(text)
        also = f" Gemeint sein kann {lettered[1]},0 oder eine Zeile davon." if lettered else ""
        raise Ambiguous(f"„{text}“ ist keine Nummer in der Form 29,1.{also}")
    return CatalogueNumber(int(match[1]), int(match[2] or 0))


def parse_successor(text: str, *, of: int) -> str | None:
    """Return the number of the measure that replaces measure `of`, None where the text names none."""
    match = re.fullmatch(r"0*(\d{1,6})", text)
    number = int(match[1]) if match else 0
    return str(number) if number not in (0, of) else None


def _from_float(value: Number, epoch: dt.date) -> CatalogueNumber:
    if value.is_date:
        raise Ambiguous(_date_sentence(value.day(epoch)))
    measure, _, places = f"{float(value.raw):.6f}".partition(".")
    places = places.rstrip("0")
    if not 0 < int(measure) <= HIGHEST:
        raise Ambiguous(f"„{value.raw}“ liegt außerhalb der Nummern 1 bis {HIGHEST}.")
    shown = re.search(r"\.(0+)", value.format)
    if places and shown and len(shown[1]) > len(places):
        readings = f"{measure},{places} oder {measure},{places.ljust(len(shown[1]), '0')}"
        raise Ambiguous(f"Die Nummer kann {readings} heißen. Bitte als Text eintragen.")
    if int(places or 0) > HIGHEST_SUB:
        raise Ambiguous(f"„{as_text(value)}“ ist keine Nummer in der Form 29,1.")
    return CatalogueNumber(int(measure), int(places or 0))


def _date_sentence(day: dt.date | None) -> str:
    if day is None:
        return "In der Nummernspalte steht ein Datum, das es nicht gibt. Bitte als Text eintragen."
    return (
        f"Excel hat die Nummer in ein Datum verwandelt ({day:%d.%m.%Y}): gemeint ist vermutlich "
        f"{day.day},{day.month} oder {day.month},{day.year % 100}. Bitte als Text eintragen."
    )


def counts_columns(row: Row) -> bool:
    """True for the "1 2 3 …" that many tables print below their header; no measure is numbered so."""
    texts = [as_text(value).strip(" .()") for value in row.cells.values()]
    if len(texts) < LEAST_COUNTED or not all(text.isdecimal() and len(text) < 4 for text in texts):
        return False
    counted = [int(text) for text in texts]
    return counted == list(range(counted[0], counted[0] + len(counted)))


def cell_value(number: CatalogueNumber) -> float | str:
    """Return what a number's cell holds: a float as in the original, a text from sub-number 10 on."""
    return str(number) if number.sub > 9 else number.measure + number.sub / 10
