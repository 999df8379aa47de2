"""Movement over time: each month's end from history, each number what its link lists."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from catalogue.evaluation.movement import Movement, month_ends, movement
from catalogue.filters import MeasureFilter
from catalogue.models import MeasureVersion

SINCE, UNTIL = dt.date(2019, 12, 1), dt.date(2022, 3, 20)


def chosen(query: str) -> MeasureFilter:
    return MeasureFilter(QueryDict(query), MeasureVersion.objects.all())


def moved(query: str = "") -> Movement:
    return movement(chosen(query), since=SINCE, until=UNTIL)


def test_month_ends_include_the_last_day_of_all() -> None:
    assert list(month_ends(dt.date(2023, 11, 15), dt.date(2024, 2, 28))) == [
        dt.date(2023, 11, 30),
        dt.date(2023, 12, 31),
        dt.date(2024, 1, 31),
        dt.date(2024, 2, 28),
    ]
    assert list(month_ends(dt.date(2024, 2, 29), dt.date(2024, 2, 29))) == [dt.date(2024, 2, 29)]


@pytest.mark.usefixtures("past")
def test_states_are_those_of_each_months_end() -> None:
    told = {point.day: [cell.number for cell in point.cells] for point in moved().points}
    assert [head.label for head in moved().states] == [
        *("nicht erfasst", "geplant", "in Umsetzung", "umgesetzt", "entfallen"),
    ]
    assert told[dt.date(2019, 12, 31)] == [0, 0, 0, 0, 0]
    assert told[dt.date(2020, 1, 31)] == told[dt.date(2021, 5, 31)] == [1, 1, 0, 1, 0]
    assert told[dt.date(2021, 6, 30)] == told[dt.date(2022, 2, 28)] == [1, 0, 1, 1, 0]
    assert told[UNTIL] == [2, 0, 1, 0, 1]


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("query", ["", "stelle=FB-61", "status=umgesetzt&status=geplant&stand=2020-05-05"])
def test_every_number_is_what_its_link_lists(query: str) -> None:
    for point in moved(query).points:
        for cell in (*point.cells, point.total):
            assert chosen(cell.query.removeprefix("?")).qs.count() == cell.number, cell


@pytest.mark.usefixtures("past")
def test_what_was_to_do_cannot_be_followed() -> None:
    assert moved("luecke=status").points[-1].total.number == 0


@pytest.mark.usefixtures("past")
def test_movement_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    narrowed = chosen("status=geplant")
    assert not narrowed.errors
    with django_assert_num_queries(1):
        movement(narrowed, since=SINCE, until=UNTIL)
