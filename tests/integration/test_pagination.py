"""The paginator of searched lists: the same pages as Django's, in one query."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator

from catalogue.models import Measure
from integration.pagination import SearchPaginator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", [None, "1", "2", "4", "5", "0", "-3", "x", "9" * 30, ""])
def test_search_paginator_gives_the_pages_of_the_plain_one(asked: str | None) -> None:
    Measure.objects.bulk_create(Measure(number=number) for number in range(1, 36))
    keys = Measure.objects.order_by("number").values_list("pk", flat=True)
    plain, ours = (paginator(keys, 10).get_page(asked) for paginator in (Paginator, SearchPaginator))
    # An unreadable page is the first one, a page behind the last or before the first the last one.
    expected = plain if asked not in ("0", "-3") else Paginator(keys, 10).get_page(1)
    assert list(ours.object_list) == list(expected.object_list)
    assert (ours.number, ours.paginator.num_pages, ours.paginator.count) == (expected.number, 4, 35)


def test_search_paginator_asks_once(django_assert_num_queries: object) -> None:
    Measure.objects.bulk_create(Measure(number=number) for number in range(1, 36))
    keys = Measure.objects.order_by("number").values_list("pk", flat=True)
    with django_assert_num_queries(1):  # type: ignore[operator]
        page = SearchPaginator(keys, 10).get_page("2")
        assert (len(page.object_list), page.paginator.count, page.has_next()) == (10, 35, True)


def test_search_paginator_has_a_page_for_nothing() -> None:
    page = SearchPaginator(Measure.objects.order_by("number").values_list("pk", flat=True), 10).get_page("3")
    assert (list(page.object_list), page.paginator.count, page.number) == ([], 0, 1)
