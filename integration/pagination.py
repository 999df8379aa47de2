"""Pages of a list that the database has to search for."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Window


def paginator_for(narrowed: bool) -> type[Paginator]:
    """Return the paginator for a list that is `narrowed` by filters or shown whole.

    Without a filter an index counts alone. PostgreSQL counts a filtered list by its indexes, too; there a
    count beside every row makes it fetch all rows of all pages.
    """
    return SearchPaginator if narrowed and connection.vendor == "sqlite" else Paginator


class SearchPaginator(Paginator):
    """Pages of primary keys, counted in the query that reads the page: a filter's cost is paid once."""

    def get_page(self, number: Any) -> Page:
        try:
            asked = max(int(number or 1), 1)
        except ValueError:
            asked = 1
        start = (asked - 1) * self.per_page
        keys: Any = self.object_list
        found = keys.annotate(hits=Window(Count("*"))).values_list("pk", "hits")
        rows = list(found[start : start + self.per_page]) if start < 2**31 else []
        if not rows:
            return super().get_page(number)
        self.count = rows[0][1]
        return Page([key for key, _ in rows], asked, self)
