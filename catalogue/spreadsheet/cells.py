"""From a cell's text to leaves of the record, each distinct text of a column interpreted once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from catalogue.models import ActionField, Unit
from catalogue.models.reference import slug_for
from catalogue.records import Involvement, Leaves
from catalogue.references import References
from catalogue.spreadsheet import marks
from catalogue.spreadsheet.columns import Column, Layout, layout, role_in_column
from catalogue.spreadsheet.labels import Label, parse_label
from catalogue.vocabulary import Role
from integration.spreadsheets.texts import MAX_TEXT
from integration.texts import match_key

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_PAGE = re.compile(r"[Ss]\.\s*(\d+(?:\s*(?:(?:[-–/+]|und)\s*\d+|ff?\b\.?))?)(?:\s*[,;:]\s*|\s+|$)")
_LONGEST_NAME, _LONGEST_LIST = 200, 5_000  # characters
_KINDS = (
    (re.compile(r"(Ref|Referat)\b", re.IGNORECASE), Unit.Kind.REFERAT),
    (re.compile(r"(FB|Fachbereich)\b", re.IGNORECASE), Unit.Kind.DEPARTMENT),
    (re.compile(r"(Abt|Abteilung)\b", re.IGNORECASE), Unit.Kind.DIVISION),
)


class Reading(NamedTuple):
    """What a cell says: leaves, what is left of its text without a place, and a sentence about that."""

    leaves: Leaves
    rest: str = ""
    remark: str = ""


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
    """Reads cells against the reference data, and takes in units and action fields it has not met."""

    refs: References
    layout: Layout
    new: list[str] = field(default_factory=list)  # a sentence for each new entry since last asked
    _cache: dict[tuple[str, str], Reading] = field(default_factory=dict)

    @classmethod
    def for_table(cls, refs: References, columns: Iterable[Column]) -> Interpreter:
        """Return an interpreter for a table, which may give further units a column of their own."""
        own = {column.name: column.key for column in columns if column.kind == "unit"}
        city = layout(refs)
        return cls(refs, replace(city, unit_columns=city.unit_columns | own, cache={}))

    def read(self, key: str, text: str) -> Reading:
        """Return what the text of a marking cell in the column `key` says."""
        if (key, text) not in self._cache:
            self._cache[key, text] = self._read(key, text)
        return self._cache[key, text]

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
        parsed = marks.parse_own(text, own, self.refs)
        leaves: Leaves = {}
        for slug, mark in parsed.items():
            if slug not in self.refs.units:
                slug = self._new_unit(
                    Unit(code=slug, name="", kind=Unit.Kind.OFFICE, parent=self.refs.units[own])
                )
            leaves["units", slug] = Involvement(role, mark)
        return Reading(leaves)

    def _list(self, role: str, text: str) -> Reading:
        if marks.is_plain(text):
            return Reading({}, text, "Markiert, aber ohne Angabe, welche Stelle gemeint ist.")
        if len(text) > _LONGEST_LIST:
            return Reading({}, text, "Zu lang für eine Liste von Stellen; bleibt als Text.")
        items = []
        rest = []
        for slug, name, mark in marks.parse_list(text, self.refs):
            if slug or _is_name(name):
                items.append((slug or self._new_unit(_unit_named(name, role)), mark))
            else:
                rest.append(name if mark == "x" else f"{name} ({mark})")
        by_unit = marks.joined(items)
        leaves: Leaves = {("units", slug): Involvement(role, mark) for slug, mark in by_unit.items()}
        left = "; ".join(rest) if items else text
        return Reading(leaves, left, "Kein Name einer Stelle; bleibt als Text." if left else "")

    def _new_unit(self, unit: Unit) -> str:
        unit.slug = _free(slug_for(unit.code or unit.name), self.refs.units)
        self.new.append(f"Neue Stelle „{unit}“ ({unit.get_kind_display()}). Bitte prüfen.")
        return self.refs.add_unit(unit)

    def action_field(self, label: str) -> str | None:
        """Return the slug of the field a label names; an unknown field is taken in.

        A sub-topic that is no field of its own stays in the label; the listing belongs to the field above.
        """
        parts = parse_label(label)
        for spelling in (label, _without_counterpart(parts)):
            if whole := self.refs.find_action_field(spelling):
                return whole
        if not match_key(parts.field):
            return None
        top = self.refs.find_action_field(parts.field) or self._new_field(parts.field)
        return self.refs.find_action_field(parts.sub_topic, below=top) or top

    def _new_field(self, name: str) -> str:
        name = name[:_LONGEST_NAME].strip()
        if known := self.refs.find_action_field(name):
            return known
        one = ActionField(name=name, slug=_free(slug_for(name), self.refs.action_fields))
        self.new.append(f"Neues Handlungsfeld „{one}“. Bitte prüfen.")
        return self.refs.add_action_field(one)


def _without_counterpart(parts: Label) -> str:
    return f"{parts.field} - {parts.sub_topic}" if parts.sub_topic else parts.field


def _is_name(text: str) -> bool:
    """True where a list's item can be a unit's name: short, with letters or digits, no remnant of a list."""
    return len(text) <= 150 and ";" not in text and bool(slug_for(text) and match_key(text))


def _unit_named(name: str, role: str) -> Unit:
    """Return a new unit for a name in a free list; what looks like a code becomes its code."""
    if role == Role.PARTNER:
        return Unit(name=name, kind=Unit.Kind.PARTNER)
    kind = next((kind for pattern, kind in _KINDS if pattern.match(name)), Unit.Kind.OFFICE)
    return (
        Unit(code=name, name="", kind=kind)
        if len(name) <= 12 and name[-1:].isdigit()
        else Unit(name=name, kind=kind)
    )


def _free(slug: str, taken: dict) -> str:
    slug = slug or "eintrag"
    candidate, count = slug, 1
    while candidate in taken:
        count += 1
        candidate = f"{slug[:70]}-{count}"
    return candidate
