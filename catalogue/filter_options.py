"""What can be chosen in the catalogue's filters; read from the database when it is first needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Value

from catalogue.gaps import RULES
from catalogue.models import ActionField, Concept, Location, TargetGroup
from catalogue.unit_tree import UnitTree
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
        children = defaultdict(list)
        for row in rows.values_list("pk", "parent", "slug", "name"):
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
        named: dict[str, Options] = {kind: {} for kind, _, _ in _NAMED}
        rows = first.union(*others, all=True)
        for kind, _, slug, name in sorted(rows, key=lambda row: (row[1] or 99, row[2])):
            named[kind][slug] = name
        named["konzept"][NO_CONCEPT] = "nicht angegeben"
        return named
