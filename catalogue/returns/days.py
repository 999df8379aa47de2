"""Dates as departments write them. Nothing is guessed: what can be two days, or none, is no day."""

from __future__ import annotations

import datetime as dt
import re

from integration.texts import fold

FORM = "Gebraucht wird ein Tag wie 03.11.2026."
EARLIEST, LATEST = 1990, 2099  # years

_LEADING = re.compile(r"^(?:stand|seit|am|vom|zum)\b[\s:]*", re.IGNORECASE)
_POINTS = re.compile(r"(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_NAMED = re.compile(r"(\d{1,2})\s*\.?\s*([a-z]{3,9})\.?\s*(\d{4}|\d{2})")
_SLASHES = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{4}|\d{2})")
_NO_DAY = re.compile(r"(?:[a-z]{3,9}\.?|\d{1,2}\s*[./-])\s*\d{4}|\d{4}|(?:[a-z]+\s+)?(?:q|kw)\s*\d.*")
_NO_YEAR = re.compile(r"\d{1,2}\s*\.\s*(?:\d{1,2}\s*\.?|[a-z]{3,9}\.?)")
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            ("januar", "janner", "jan"),
            ("februar", "feber", "feb"),
            ("marz", "maerz", "mrz", "mar"),
            ("april", "apr"),
            ("mai",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "okt"),
            ("november", "nov"),
            ("dezember", "dez"),
        ),
        1,
    )
    for name in names
}


class Unclear(ValueError):
    """A text that is no day, or more than one; the sentence says why."""


def read_day(text: str) -> dt.date:
    """Return the day that a text names: 3.11.2026, 03.11.26, 2026-11-03, 3. November 2026.

    Raises `Unclear` for what leaves the day open: Nov 2026, 3.11., 03/11/2026.
    """
    said = fold(_LEADING.sub("", text.strip())).rstrip(" ,;")
    if match := _POINTS.fullmatch(said):
        return _day(text, match[3], match[2], match[1])
    if match := _ISO.fullmatch(said):
        return _day(text, match[1], match[2], match[3])
    if (match := _NAMED.fullmatch(said)) and match[2] in _MONTHS:
        return _day(text, match[3], str(_MONTHS[match[2]]), match[1])
    if match := _SLASHES.fullmatch(said):
        return _of_two(text, match[1], match[2], match[3])
    if _NO_DAY.fullmatch(said):
        raise Unclear(f"„{text}“ nennt keinen Tag. {FORM}")
    if _NO_YEAR.fullmatch(said):
        raise Unclear(f"„{text}“ nennt kein Jahr. {FORM}")
    raise Unclear(f"„{text[:80]}“ ist kein Datum. {FORM}")


def _day(text: str, year: str, month: str, day: str) -> dt.date:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        found = dt.date(full, int(month), int(day))
    except ValueError:
        raise Unclear(f"Den Tag „{text}“ gibt es nicht. {FORM}") from None
    if not EARLIEST <= found.year <= LATEST:
        raise Unclear(f"„{text}“ liegt außerhalb der Jahre {EARLIEST} bis {LATEST}. {FORM}")
    return found


def _of_two(text: str, first: str, second: str, year: str) -> dt.date:
    """Return the day of a date that may be English, where only one reading is a day."""
    readings = set()
    for day, month in ((first, second), (second, first)):
        try:
            readings.add(_day(text, year, month, day))
        except Unclear:
            continue
    if len(readings) == 1:
        return readings.pop()
    if readings:
        either = " oder der ".join(f"{day:%d.%m.%Y}" for day in sorted(readings))
        raise Unclear(f"„{text}“ kann der {either} sein. {FORM}")
    raise Unclear(f"Den Tag „{text}“ gibt es nicht. {FORM}")
