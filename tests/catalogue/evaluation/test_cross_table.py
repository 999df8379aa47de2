"""Cross tables: whatever is crossed and however it is narrowed, a number is what its link lists."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.cross_table import CrossTable, cross_table
from catalogue.evaluation.dimensions import ACTION_FIELD, DIMENSIONS, ROLE, STATUS, TARGET_GROUP, UNIT
from catalogue.filter_options import FilterOptions
from catalogue.filters import MeasureFilter
from catalogue.models import MeasureVersion, Unit
from tests.factories import make_measure, make_unit

NARROWINGS = (
    "",
    "handlungsfeld=zugang&handlungsfeld=ohne&federfuehrung=FB-51",
    "stelle=FB+61&rolle=beteiligt",
    "stelle=ohne&status=nicht-erfasst",
    "rolle=kooperation&konzept=ohne",
    "zielgruppe=kinder&zielgruppe=ohne&ort=wohnung&ort=ohne",
    "federfuehrung=ohne&alter=bis-3&alter=ueber-12",
)


@pytest.fixture
def crowd(city: None) -> None:
    """The city, with measures that lack what the others have, and one that is in everything."""
    make_unit("Verein", kind=Unit.Kind.PARTNER)
    make_measure(30, units={"verein": "kooperation"}, listings={0: {"label": "ohne Feld"}})
    make_measure(31, listings={})
    make_measure(
        32,
        lead="51.3",
        units={"FB-61": "beteiligt", "FB-51": "beteiligt", "verein": "kooperation"},
        target_groups=["kinder", "erwachsene"],
        locations=["wohnung"],
        listings={1: {"action_field": "zugang"}, 2: {"action_field": "iko", "concept": "fluechtlinge"}},
    )


def chosen(query: str, options: FilterOptions | None = None) -> MeasureFilter:
    return MeasureFilter(QueryDict(query), MeasureVersion.objects.all(), options or FilterOptions())


def table(rows: str, columns: str, query: str = "") -> CrossTable:
    return cross_table(Basis.of(chosen(query)), DIMENSIONS[rows], DIMENSIONS[columns])


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("query", NARROWINGS)
def test_every_number_is_what_its_link_lists(query: str) -> None:
    options, listed = FilterOptions(), {}
    for rows, columns in combinations(DIMENSIONS, 2):
        found = cross_table(Basis.of(chosen(query, options)), DIMENSIONS[rows], DIMENSIONS[columns])
        cells = [cell for row in found.rows for cell in (*row.cells, row.total)]
        for cell in (*cells, *found.totals, found.total):
            if cell.query not in listed:
                one = chosen(cell.query.removeprefix("?"), options)
                assert not one.errors
                listed[cell.query] = one.qs.count()
            assert listed[cell.query] == cell.number, (rows, columns, cell)


@pytest.mark.usefixtures("city")
def test_measure_counts_in_several_rows_and_in_the_total_once() -> None:
    found = cross_table(Basis.of(chosen("")), TARGET_GROUP, ACTION_FIELD)
    shown = [(row.head.label, [cell.number for cell in row.cells], row.total.number) for row in found.rows]
    assert [head.label for head in found.columns] == ["Interkulturelle Öffnung", "Schule"]
    assert shown == [("Kinder", [1, 0], 1), ("Erwachsene", [1, 1], 2), ("nicht angegeben", [1, 1], 1)]
    assert [cell.number for cell in found.totals] == [2, 2]
    assert (found.total.number, found.unplaced, found.overlaps, found.most) == (3, 0, True, 1)


@pytest.mark.usefixtures("crowd")
def test_unit_counts_under_its_own_role_only() -> None:
    found = cross_table(Basis.of(chosen("")), UNIT, ROLE)
    assert [(row.head.label, [cell.number for cell in row.cells]) for row in found.rows] == [
        ("FB 51 Kinder, Jugend und Familie", [2, 2, 0]),
        ("FB 61 Stadtplanung", [0, 2, 1]),
        ("keine Stelle der Stadt", [0, 0, 1]),
    ]
    assert [cell.number for cell in found.totals] == [2, 3, 3]
    assert found.unplaced == 1  # measure 31 has nobody, so no role


@pytest.mark.usefixtures("city")
def test_unit_asked_for_stands_for_its_head() -> None:
    row = table("stelle", "status", "stelle=51.3").rows[0]
    assert (row.head.label, row.total.number, row.total.query) == (
        "51.3 Kindertagesstätten",
        1,
        "?stelle=51.3",
    )


@pytest.mark.usefixtures("past")
def test_table_is_as_of_any_day() -> None:
    then, now = (table("status", "stelle", query) for query in ("stand=2021-12-31", ""))
    assert [row.head.label for row in then.rows] == ["nicht erfasst", "in Umsetzung", "umgesetzt"]
    assert [row.head.label for row in now.rows] == ["nicht erfasst", "in Umsetzung", "entfallen"]
    assert (then.total.number, now.total.number) == (3, 4)
    assert then.rows[0].cells[-1].query == "?stelle=FB-61&status=nicht-erfasst&stand=2021-12-31"


@pytest.mark.usefixtures("city")
def test_heat_says_how_many_beside_the_others() -> None:
    found = table("status", "handlungsfeld")
    assert {cell.number: cell.heat for row in found.rows for cell in row.cells} == {0: 0, 1: 5}


@pytest.mark.usefixtures("city")
def test_faulty_filter_counts_nothing() -> None:
    found = table("status", "stelle", "stelle=gibtesnicht")
    assert (found.rows, found.columns, found.total.number) == ([], [], 0)


@pytest.mark.usefixtures("crowd")
def test_tables_cost_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(5):
        table("stelle", "handlungsfeld")
    with django_assert_num_queries(3):
        cross_table(Basis.of_versions(MeasureVersion.objects.current()), ACTION_FIELD, STATUS)
