"""What a cell can hold. A text cell is a plain `str`; everything else says what it is."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from typing import NamedTuple

from integration.texts import clean_text

EPOCH_1900 = dt.date(1899, 12, 30)
EPOCH_1904 = dt.date(1904, 1, 1)

_NUMERAL = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?")
_NOT_A_DATE_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


class Number(NamedTuple):
    """A number as the file holds it: `raw` is the XML's own text, `format` the number format code.

    Both matter, since "7,1" and "7,10" are the same number and a date is a number too.
    """

    raw: str
    format: str = "General"

    @property
    def plain(self) -> str:
        """The number with the 15 digits Excel shows: "29.199999999999999" → "29.2"."""
        return f"{float(self.raw):.15g}"

    @property
    def is_date(self) -> bool:
        return _is_date_format(self.format)

    def day(self, epoch: dt.date = EPOCH_1900) -> dt.date | None:
        """Return the day a date cell shows, None when it is no date. `epoch` is the workbook's."""
        if not self.is_date:
            return None
        try:
            return epoch + dt.timedelta(days=math.floor(float(self.raw)))
        except OverflowError:
            return None


class Truth(NamedTuple):
    """WAHR or FALSCH."""

    value: bool


class ErrorValue(NamedTuple):
    """What Excel shows where a formula failed: "#REF!"."""

    code: str


Value = str | Number | Truth | ErrorValue


def as_text(value: Value | None) -> str:
    """Return a value as a person would read it, in German: Number("29.2") → "29,2", nothing → ""."""
    match value:
        case Number():
            return value.plain.replace(".", ",")
        case Truth():
            return "WAHR" if value.value else "FALSCH"
        case ErrorValue():
            return value.code
        case _:
            return value or ""


def number(raw: str, code: str) -> Number | str:
    """Return a number cell's value; what claims to be a number but is none stays text."""
    if _NUMERAL.fullmatch(raw) and math.isfinite(float(raw)):
        return Number(raw, code)
    return clean_text(raw)


@lru_cache(maxsize=1024)
def _is_date_format(code: str) -> bool:
    letters = set(_NOT_A_DATE_CODE.sub("", code).lower().split(";")[0])
    if code.lower() == "general":
        return False
    return bool(letters & set("dyj")) or ("m" in letters and not letters & set("hs"))  # m: minutes too
