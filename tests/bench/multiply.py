"""A large catalogue within a minute: the one there is, copied by the database itself under further numbers.

An import of 100,000 measures takes ten times as long. What is copied is whole: versions of every day, the
records, the rows that lists filter by, the questions. Goals are shared, as they are by measures that say the
same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from catalogue.models import (
    Clarification,
    Gap,
    Listing,
    LocationMark,
    Measure,
    MeasureVersion,
    Responsibility,
    TargetGroupMark,
    VersionRecord,
)
from tests.bench.data import settle

_Table = type[models.Model]
_ROWS: tuple[_Table, ...] = (Listing, Responsibility, TargetGroupMark, LocationMark, Gap)
_COPIED: tuple[_Table, ...] = (Measure, MeasureVersion, VersionRecord, *_ROWS, Clarification)
_NUMBERS = ("number", "superseded_by")
# It begins with the numbers under which the measure is found, "29,1" for one, each on a line.
_SEARCH = (
    "substr(replace('\n' || search, '\n' || CAST(number AS text) || ',', "
    "'\n' || CAST(number + {further} AS text) || ','), 2)"
)


def multiply(times: int) -> None:
    """Have the catalogue so many times, each copy's numbers behind those of the one before."""
    last = {model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in _COPIED}
    further = Measure.objects.aggregate(last=Max("number"))["last"]
    with at_ease():
        for turn in range(1, times):
            beyond = {model: key * turn for model, key in last.items()}
            for model in _COPIED:
                _copy(model, beyond, further * turn, upto=last[model])
    _count_on()
    settle()


def _copy(model: _Table, beyond: Mapping[_Table, int], further: int, upto: int) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(_name(field.column) for field in fields)
    values = ", ".join(_value(field, beyond, further) for field in fields)
    table, key = _name(model._meta.db_table), _name(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {key} <= {upto}")  # noqa: S608 - names from models


def _value(field: models.Field, beyond: Mapping[_Table, int], further: int) -> str:
    """Return what the copy has in this column: keys and numbers lie so much further on."""
    owner: Any = field.related_model if field.is_relation else field.model if field.primary_key else None
    column = _name(field.column)
    if owner in beyond:
        return f"{column} + {beyond[owner]}"
    if field.name == "search":
        return _SEARCH.format(further=further)
    return f"{column} + {further}" if field.name in _NUMBERS else column


def _name(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


@contextmanager
def at_ease() -> Iterator[None]:
    """PostgreSQL makes its large index of texts anew behind the copies: kept up to date it takes minutes.
    SQLite may keep more of its indexes in memory than usual."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA cache_size = -500000")
            yield
            cursor.execute("PRAGMA cache_size = -2000")
            return
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'")
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        yield
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _, definition in indexes:
            cursor.execute(definition)


def _count_on() -> None:
    """Have the database give new rows keys behind those of the copies."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _COPIED):
            cursor.execute(statement)
