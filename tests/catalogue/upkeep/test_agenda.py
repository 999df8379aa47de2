from __future__ import annotations

import datetime as dt

import pytest
from catalogue.upkeep.agenda import LIMIT, agenda
from pytest_django import DjangoAssertNumQueries

from catalogue.figures import visible_measures
from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.factories import make_clarification, make_follow_up, make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")
TODAY = dt.date(2018, 3, 1)


def told(user: User) -> list[tuple[str, str]]:
    return [(entry.kind, entry.about) for entry in agenda(visible_measures(user), user, TODAY)]


def fill() -> None:
    make_follow_up(7, TODAY)
    make_follow_up(7, TODAY + dt.timedelta(days=1))
    make_clarification(28, due=dt.date(2018, 2, 1))
    make_clarification(29, due=TODAY)
    make_measure(29, next_step="Bescheid abwarten", next_step_date="2018-01-15")


def test_what_is_due_comes_oldest_first() -> None:
    fill()
    assert told(make_user()) == [
        ("Nächster Schritt", "Maßnahme 29"),
        ("Antwort", "Maßnahme 28"),
        ("Wiedervorlage", "Maßnahme 7"),
    ]


def test_department_reads_what_is_due_of_its_measures() -> None:
    fill()
    own = make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61"))
    make_follow_up(29, TODAY, by=own)
    assert told(own) == [("Nächster Schritt", "Maßnahme 29"), ("Wiedervorlage", "Maßnahme 29")]


def test_next_step_of_a_dropped_measure_is_not_due() -> None:
    make_measure(29, next_step_date="2018-01-15", status=("entfallen", "kein Bedarf"))
    assert told(make_user()) == []


def test_agenda_is_short_and_costs_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(LIMIT + 2):
        make_follow_up(7)
    user = make_user()
    versions = visible_measures(user)
    with django_assert_num_queries(3):
        assert len(agenda(versions, user, TODAY)) == LIMIT
