"""What there is to do, rule by rule: found by the database, listed by the filter, told on the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue import gaps
from catalogue.filters import MeasureFilter
from catalogue.models import Clarification, Confirmation, Contact, Measure, MeasureVersion, Unit
from catalogue.models.recorded import Recorded
from catalogue.upkeep import worklist
from tests.factories import make_measure

pytestmark = pytest.mark.usefixtures("city")
TODAY = dt.date(2018, 3, 1)
EARLY = dt.datetime(2017, 9, 15, 12, tzinfo=dt.UTC)


def moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def listed(kind: str) -> list[int]:
    """Return the measures that the list shows for a value of `luecke`."""
    found = MeasureFilter(QueryDict(f"luecke={kind}"), MeasureVersion.objects.all())
    assert not found.errors
    return list(found.qs.in_catalogue_order().values_list("number", flat=True))


def on(day: dt.date, kind: str) -> list[int]:
    versions = MeasureVersion.objects.current().filter(worklist.having([kind], day))
    return list(versions.in_catalogue_order().values_list("number", flat=True))


def overdue_question() -> None:
    make_measure(7, clarification="Wann?")
    Clarification.objects.update(due="2001-01-01")


def ended_unit() -> None:
    Unit.objects.filter(code="FB 61").update(valid_until="2001-01-01")


def dropped_successor() -> None:
    make_measure(28, status=("entfallen", "kein Bedarf"))
    make_measure(7, superseded_by="28")


@pytest.mark.parametrize(
    ("kind", "happens", "numbers"),
    [
        ("frist", overdue_question, [7]),
        ("frist", lambda: make_measure(29, next_step_date="2001-01-01"), [29]),
        ("frist", lambda: make_measure(29, next_step_date="2101-01-01"), []),
        ("stelle-aufgeloest", ended_unit, [7, 29]),
        ("ersatz-entfallen", dropped_successor, [7]),
        ("umgesetzt-offen", lambda: make_measure(28, clarification="Wann?"), [28]),
        ("umgesetzt-offen", lambda: make_measure(7, clarification="Wann?"), []),
        ("ansprechperson", lambda: None, [7, 28, 29]),
        ("zuordnung", lambda: make_measure(7, listings={3: {"label": "Ganz anderes"}}), [7]),
        ("widerspruch", lambda: None, [29]),
    ],
)
def test_rule_finds_its_measures(kind: str, happens: Callable[[], object], numbers: list[int]) -> None:
    happens()
    assert listed(kind) == numbers


def test_contact_of_any_unit_in_charge_will_do() -> None:
    Contact.objects.create(unit=Unit.objects.get(code="FB 61"), function="Planung")
    assert listed("ansprechperson") == [28]


def test_contact_counts_while_it_is_valid_and_for_its_measure() -> None:
    unit = Unit.objects.get(code="FB 61")
    Contact.objects.create(unit=unit, function="Planung", valid_until="2001-01-01")
    only = Measure.objects.get(number=29)
    Contact.objects.create(unit=unit, function="Spielplätze", measure=only)
    assert listed("ansprechperson") == [7, 28]


def test_untouched_means_neither_changed_nor_confirmed_for_six_months() -> None:
    MeasureVersion.objects.filter(number__in=[7, 28]).update(valid_from=moment(dt.date(2017, 8, 31)))
    MeasureVersion.objects.filter(number=29).update(valid_from=moment(dt.date(2017, 9, 3)))
    assert on(TODAY, "unberuehrt") == [7, 28]
    confirmed = Measure.objects.get(number=7)
    Confirmation.objects.create(measure=confirmed, **Recorded.stamp(None, EARLY))
    assert on(TODAY, "unberuehrt") == [28]
    assert on(dt.date(2018, 3, 20), "unberuehrt") == [7, 28, 29]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (dt.date(2018, 8, 31), 6, dt.date(2018, 2, 28)),
        (dt.date(2018, 1, 15), 6, dt.date(2017, 7, 15)),
        (dt.date(2018, 12, 1), 12, dt.date(2017, 12, 1)),
        (dt.date(2020, 3, 30), 1, dt.date(2020, 2, 29)),
    ],
)
def test_months_before_ends_with_the_month(day: dt.date, months: int, before: dt.date) -> None:
    assert worklist.months_before(day, months) == before


def test_dropped_measure_has_nothing_to_do() -> None:
    make_measure(7, status=("entfallen", "kein Bedarf"), next_step_date="2001-01-01", clarification="x")
    version = MeasureVersion.objects.current().get(number=7)
    assert worklist.rules_of(version.pk, timezone.localdate()) == []
    assert 7 not in listed("frist")


def test_every_rule_has_its_place_and_its_own_name() -> None:
    rules: list[worklist.AnyRule] = [*gaps.RULES, *worklist.RULES]
    assert sorted(worklist.LABELS) == sorted(rule.kind for rule in rules)
    assert len(set(worklist.LABELS.values())) == len(rules)


def test_counts_are_those_of_the_lists() -> None:
    overdue_question()
    ended_unit()
    counts = worklist.counts(MeasureVersion.objects.current(), timezone.localdate())
    assert counts == {kind: len(listed(kind)) for kind in worklist.LABELS if listed(kind)}


def test_several_values_find_measures_with_any_of_them() -> None:
    overdue_question()
    assert listed("frist&luecke=widerspruch") == [7, 29]


def test_rules_come_gravest_first_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    version = MeasureVersion.objects.current().get(number=29)
    with django_assert_num_queries(1):
        found = worklist.rules_of(version.pk, timezone.localdate())
    assert [rule.kind for rule in found][:2] == ["widerspruch", "federfuehrung"]


def test_rules_of_a_measure_are_the_lists_that_name_it() -> None:
    overdue_question()
    ended_unit()
    today = timezone.localdate()
    for version in MeasureVersion.objects.current():
        found = [rule.kind for rule in worklist.rules_of(version.pk, today)]
        assert found == [kind for kind in worklist.LABELS if version.number in listed(kind)]


def test_rules_follow_the_months_that_the_city_has_set(settings: Any) -> None:
    version = MeasureVersion.objects.current().get(number=7)
    day = timezone.localdate() + dt.timedelta(days=80)
    settings.STALE_AFTER_MONTHS = 6
    assert "unberuehrt" not in [rule.kind for rule in worklist.rules_of(version.pk, day)]
    settings.STALE_AFTER_MONTHS = 1
    assert "unberuehrt" in [rule.kind for rule in worklist.rules_of(version.pk, day)]
