"""Whether the database keeps what it promises: rows point to rows, keys are given once, rules hold."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, OuterRef

from integration.checking import Check, Problem
from integration.recovery import keys, schema
from integration.recovery.tables import tables

_SHOWN = 5  # keys of rows named in a sentence
_NOT_KEPT = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
    UNION SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index
    JOIN pg_class ON pg_class.oid = indrelid
    WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace
    UNION SELECT tgrelid::regclass::text, tgname FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE tgenabled = 'D' AND relnamespace = current_schema()::regnamespace
    ORDER BY 1, 2
"""


def dangling() -> Iterator[Problem]:
    """Every reference of every row of every table."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey):
                yield from _dangling(model, field)


def _dangling(model: type[models.Model], field: models.ForeignKey) -> Iterator[Problem]:
    target = field.remote_field.model._base_manager.filter(
        **{field.target_field.attname: OuterRef(field.attname)}
    )
    rows = model._base_manager.filter(~Exists(target), **{f"{field.attname}__isnull": False}).order_by("pk")
    found = list(rows.values_list("pk", flat=True)[: _SHOWN + 1])
    if found:
        named = ", ".join(map(str, found[:_SHOWN])) + (" und weitere" if len(found) > _SHOWN else "")
        there = field.remote_field.model._meta.db_table
        yield Problem(
            f"{model._meta.verbose_name_plural} ({model._meta.db_table}), Zeilen mit dem Schlüssel {named}",
            f"{field.column} zeigt auf etwas in {there}, das es nicht gibt.",
        )


def reused_keys() -> Iterator[Problem]:
    """SQLite looks for itself; a sequence of PostgreSQL counts on, whatever stands in the table."""
    if connection.vendor != "postgresql":
        return
    for table in tables():
        if keys.last_key(table) < keys.highest_key(table):
            yield Problem(
                table.name, "Der nächste Schlüssel ist schon vergeben: Neues lässt sich nicht speichern."
            )


def missing_parts() -> Iterator[Problem]:
    """Tables, and references between them, that somebody has dropped."""
    gone = schema.missing()
    yield from (Problem(name, "Die Tabelle fehlt.") for name in gone)
    with connection.cursor() as cursor:
        for table in tables():
            kept = {} if table.name in gone else connection.introspection.get_relations(cursor, table.name)
            for field in table.fields:
                is_reference = isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True)
                if is_reference and table.name not in gone and field.column not in kept:
                    yield Problem(
                        table.name, f"Die Regel fehlt, dass {field.column} auf etwas zeigt, das es gibt."
                    )


def broken_rules() -> Iterator[Problem]:
    """What is no longer there, and what the database itself says about its files, indexes and constraints."""
    yield from missing_parts()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_NOT_KEPT)
            yield from (Problem(table, f"Die Regel {name} gilt nicht.") for table, name in cursor.fetchall())
            return
        cursor.execute("PRAGMA integrity_check")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield Problem("Datenbankdatei", said)


_DISK = (
    "Prüfen Sie den Datenträger, und ob jemand von Hand in der Datenbank gearbeitet hat. Alle Regeln wieder "
    "anlegen: „backup DATEI“ und „restore DATEI“ in eine neue, leere Datenbank. Was nicht zu ihnen passt, "
    "nennt „restore“ dabei."
)
_KEYS = "„backup DATEI“ und danach „restore DATEI --replace“ mit derselben Datei stellen die Zähler richtig."
CHECKS = (
    Check("database", "Regeln der Datenbank", broken_rules, _DISK),
    Check("references", "Verweise zwischen den Tabellen", dangling),
    Check("keys", "Vergabe neuer Schlüssel", reused_keys, _KEYS),
)
