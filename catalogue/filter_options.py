"""What can be chosen in the catalogue's filters; read from the database when it is first needed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, IntegerField, Value

from catalogue.models import ActionField, Concept, Location, TargetGroup
from catalogue.models.reference import Reference
from catalogue.reference.references import References
from catalogue.reference.unit_tree import Node, UnitTree
from catalogue.upkeep import last_word
from catalogue.upkeep.worklist import LABELS
from catalogue.vocabulary import Role, Status

FIELD, GROUP, PLACE, CONCEPT = "handlungsfeld", "zielgruppe", "ort", "konzept"
NONE = "ohne"  # in place of an entry: what has none
_NOT_GIVEN = "nicht angegeben"
# The short reference tables by their parameter, and the column that puts their rows into order.
_TABLES: dict[str, tuple[type[Reference], str]] = {
    FIELD: (ActionField, "position"),
    GROUP: (TargetGroup, "column"),
    PLACE: (Location, "column"),
    CONCEPT: (Concept, "year"),
}
_FIXED = {
    "status": dict(Status.choices),
    "rolle": dict(Role.choices),
    "luecke": LABELS,
    "alter": last_word.LABELS,
}

Options = dict[str, str]  # value in the address → label


class _Entry(NamedTuple):
    """A row of a short reference table; `place` is its place among the others."""

    table: str
    pk: int
    parent: int | None
    place: int | None
    valid_until: dt.date | None
    slug: str
    name: str


class FilterOptions:
    """The choices of each few-valued dimension, by the name of its parameter."""

    def __init__(self) -> None:
        self._labels: dict[str, Options] = {name: {} for name in _TABLES}
        self._keys: dict[str, dict[str, set[int]]] = {name: {} for name in _TABLES}
        self._ends: dict[str, dict[str, dt.date]] = {name: {} for name in _TABLES}
        self._tops: dict[str, set[str]] = {name: set() for name in _TABLES}
        self._is_filled = False

    @classmethod
    def among(cls, refs: References) -> FilterOptions:
        """Return the choices among reference data that have been read already."""
        options = cls()
        units = sorted(refs.units.values(), key=lambda unit: unit.slug)
        options.units = UnitTree.of(Node(u.pk, u.parent_id, u.slug, u.code, u.name, u.kind) for u in units)
        options.units.spellings = {key: refs.units[slug].pk for key, slug in refs.unit_keys.items()}
        tables: tuple[dict[str, Any], ...] = (
            refs.action_fields,
            refs.target_groups,
            refs.locations,
            refs.concepts,
        )
        options._fill(
            _Entry(
                name,
                row.pk,
                getattr(row, "parent_id", None),
                getattr(row, place),
                row.valid_until,
                row.slug,
                row.name,
            )
            for (name, (_, place)), table in zip(_TABLES.items(), tables, strict=True)
            for row in table.values()
        )
        return options

    def of(self, name: str) -> Options:
        """Return the choices of a parameter, none for one that is typed."""
        if name in _FIXED:
            return _FIXED[name]
        self._load()
        return self._labels.get(name, {})

    def label(self, name: str, value: str) -> str:
        """Return how a chosen value reads, "" where there is no such one."""
        none = _NOT_GIVEN if value == NONE and name in _TABLES else ""
        return none or self.of(name).get(value, "")

    def tops(self, name: str) -> Options:
        """Return the entries of a reference table that lie below no other."""
        return {slug: label for slug, label in self.of(name).items() if slug in self._tops[name]}

    def offered(self, name: str, chosen: set[str], *, on: dt.date) -> Options:
        """Return the choices to show on the day `on`: without those that have ended, unless chosen."""
        ends = self._ends.get(name, {})
        return {
            slug: label
            for slug, label in self.of(name).items()
            if slug in chosen or slug not in ends or ends[slug] >= on
        }

    def keys(self, name: str, slugs: Iterable[str]) -> set[int]:
        """Return the primary keys of these entries, of an action field's sub-topics too."""
        self._load()
        return set().union(*(self._keys[name].get(slug, set()) for slug in slugs))

    @cached_property
    def units(self) -> UnitTree:
        return UnitTree.load()

    def _load(self) -> None:
        """Read the four short tables, if that is not done yet (one query)."""
        if self._is_filled:
            return
        first, *others = (
            model._default_manager.order_by().values_list(
                Value(name),
                "pk",
                F("parent") if name == FIELD else Value(None, IntegerField()),
                F(place),
                "valid_until",
                "slug",
                "name",
            )
            for name, (model, place) in _TABLES.items()
        )
        self._fill(_Entry(*row) for row in first.union(*others, all=True))

    def _fill(self, entries: Iterable[_Entry]) -> None:
        self._is_filled = True
        children: dict[tuple[str, int | None], list[_Entry]] = defaultdict(list)
        for entry in sorted(entries, key=_in_order):
            children[entry.table, entry.parent].append(entry)
        for name in _TABLES:
            for entry in children[name, None]:
                self._take(entry, "", children)
                self._tops[name].add(entry.slug)
        self._labels[CONCEPT][NONE] = _NOT_GIVEN

    def _take(self, entry: _Entry, prefix: str, children: dict) -> set[int]:
        """Take in an entry, those below it behind it, and return the keys of all of them."""
        self._labels[entry.table][entry.slug] = label = f"{prefix}{entry.name}"
        if entry.valid_until:
            self._ends[entry.table][entry.slug] = entry.valid_until
        below = [
            self._take(one, f"{label} › ", children) for one in children.get((entry.table, entry.pk), ())
        ]
        self._keys[entry.table][entry.slug] = keys = {entry.pk}.union(*below)
        return keys


def _in_order(entry: _Entry) -> tuple[int, str]:
    if entry.table == FIELD:
        return entry.place or 0, entry.name
    return entry.place or 99, entry.slug
