"""Pages of a list that the database has to search for."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection

# Named twice, so it is not merged into the rest: what is found is found once, then counted and cut, in
# the order in which it was found. A count beside every row would make PostgreSQL fetch whole rows for it.
_FOUND = "WITH found AS ({}) SELECT *, (SELECT COUNT(*) FROM found) FROM found LIMIT %s OFFSET %s"


class SearchPaginator(Paginator):
    """Pages of the primary keys in an ordered `values_list("pk", flat=True)`, found and counted at once.

    Two queries, one for the count and one for the page, would pay twice for what filters cost.
    """

    def get_page(self, number: Any) -> Page:
        try:
            asked = max(int(number or 1), 1)
        except ValueError:
            asked = 1
        start = (asked - 1) * self.per_page
        rows = self._found(start) if start < 2**31 else []
        if not rows:
            return super().get_page(number)
        self.count = rows[0][1]
        return Page([key for key, _ in rows], asked, self)

    def _found(self, start: int) -> list[tuple[Any, int]]:
        """Return (key, number of all keys) for each key of the page that begins at `start`."""
        keys: Any = self.object_list
        try:
            query, parameters = keys.query.sql_with_params()
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(_FOUND.format(query), (*parameters, self.per_page, start))
            return cursor.fetchall()
