"""A measure among those that a search or a filter found: which one it is, and its neighbours."""

from __future__ import annotations

from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse

from catalogue.filters import MeasureFilter
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.as_of import PARAMETER as AS_OF
from catalogue.selection import order_of, selection_query
from catalogue.tables import ORDERINGS

PER_PAGE = 50  # measures on a page of the list


class Hits(NamedTuple):
    """`place` counts from 1; it is None, like both neighbours, for a measure that was not found (any more).

    `query` keeps the selection in an address, `list_url` leads to the list's page with the measure.
    """

    total: int
    place: int | None
    previous: int | None
    next: int | None
    query: str
    list_url: str


def hits_around(number: int, data: QueryDict, versions: MeasureVersionQuerySet) -> Hits | None:
    """Return where measure `number` stands among `versions` as the address narrows and orders them.

    None where it does neither: then all measures are meant. One query beside those of the filters.
    """
    query = selection_query(data)
    if not set(QueryDict(query[1:])) - {AS_OF}:
        return None
    chosen = MeasureFilter(data, versions)
    if chosen.errors:
        return None
    found = list(chosen.qs.order_by(*ORDERINGS[order_of(data)]).values_list("number", flat=True))
    at = found.index(number) if number in found else None
    list_url = reverse("catalogue:measure-list") + query
    if at is None:
        return Hits(len(found), None, None, None, query, list_url)
    page = at // PER_PAGE + 1
    return Hits(
        total=len(found),
        place=at + 1,
        previous=found[at - 1] if at else None,
        next=found[at + 1] if at + 1 < len(found) else None,
        query=query,
        list_url=f"{list_url}&page={page}" if page > 1 else list_url,
    )
