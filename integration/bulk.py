"""Inserting very many rows: an import writes 130,000, and making a model instance of each costs more than
the database does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import connection, models

VARIABLES = 30_000  # in one statement; SQLite's limit is 32,766


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values (numbers, texts, None) into the model's table, many with a statement.

    `columns` are the names of the table's columns. Constraints hold as ever; nothing else of the model
    (defaults, `save`) takes part.
    """
    quote = connection.ops.quote_name
    into = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608 - names from models
    one = f"({', '.join(['%s'] * len(columns))})"
    rows = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, VARIABLES // len(columns))):
            cursor.execute(into + ", ".join([one] * len(batch)), list(chain.from_iterable(batch)))


def batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Yield `items` in pieces of at most `size`: a statement takes only so many variables."""
    return (items[start : start + size] for start in range(0, len(items), size))
