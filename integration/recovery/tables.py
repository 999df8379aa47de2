"""The tables a backup consists of, in an order in which they can be filled, and their rows as lines of JSON.

A line keeps JSON as it stands, for SQLite remembers the order of its keys. PostgreSQL does not: so what a
table holds is told by the checksum of its lines with sorted keys, the same whichever database it lies in.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps as current_apps
from django.db import connection, models
from django.db.models.functions import Collate

from integration.model_names import plural_of

# What a restore empties without having it from the backup, apps and models: who is signed in and how often
# somebody asked. Keys of persons may be others' by then.
FORGOTTEN = {"sessions", "rates", "accounts.session"}
# What a database makes anew by itself, or what is worthless a day later: besides, rights as Django lists
# them, and wrong passwords that were typed.
LEFT_OUT = {"auth", "axes", "contenttypes", *FORGOTTEN}
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
        """Return what people call it; libraries and Django name theirs in English."""
        meta = self.model._meta
        if meta.auto_created:
            ends = [field.related_model for field in self.fields if field.related_model]
            return " – ".join(map(plural_of, ends))
        return plural_of(self.model)

    @cached_property
    def fields(self) -> list[models.Field]:
        return list(self.model._meta.local_concrete_fields)

    @property
    def columns(self) -> dict[str, str]:
        """Return by the columns' names what kind they are, or to which column they point."""
        return {str(field.column): _kind(field) for field in self.fields}

    def rows(self) -> models.QuerySet:
        return self.model._base_manager.using(connection.alias)

    def lines(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield each row, in their order, as a line of JSON: as it stands, and with sorted keys.

        Few of them are in memory at a time.
        """
        for row in self._rows_in_order():
            line = _line(_AS_IT_STANDS, row)
            yield line, _line(_SORTED, row) if self._holds_json else line

    def content(self) -> str:
        """Return the checksum of what the table holds."""
        digest = hashlib.sha256()
        for row in self._rows_in_order():
            digest.update(_line(_SORTED, row))
        return digest.hexdigest()

    def _rows_in_order(self) -> Iterator[dict[str, Any]]:
        fields = sorted(self.fields, key=lambda field: str(field.column))
        names = [str(field.column) for field in fields]
        rows = self.rows().order_by(self._order()).values_list(*(field.attname for field in fields))
        for row in rows.iterator(chunk_size=1 if self._holds(models.BinaryField) else _AT_ONCE):
            yield dict(zip(names, row, strict=True))

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

    def _holds(self, kind: type[models.Field]) -> bool:
        return any(isinstance(field, kind) for field in self.fields)

    @cached_property
    def _holds_json(self) -> bool:
        return self._holds(models.JSONField)


def tables(apps: Any = current_apps) -> list[Table]:
    """Return the tables of all models of `apps`, those first to which others point."""
    pointing: dict[Any, set[Any]] = {}
    for model in _models(apps):
        if not _is_among(model, LEFT_OUT):
            targets = {field.related_model for field in model._meta.local_concrete_fields}
            pointing[model] = targets - {None, model}
    order = TopologicalSorter(pointing).static_order()
    return [Table(model) for model in order if model in pointing]


def forgotten(apps: Any = current_apps) -> list[Table]:
    """Return the tables that a restore only empties."""
    return [Table(model) for model in _models(apps) if _is_among(model, FORGOTTEN)]


def _models(apps: Any) -> list[type[models.Model]]:
    found = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]
    return sorted((one for one in found if not one._meta.proxy), key=lambda one: one._meta.label_lower)


def _is_among(model: type[models.Model], named: set[str]) -> bool:
    return bool({model._meta.app_label, model._meta.label_lower} & named)


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


def _line(encoder: json.JSONEncoder, row: dict[str, Any]) -> bytes:
    return encoder.encode(row).encode() + b"\n"


_SORTED, _AS_IT_STANDS = (
    json.JSONEncoder(ensure_ascii=False, sort_keys=sort, separators=(",", ":"), default=_plain)
    for sort in (True, False)
)
