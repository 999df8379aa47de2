"""The tables a backup consists of, in an order in which they can be filled, and their rows as lines of JSON.

A line is the same whichever database it is read from, so a table's checksum tells whether two hold the same.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps as current_apps
from django.db import connection, models
from django.db.models.functions import Collate

# What a database makes anew by itself, or what is worthless a day later: rights as Django lists them,
# wrong passwords that were typed, who is signed in.
LEFT_OUT = {"auth", "axes", "contenttypes", "sessions"}
_AT_ONCE = 500  # rows
_BINARY = {"postgresql": "C", "sqlite": "BINARY"}  # the order of a text that has no language


@dataclass(frozen=True)
class Table:
    """One table, as the models of some day describe it."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @cached_property
    def fields(self) -> list[models.Field]:
        return list(self.model._meta.local_concrete_fields)

    @property
    def columns(self) -> dict[str, str]:
        """Return by the columns' names what kind they are, or to which column they point."""
        return {str(field.column): _kind(field) for field in self.fields}

    def rows(self) -> models.QuerySet:
        return self.model._base_manager.using(connection.alias)

    def lines(self) -> Iterator[bytes]:
        """Yield each row as a line of JSON, in the order of their keys, few at a time in memory."""
        names = [field.column for field in self.fields]
        rows = self.rows().order_by(self._order()).values_list(*(field.attname for field in self.fields))
        for row in rows.iterator(chunk_size=1 if self._holds_files else _AT_ONCE):
            yield _ENCODER.encode(dict(zip(names, row, strict=True))).encode() + b"\n"

    def values(self, line: bytes) -> list[Any]:
        """Return a line's values as the database in use here takes them."""
        row = json.loads(line)
        return [
            field.get_db_prep_save(field.to_python(row[field.column]), connection) for field in self.fields
        ]

    def _order(self) -> Any:
        key = self.model._meta.pk
        if isinstance(key, models.CharField):
            return Collate(key.attname, _BINARY[connection.vendor])
        return key.attname if key else "pk"

    @property
    def _holds_files(self) -> bool:
        return any(isinstance(field, models.BinaryField) for field in self.fields)


def tables(apps: Any = current_apps) -> list[Table]:
    """Return the tables of all models of `apps`, those first to which others point."""
    pointing: dict[Any, set[Any]] = {}
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label_lower):
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT:
            targets = {field.related_model for field in model._meta.local_concrete_fields}
            pointing[model] = targets - {None, model}
    order = TopologicalSorter(pointing).static_order()
    return [Table(model) for model in order if model in pointing]


def _kind(field: Any) -> str:
    if field.remote_field is None:
        return str(field.get_internal_type())
    target = field.target_field
    return f"→ {target.model._meta.db_table}.{target.column}"


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
