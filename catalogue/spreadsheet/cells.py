"""From a cell's text to leaves of the record, each distinct text of a column interpreted once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from catalogue.models import Unit
from catalogue.records import Involvement, Leaves
from catalogue.reference.references import References
from catalogue.spreadsheet import marks
from catalogue.spreadsheet.columns import Column, Layout, layout, role_in_column
from catalogue.spreadsheet.decisions import Questions
from catalogue.spreadsheet.names import Ask, Names, is_name, unit_named
from catalogue.vocabulary import Role
from integration.spreadsheets.texts import MAX_TEXT

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_PAGE = re.compile(r"[Ss]\.\s*(\d+(?:\s*(?:(?:[-–/+]|und)\s*\d+|ff?\b\.?))?)(?:\s*[,;:]\s*|\s+|$)")
_LONGEST_LIST = 5_000  # characters


class Reading(NamedTuple):
    """What a cell says: leaves, what is left of its text without a place, and a sentence about that.

    `asks` are the questions it leaves open, with the answers that it was read by.
    """

    leaves: Leaves
    rest: str = ""
    remark: str = ""
    asks: tuple[Ask, ...] = ()


def parse_day(text: str) -> str | None:
    """Return the ISO form of "24.04.2017" or "2017-04-24", None where the text is no day."""
    match = _DAY.fullmatch(text)
    if not match:
        return None
    day, month, year = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def parse_remark(text: str) -> tuple[str, str]:
    """Return page and rest of a remark "S.09, Kooperation …" (domain.md §2 rule 4)."""
    match = _PAGE.match(text)
    if match is None or len(text) > MAX_TEXT - 2:  # put together again, it must fit into a cell
        return "", text
    return match[1], text[match.end() :]


def render_remark(page: str, remark: str) -> str:
    """Return the cell for page and remark."""
    return f"S.{page}, {remark}" if page and remark else f"S.{page}" if page else remark


@dataclass(slots=True)
class Interpreter:
    """Reads cells against the reference data; `names` takes in units and action fields it has not met."""

    refs: References
    layout: Layout
    names: Names
    _cache: dict[tuple[str, str], Reading] = field(default_factory=dict)

    @classmethod
    def for_table(cls, refs: References, columns: Iterable[Column], questions: Questions) -> Interpreter:
        """Return an interpreter for a table, which may give further units a column of their own."""
        own = {column.name: column.key for column in columns if column.kind == "unit"}
        city = layout(refs)
        further = replace(city, unit_columns=city.unit_columns | own, cache={})
        return cls(refs, further, Names(refs, questions))

    def read(self, key: str, text: str) -> Reading:
        """Return what the text of a marking cell in the column `key` says; its questions go to `names`."""
        reading = self._cache.get((key, text))
        if reading is None:
            reading = self._read(key, text)
            reading = self._cache[key, text] = reading._replace(asks=tuple(self.names.asks))
        elif reading.asks:
            self.names.asks.extend(reading.asks)
        return reading

    def _read(self, key: str, text: str) -> Reading:
        if marks.PERSON.search(text):
            return Reading({}, text, "Möglicherweise ein Personenname; bleibt als Text bei der Katalogzeile.")
        if text.lower() in marks.NOTHING:
            return Reading(
                {}, text, f"„{text}“ gilt nicht als Markierung; bleibt als Text bei der Katalogzeile."
            )
        kind, _, name = key.partition(":")
        if kind in ("unit", "city_units", "partners") and parse_day(text):
            return Reading({}, text, "Ein Datum, keine Stelle; bleibt als Text bei der Katalogzeile.")
        if kind == "target_groups":
            return self._groups(key, text)
        if kind in ("hat", "locations"):
            return Reading({(kind, name): marks.clean_mark(text)})
        if kind == "unit":
            return self._own(name, text)
        return self._list(Role.PARTNER.value if kind == "partners" else Role.INVOLVED.value, text)

    def _groups(self, key: str, text: str) -> Reading:
        slugs = self.layout.groups[key]
        if len(slugs) == 1:
            return Reading({("target_groups", slugs[0]): marks.clean_mark(text)})
        tokens = {slug: self.refs.target_groups[slug].token for slug in slugs}
        parsed = marks.parse_tokens(text, tokens)
        return Reading({("target_groups", slug): mark for slug, mark in parsed.items()})

    def _own(self, own: str, text: str) -> Reading:
        role = role_in_column(self.refs.units[own])
        items, rest = [], []
        for code, mark in marks.parse_own(text, own, self.refs).items():
            if code in self.refs.units:
                slug: str | None = self.names.known_unit(code)
            else:
                unit = Unit(code=code, name="", kind=Unit.Kind.OFFICE, parent=self.refs.units[own])
                slug = self.names.unknown_unit(code, unit)
            if slug:
                items.append((slug, mark))
            else:
                rest.append(_item(code, mark))
        return _read_units(items, role, rest, text)

    def _list(self, role: str, text: str) -> Reading:
        if marks.is_plain(text):
            return Reading({}, text, "Markiert, aber ohne Angabe, welche Stelle gemeint ist.")
        if len(text) > _LONGEST_LIST:
            return Reading({}, text, "Zu lang für eine Liste von Stellen; bleibt als Text.")
        items, rest = [], []
        for known, name, mark in marks.parse_list(text, self.refs):
            slug: str | None = None
            if known:
                slug = self.names.known_unit(known)
            elif is_name(name):
                slug = self.names.unknown_unit(name, unit_named(name, role))
            if slug:
                items.append((slug, mark))
            else:
                rest.append(_item(name, mark))
        return _read_units(items, role, rest, text)


def _item(name: str, mark: str) -> str:
    return name if mark == "x" else f"{name} ({mark})"


def _read_units(items: list[tuple[str, str]], role: str, rest: list[str], text: str) -> Reading:
    """Return what a cell says that names these units with their marks, and beside them no units: `rest`."""
    leaves: Leaves = {("units", slug): Involvement(role, mark) for slug, mark in marks.joined(items).items()}
    left = "; ".join(rest) if items else text
    return Reading(leaves, left, "Kein Name einer Stelle; bleibt als Text.") if rest else Reading(leaves)
