"""What history keeps of reference data, and how it reads: one way for units, fields and all the others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from catalogue.changes import ShownChange, difference, named
from integration.history.models import ChangeSet, ReferenceChange

State = dict[str, Any]
ALIASES = "aliases"
_IDENTITY = ("id", "slug")  # never change
_LABELS = {ALIASES: "Weitere Schreibweisen", "parent": "Gehört zu"}


class ShownReference(NamedTuple):
    """What happened to one thing that is no measure: "Stelle FB 51 Jugend, geändert", field by field."""

    name: str
    changes: list[ShownChange]


def state_of(row: Any) -> State:
    """Return what history keeps of a row: its fields as JSON takes them, others by slug, its aliases."""
    fields = [one for one in row._meta.concrete_fields if one.name not in _IDENTITY]
    state = {one.name: _plain(getattr(row, one.name)) for one in fields}
    if hasattr(row, ALIASES):
        state[ALIASES] = sorted(row.aliases.values_list("alias", flat=True))
    return state


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(getattr(value, "slug", "") or value)
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def note(change_set: ChangeSet, row: models.Model, before: State | None, after: State | None = None) -> None:
    """Keep in history what the change set made of a row that has been saved.

    `before` is its state until then, None for a new row; `after` is given only where history keeps less.
    """
    change_set.reference_changes.create(
        model=row._meta.label_lower,
        key=str(getattr(row, "slug", "") or row.pk),
        before=before,
        after=after or state_of(row),
    )


# --- How it reads -----------------------------------------------------------------------------


def shown_references(done: Iterable[ReferenceChange]) -> list[ShownReference]:
    """Return changes of reference data in words (one query for each kind of thing they point to)."""
    done = list(done)
    names = _names(done)
    return [ShownReference(named(one), _differences(one, names)) for one in done]


def _differences(done: ReferenceChange, names: Mapping[type[models.Model], Mapping[str, str]]) -> list:
    model = apps.get_model(done.model)
    before, after = done.before or {}, done.after or {}
    shown = []
    order = {one.name: place for place, one in enumerate(model._meta.concrete_fields)}  # jsonb keeps none
    for name in sorted({*before, *after}, key=lambda name: (order.get(name, len(order)), name)):
        old, new = (_text(model, name, side.get(name), names) for side in (before, after))
        if old != new:
            shown.append(ShownChange(_label(model, name), old, new, difference(old, new, words=False)))
    return shown


def _field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(model: type[models.Model], name: str) -> str:
    if name in _LABELS:
        return _LABELS[name]
    field = _field(model, name)
    label = str(getattr(field, "verbose_name", name))
    return label[:1].upper() + label[1:]


def _text(model: type[models.Model], name: str, value: Any, names: Mapping) -> str:
    """Return a field's value as people read it, the empty text for what is not there."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    field = _field(model, name)
    if isinstance(field, models.ForeignKey):
        return str(names.get(field.related_model, {}).get(value, value))
    if isinstance(field, models.DateField):
        return f"{dt.date.fromisoformat(value):%d.%m.%Y}"
    return str(dict(getattr(field, "choices", None) or ()).get(value, value))


def _names(done: Iterable[ReferenceChange]) -> dict[type[models.Model], dict[str, str]]:
    """Return today's names of the things that changed rows point to, by model and slug."""
    wanted: dict[Any, set[str]] = defaultdict(set)
    for one in done:
        for name in {**(one.before or {}), **(one.after or {})}:
            field = _field(apps.get_model(one.model), name)
            if isinstance(field, models.ForeignKey) and hasattr(field.related_model, "slug"):
                values = ((side or {}).get(name) for side in (one.before, one.after))
                wanted[field.related_model].update(value for value in values if value)
    return {
        model: {row.slug: str(row) for row in model._default_manager.filter(slug__in=slugs)}
        for model, slugs in wanted.items()
        if slugs
    }
