"""What can be chosen in the catalogue's filters; read from the database when it is first needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Value

from catalogue.gaps import RULES
from catalogue.models import ActionField, Concept, Location, TargetGroup
from catalogue.references import References
from catalogue.unit_tree import Node, UnitTree
from catalogue.vocabulary import Role, Status

NO_CONCEPT = "ohne"
_NAMED = (("zielgruppe", TargetGroup, "column"), ("ort", Location, "column"), ("konzept", Concept, "year"))

Options = dict[str, str]  # value in the address → label


@dataclass(slots=True)
class ActionFields:
    """All action fields: labels in their order, sub-topics behind their field, and what lies below each."""

    labels: Options
    below: dict[str, set[int]]

    @classmethod
    def load(cls) -> ActionFields:
        rows = ActionField.objects.order_by("position", "name")
        return cls.of(rows.values_list("pk", "parent", "slug", "name"))

    @classmethod
    def of(cls, rows: Iterable[tuple]) -> ActionFields:
        """Return the fields for rows of (primary key, parent's, slug, name) in their order."""
        children = defaultdict(list)
        for row in rows:
            children[row[1]].append(row)
        fields = cls({}, {})
        for row in children[None]:
            fields._take(row, "", children)
        return fields

    def _take(self, row: tuple, prefix: str, children: dict) -> set[int]:
        pk, _, slug, name = row
        self.labels[slug] = f"{prefix}{name}"
        below = [self._take(one, f"{prefix}{name} › ", children) for one in children[pk]]
        self.below[slug] = {pk}.union(*below)
        return self.below[slug]


class FilterOptions:
    """The choices of each few-valued dimension, by the name of its parameter."""

    @classmethod
    def among(cls, refs: References) -> FilterOptions:
        """Return the choices among reference data that have been read already."""
        options = cls()
        fields = sorted(refs.action_fields.values(), key=lambda one: (one.position, one.name))
        options.action_fields = ActionFields.of((f.pk, f.parent_id, f.slug, f.name) for f in fields)
        units = sorted(refs.units.values(), key=lambda unit: unit.slug)
        options.units = UnitTree.of(Node(u.pk, u.parent_id, u.slug, u.code, u.name) for u in units)
        options.units.spellings = {key: refs.units[slug].pk for key, slug in refs.unit_keys.items()}
        tables: tuple[dict[str, Any], ...] = (refs.target_groups, refs.locations, refs.concepts)
        options._named = _named(
            (kind, getattr(row, place), row.slug, row.name)
            for (kind, _, place), table in zip(_NAMED, tables, strict=True)
            for row in table.values()
        )
        return options

    def of(self, name: str) -> Options:
        if name == "handlungsfeld":
            return self.action_fields.labels
        if name in self._fixed:
            return self._fixed[name]
        return self._named.get(name, {})

    def fields_below(self, slugs: Iterable[str]) -> set[int]:
        """Return the keys of these action fields and of their sub-topics."""
        return set().union(*(self.action_fields.below.get(slug, set()) for slug in slugs))

    @cached_property
    def action_fields(self) -> ActionFields:
        return ActionFields.load()

    @cached_property
    def units(self) -> UnitTree:
        return UnitTree.load()

    _fixed: dict[str, Options] = {
        "status": dict(Status.choices),
        "rolle": dict(Role.choices),
        "luecke": {rule.kind: rule.label for rule in RULES},
    }

    @cached_property
    def _named(self) -> dict[str, Options]:
        """The three short reference tables, in one query."""
        first, *others = (
            model._default_manager.order_by().values_list(Value(kind), F(place), "slug", "name")
            for kind, model, place in _NAMED
        )
        return _named(first.union(*others, all=True))


def _named(rows: Iterable[tuple[str, int | None, str, str]]) -> dict[str, Options]:
    """Return the options by parameter for rows of (parameter, place among the others, slug, name)."""
    named: dict[str, Options] = {kind: {} for kind, _, _ in _NAMED}
    for kind, _, slug, name in sorted(rows, key=lambda row: (row[1] or 99, row[2])):
        named[kind][slug] = name
    named["konzept"][NO_CONCEPT] = "nicht angegeben"
    return named
