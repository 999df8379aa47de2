"""Two days compared: what counts as new, changed and dropped, for whom, and under which heading."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, edit_measure, undo
from catalogue.models import MeasureVersion, Unit
from catalogue.past.comparison import Comparison, compare, groups
from catalogue.records import State
from tests.catalogue.workbooks import record

pytestmark = pytest.mark.usefixtures("past")

ALL = MeasureVersion.objects.all
TODAY = dt.date(2100, 1, 1)  # later than anything a test writes


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def found(comparison: Comparison) -> list[tuple[int, str]]:
    return [(one.number, one.kind) for one in comparison.differences]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2019-12-31", "2020-01-10", [(7, "neu"), (28, "neu"), (29, "neu")]),
        ("2020-01-09", "2021-06-01", [(7, "neu"), (28, "neu"), (29, "neu")]),
        ("2021-05-31", "2021-06-01", [(7, "geändert")]),
        ("2021-06-01", "2022-02-28", []),
        ("2020-01-10", "2022-03-15", [(7, "geändert"), (28, "entfallen"), (30, "neu")]),
        ("2022-03-01", "2022-03-15", [(30, "neu")]),
        ("2015-01-01", "2019-12-31", []),
    ],
)
def test_comparison_finds_what_differs(since: str, until: str, expected: list) -> None:
    assert found(compare(day(since), day(until), ALL())) == expected


def test_comparison_spans_several_changes() -> None:
    (one,) = compare(day("2020-01-10"), day("2022-03-14"), ALL()).of_kind("geändert").differences
    assert [change.label for change in one.change.shown] == ["Ziel", "Umsetzungsstand", "Zuständigkeit FB 61"]


def test_what_went_back_is_no_difference() -> None:
    edit_measure(MeasureEdit(7, {("goal",): "Anders"}), by=None)
    edit_measure(MeasureEdit(7, {("goal",): "Ein Büro für viele Fragen"}), by=None)
    assert found(compare(day("2022-03-15"), TODAY, ALL())) == []


def test_measure_taken_out_of_the_catalogue_is_dropped() -> None:
    undo(MeasureVersion.objects.get(number=30).change_set, by=None)
    (one,) = compare(day("2022-03-15"), TODAY, ALL()).differences
    assert (one.number, one.kind, one.change.after) == (30, "entfallen", None)


def test_revived_measure_is_changed_again() -> None:
    edit_measure(MeasureEdit(28, {("status",): State("in-umsetzung")}), by=None)
    assert found(compare(day("2022-03-15"), TODAY, ALL())) == [(28, "geändert")]


def test_comparison_shows_what_a_person_may_see() -> None:
    of_unit = ALL().for_units(Unit.objects.filter(slug="FB-61"))
    # 7 is not theirs any more on the later day: what it says now is not for them
    assert found(compare(day("2020-01-10"), day("2022-03-15"), of_unit)) == [(30, "neu")]
    assert found(compare(day("2020-01-10"), day("2021-06-01"), of_unit)) == [(7, "geändert")]


def test_comparison_narrowed_to_a_unit_counts_both_days() -> None:
    comparison = compare(day("2020-01-10"), day("2022-03-15"), ALL(), {"FB-61"})
    assert found(comparison) == [(7, "geändert"), (30, "neu")]
    assert found(compare(day("2020-01-10"), day("2022-03-15"), ALL(), {"51.3"})) == [(28, "entfallen")]
    assert found(compare(day("2020-01-10"), day("2022-03-15"), ALL(), set())) == []


def test_figures_count_the_kinds() -> None:
    comparison = compare(day("2020-01-10"), day("2022-03-15"), ALL())
    assert comparison.figures == {"neu": 1, "geändert": 1, "entfallen": 1}
    assert comparison.of_kind("neu").figures == {"neu": 1, "geändert": 0, "entfallen": 0}


def test_differences_are_grouped_by_field_and_by_lead() -> None:
    comparison = compare(day("2020-01-10"), day("2022-03-15"), ALL())

    def grouped(by: str) -> list[tuple[str, list[int]]]:
        return [(name, [one.number for one in some]) for name, some in groups(comparison.grouped(by), by)]

    assert grouped("handlungsfeld") == [
        ("Interkulturelle Öffnung › Zugangsbarrieren", [28]),
        ("Schule", [7]),
        ("ohne Handlungsfeld", [30]),
    ]
    assert grouped("stelle") == [
        ("FB 51 Kinder, Jugend und Familie", [7]),
        ("FB 61 Stadtplanung", [30]),
        ("ohne Federführung", [28]),
    ]


def test_names_are_those_of_the_day() -> None:
    Unit.objects.filter(slug="FB-51").update(name="Junge Menschen")
    (one,) = compare(day("2020-01-10"), day("2021-06-01"), ALL()).differences
    assert one.unit == "FB 51 Kinder, Jugend und Familie"
    edit_measure(MeasureEdit(7, {("text",): "Neu"}), by=None)
    assert record(7).title("units", "FB-51") == "FB 51 Junge Menschen"


def test_comparison_costs_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        compare(day("2020-01-10"), day("2022-03-15"), ALL())
