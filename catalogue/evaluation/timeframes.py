"""What a timeframe in words says of days: "2017–2018", "bis 06/2018", "ab 1. Quartal 2017", "laufend"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_PARTS = {  # first month, number of months
    "anfang": (1, 3),
    "mitte": (5, 3),
    "ende": (10, 3),
    "frühjahr": (3, 3),
    "frühling": (3, 3),
    "sommer": (6, 3),
    "herbst": (9, 3),
}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_TIMES = re.compile(
    rf"(?P<day>\d{{1,2}})\.\s?(?P<day_month>\d{{1,2}})\.\s?{_YEAR}"
    rf"|(?P<month>\d{{1,2}})[./]\s?{_YEAR.replace('year', 'year_of_month')}"
    rf"|(?P<quarter>[1-4])\.?\s?(?:quartal|q\.?)\s?{_YEAR.replace('year', 'year_of_quarter')}"
    rf"|(?P<half>[12])\.?\s?(?:halbjahr|hj\.?)\s?{_YEAR.replace('year', 'year_of_half')}"
    rf"|(?P<part>{'|'.join(_PARTS)})\s{_YEAR.replace('year', 'year_of_part')}"
    rf"|(?P<name>{'|'.join(_MONTHS)})[a-zä]*\.?\s?{_YEAR.replace('year', 'year_of_name')}"
    rf"|(?<!\d){_YEAR.replace('year', 'alone')}(?!\d)(?:\s?/\s?(?P<next>\d\d)(?!\d))?",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(ab|seit|von|beginn|start)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\bbis\b", re.IGNORECASE)
_FOR_EVER = re.compile(
    r"\b(laufend|fortlaufend|dauerhaft|daueraufgabe|ständig|unbefristet|jährlich)", re.IGNORECASE
)


class Timeframe(NamedTuple):
    """First and last day; None where it is open."""

    start: dt.date | None
    end: dt.date | None


def timeframe_of(text: str) -> Timeframe | None:
    """Return what a text says of days, None where it says nothing that can be told."""
    times = list(_times(text))
    if not times:
        return Timeframe(None, None) if _FOR_EVER.search(text) else None
    start, end = min(first for first, _ in times), max(last for _, last in times)
    if len(times) > 1:
        return Timeframe(start, None if _FOR_EVER.search(text) else end)
    if _FOR_EVER.search(text) or (_FROM.search(text) and not _UNTIL.search(text)):
        return Timeframe(start, None)
    if _UNTIL.search(text):
        return Timeframe(None, end)
    return Timeframe(start, end)


def _times(text: str) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield first and last day of each time that the text names."""
    for found in _TIMES.finditer(text):
        said = {name: value for name, value in found.groupdict().items() if value}
        try:
            yield _span(said)
        except ValueError:  # no such day or month
            continue


def _span(said: dict[str, str]) -> tuple[dt.date, dt.date]:
    if "day" in said:
        day = dt.date(int(said["year"]), int(said["day_month"]), int(said["day"]))
        return day, day
    if "month" in said:
        return _months(int(said["year_of_month"]), int(said["month"]), 1)
    if "quarter" in said:
        return _months(int(said["year_of_quarter"]), 3 * int(said["quarter"]) - 2, 3)
    if "half" in said:
        return _months(int(said["year_of_half"]), 6 * int(said["half"]) - 5, 6)
    if "part" in said:
        return _months(int(said["year_of_part"]), *_PARTS[said["part"].lower()])
    if "name" in said:
        return _months(int(said["year_of_name"]), 1 + _MONTHS.index(said["name"].lower()), 1)
    year = int(said["alone"])
    last = year // 100 * 100 + int(said["next"]) if "next" in said else year
    return dt.date(year, 1, 1), dt.date(max(last, year), 12, 31)


def _months(year: int, month: int, number: int) -> tuple[dt.date, dt.date]:
    first, after = dt.date(year, month, 1), month - 1 + number
    return first, dt.date(year + after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)
