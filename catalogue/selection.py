"""The part of an address that says which measures a list shows, and in which order."""

from __future__ import annotations

from django.http import QueryDict

from catalogue.filters import MeasureFilter
from catalogue.tables import DEFAULT_ORDER, ORDERINGS

ORDER = "sort"


def order_of(data: QueryDict) -> str:
    """Return the order that an address asks for, the usual one where it names none that there is."""
    asked = data.get(ORDER, "")
    return asked if asked in ORDERINGS else DEFAULT_ORDER


def selection_query(data: QueryDict, *others: str) -> str:
    """Return "?" and the parameters that matter, `others` too, as short as can be; "" where none does."""
    kept = QueryDict(mutable=True)
    for name in (*MeasureFilter.base_filters, *others):
        kept.setlist(name, [value for value in data.getlist(name) if value.strip()])
    if (order := order_of(data)) != DEFAULT_ORDER:
        kept[ORDER] = order
    query = kept.urlencode()
    return f"?{query}" if query else ""
