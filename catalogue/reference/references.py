"""All reference data at once, in memory: small tables that an import or a save looks up again and again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value

from catalogue.models.action_field import ActionField, ActionFieldAlias
from catalogue.models.concept import Concept
from catalogue.models.location import Location
from catalogue.models.reference import Reference
from catalogue.models.target_group import TargetGroup
from catalogue.models.unit import Unit, UnitAlias, UnitName
from catalogue.records import MeasureRecord, references
from catalogue.reference.former_references import take_back
from integration.texts import match_key

Labels = dict[str, dict[str, tuple[str, str]]]


@dataclass(slots=True)
class References:
    """Reference rows by slug, and the slugs by every spelling known for them.

    Rows that an import is about to create are put in by `add_unit` and `add_action_field`, not yet saved;
    `actions.apply` saves them. They are then listed in `new`.
    """

    units: dict[str, Unit]
    action_fields: dict[str, ActionField]
    target_groups: dict[str, TargetGroup]
    locations: dict[str, Location]
    concepts: dict[str, Concept]
    unit_keys: dict[str, str]
    action_field_keys: dict[str, str]
    new: list[Unit | ActionField] = field(default_factory=list)

    @classmethod
    def load(cls, day: dt.date | None = None) -> References:
        """Read all reference tables (three queries), as they are now or (two more) as they were on `day`."""
        units = {unit.pk: unit for unit in Unit.objects.all()}
        small = _small_tables()
        fields = {one.pk: one for one in small[ActionField]}
        for row in (*units.values(), *fields.values()):
            row.parent = (units if isinstance(row, Unit) else fields).get(row.parent_id)
        for one in fields.values():
            one.merged_into = fields.get(one.merged_into_id)
        if day:
            take_back({Unit: units.values(), **small}, day)
        loaded = cls(
            units={unit.slug: unit for unit in units.values()},
            action_fields={one.slug: one for one in fields.values()},
            target_groups={group.slug: group for group in small[TargetGroup]},
            locations={place.slug: place for place in small[Location]},
            concepts={concept.slug: concept for concept in small[Concept]},
            unit_keys={},
            action_field_keys={},
        )
        # The later spelling wins: what is valid today over aliases, aliases over former names.
        for kind, key, spelling in _spellings():
            if kind == _FIELD_ALIAS:
                loaded.action_field_keys[spelling] = fields[key].slug
            else:
                loaded.unit_keys[match_key(spelling)] = units[key].slug
        for unit in units.values():
            loaded._know_unit(unit)
        # What has merged comes first, so that the names of today's fields win; then from the top down.
        for one in sorted(fields.values(), key=lambda one: (not one.merged_into, one.parent is not None)):
            loaded._know_action_field(one)
        return loaded

    # --- Finding by spelling

    def find_unit(self, text: str) -> str | None:
        """Return the slug of the unit that `text` names, or None."""
        return text if text in self.units else self.unit_keys.get(match_key(text))

    def find_action_field(self, text: str, below: str = "") -> str | None:
        """Return the slug of the field that `text` names, below the field `below` if given, or None."""
        key = match_key(text)
        if not key:
            return None
        return self.action_field_keys.get(f"{below}/{key}" if below else key)

    def unit_and_above(self, slug: str) -> Iterable[Unit]:
        """Yield the unit and each unit above it, nearest first."""
        return _and_above(self.units.get(slug))

    def field_and_above(self, slug: str) -> Iterable[ActionField]:
        """Yield the action field and each field above it, nearest first."""
        return _and_above(self.action_fields.get(slug))

    # --- Labels

    def labels_of(self, record: MeasureRecord) -> Labels:
        """Return today's labels of all that the record points to."""
        labels: Labels = {}
        for kind, key in references(record):
            labels.setdefault(kind, {})[key] = getattr(self, kind)[key].labels
        return labels

    # --- New entries

    def add_unit(self, unit: Unit) -> str:
        """Take in a unit that does not exist yet and return its slug."""
        self.units[unit.slug] = unit
        self._know_unit(unit)
        self.new.append(unit)
        return unit.slug

    def add_action_field(self, one: ActionField) -> str:
        """Take in an action field that does not exist yet and return its slug."""
        self.action_fields[one.slug] = one
        self._know_action_field(one)
        self.new.append(one)
        return one.slug

    def _know_unit(self, unit: Unit) -> None:
        for spelling in (unit.slug, unit.name, str(unit), unit.code):
            if key := match_key(spelling):
                self.unit_keys[key] = unit.slug

    def _know_action_field(self, one: ActionField) -> None:
        prefix = f"{one.parent.slug}/" if one.parent else ""
        heir = one
        while heir.merged_into:
            heir = heir.merged_into
        self.action_field_keys[prefix + match_key(one.name)] = heir.slug
        self.action_field_keys[match_key(one.labels[1])] = heir.slug
        if one.merged_into:
            return
        for spelling in (one.name, one.slug):  # a sub-topic's own name, where nothing else has it
            self.action_field_keys.setdefault(match_key(spelling), one.slug)


# What is read of the small tables: numbers first, then texts, so that one query can unite them.
_SMALL: dict[type[Reference], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ActionField: (("position", "parent_id", "merged_into_id"), ()),
    Concept: (("year",), ()),
    TargetGroup: (("column",), ("heading", "heading_group", "token", "meaning")),
    Location: (("column",), ("heading",)),
}


def _small_tables() -> dict[type[Reference], list[Any]]:
    """Return the rows of the small reference tables, each in its order (one query)."""
    queries = []
    for kind, (model, (numbers, texts)) in enumerate(_SMALL.items()):
        zeros = [Value(0)] * (3 - len(numbers))
        blanks = [Value("")] * (4 - len(texts))
        columns: tuple[Any, ...] = ("pk", "valid_until", *numbers, *zeros, "slug", "name", *texts, *blanks)
        queries.append(model._default_manager.order_by().values_list(Value(kind), *columns))
    tables: dict[type[Reference], list[Any]] = {model: [] for model in _SMALL}
    models = list(_SMALL)
    for kind, pk, valid_until, *row in queries[0].union(*queries[1:], all=True):
        model = models[kind]
        numbers, texts = _SMALL[model]
        values = [*zip(numbers, row, strict=False), *zip(("slug", "name", *texts), row[3:], strict=False)]
        tables[model].append(model(pk=pk, valid_until=valid_until, **dict(values)))
    for model, rows in tables.items():
        first = _SMALL[model][0][0]
        rows.sort(key=lambda one: (getattr(one, first) or 0, one.slug))
    return tables


_UNIT_NAME, _UNIT_ALIAS, _FIELD_ALIAS = range(3)


def _spellings() -> list[tuple[int, int, str]]:
    """Return (kind, primary key, spelling) of former names and aliases, former names first (one query)."""
    names = UnitName.objects.order_by().values_list(Value(_UNIT_NAME), "unit", "name")
    units = UnitAlias.objects.order_by().values_list(Value(_UNIT_ALIAS), "unit", "folded")
    fields = ActionFieldAlias.objects.order_by().values_list(Value(_FIELD_ALIAS), "action_field", "folded")
    return sorted(names.union(units, fields, all=True))


def _and_above(row: Any) -> Iterable[Any]:
    while row:
        yield row
        row = row.parent


def known(mapping: dict[str, Any], key: str) -> Any:
    """Return the row's primary key for `key`, None for the empty key."""
    return mapping[key].pk if key else None
