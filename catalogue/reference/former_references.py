"""Reference data as they were at the end of a past day: today's rows, taken back change by change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from catalogue.models.reference import HasColumn, Reference
from catalogue.models.unit import UnitName
from catalogue.models.version import end_of
from integration.history.models import ReferenceChange

Tables = Mapping[type[Reference], Iterable[Any]]


def take_back(tables: Tables, day: dt.date) -> None:
    """Let the rows, none of them saved, say what they said at the end of `day` (two queries).

    What did not exist then keeps its names and has no column.
    """
    rows = {model._meta.label_lower: {row.slug: row for row in rows} for model, rows in tables.items()}
    later = ReferenceChange.objects.filter(model__in=rows, change_set__at__gte=end_of(day))
    for model, key, before in later.order_by("-change_set__at", "-pk").values_list("model", "key", "before"):
        row = rows[model].get(key)
        if row and before:
            _set(row, before, rows[model])
        elif row and isinstance(row, HasColumn):
            row.column = None
    _take_names_back(tables, day)


def _set(row: Any, state: Mapping[str, Any], siblings: Mapping[str, Any]) -> None:
    for field in row._meta.concrete_fields:
        if field.name not in state:
            continue
        value = state[field.name]
        is_reference = isinstance(field, models.ForeignKey)
        setattr(row, field.name, siblings.get(value) if is_reference else field.to_python(value))


def _take_names_back(tables: Tables, day: dt.date) -> None:
    """Former names may be older than the history of the rows."""
    units = {row.pk: row for rows in tables.values() for row in rows if hasattr(row, "former_names")}
    later = UnitName.objects.filter(valid_until__gt=day).order_by("-valid_until")
    for unit, name in later.values_list("unit", "name"):
        if unit in units:
            units[unit].name = name
