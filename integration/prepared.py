"""Queries built once and asked often: some take Django longer to build than the database to answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_ANY = -1  # no row has this key; it marks the place of the one that is asked about


class Prepared:
    """The question `build(key, *fixed)` about the row of one key; `fixed` is all else that it depends on.

    Its rows come as the database gives them, so it asks for numbers and texts, not for dates or booleans.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._sql = lru_cache(maxsize=64)(lambda *fixed: build(_ANY, *fixed).query.sql_with_params())

    def rows(self, key: int, *fixed: Hashable) -> list[tuple[Any, ...]]:
        sql, params = self._sql(*fixed)
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if value == _ANY else value for value in params])
            return cursor.fetchall()
