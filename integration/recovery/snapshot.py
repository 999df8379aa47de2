"""Reading the whole database as it is at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_ISOLATION = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_FIRST_LOOK = "SELECT 1 FROM django_migrations LIMIT 1"  # from this on nothing changes


@contextmanager
def one_moment() -> Iterator[None]:
    """Show everything as it is now until the end of the block, and make nobody wait."""
    if connection.in_atomic_block:
        raise RuntimeError("A snapshot is a transaction of its own.")
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ISOLATION)
            cursor.execute(_FIRST_LOOK)
            yield
        return
    with connection.cursor() as cursor:
        # Django's own transactions take the place of the one writer from their beginning (settings).
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute(_FIRST_LOOK)
            cursor.fetchall()
            yield
        finally:
            cursor.execute("ROLLBACK")
