"""The last key a table gave: whoever bookmarked a thing that was deleted since must not meet another one."""

from __future__ import annotations

from django.db import connection, models

from integration.recovery.tables import Table

_LAST = {
    "postgresql": "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = %s",
}


def counts(table: Table) -> bool:
    """Tell whether the database gives the keys of this table."""
    return isinstance(table.model._meta.pk, models.AutoField | models.BigAutoField | models.SmallAutoField)


def last_key(table: Table) -> int:
    """Return the last key that was given, 0 where none was or where keys come from elsewhere."""
    if not counts(table):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_LAST[connection.vendor], _named(table))
        found = cursor.fetchone()
    return (found and found[0]) or 0


def highest_key(table: Table) -> int:
    """Return the highest key that is there, 0 where none is or where keys come from elsewhere."""
    if not counts(table):
        return 0
    return table.rows().aggregate(found=models.Max("pk"))["found"] or 0


def go_on_behind(table: Table, key: int) -> None:
    """Have the table's next key be higher than `key` and than all that were given.

    A sequence of PostgreSQL is outside of transactions; one that only ever rises harms nobody who rolls back.
    """
    key = max(key, last_key(table), highest_key(table))
    if not counts(table) or not key:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s)::regclass, %s)", [*_named(table), key]
            )
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [key, table.name])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, key])


def _named(table: Table) -> list[str]:
    if connection.vendor == "sqlite":
        return [table.name]
    key = table.model._meta.pk
    return [connection.ops.quote_name(table.name), str(key.column) if key else ""]
