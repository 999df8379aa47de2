"""What both sides read before they talk, and that it costs the same however much there is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.minutes.resolution_actions import record_result
from steering.models import GoalTalk, Meeting
from steering.talks.preparation import Preparation
from tests.city import build_city
from tests.factories import (
    make_agenda_item,
    make_assignment,
    make_clarification,
    make_goal,
    make_goal_talk,
    make_measure,
    make_meeting,
    make_need_change,
    make_resource_request,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk() -> GoalTalk:
    build_city()
    unit = Unit.objects.get(slug="51.3")
    make_goal(make_goal_talk(unit, 2024), "Vorvorjahr")
    last = make_goal_talk(unit, 2025)
    make_goal(last, "Vorjahr", measures=[28])
    make_goal(make_goal_talk(unit, 2027), "Danach")
    return make_goal_talk(unit, 2026, state=GoalTalk.State.PLANNED)


def test_preparation_gathers_what_concerns_the_unit(talk: GoalTalk) -> None:
    for number in (28, 7):  # of 51.3, and of others
        make_clarification(number, f"Frage zu {number}")
        make_need_change(number, description=f"Bedarf zu {number}")
        make_resource_request(number, talk.unit, purpose=f"Mittel für {number}")
        item = make_agenda_item(make_meeting(state=Meeting.State.MINUTES_SENT), measures=[number])
        record_result(item, "kenntnis", measures=item.measures.all(), by=None)
        make_review(item.meeting, number, talk.unit, implementation=f"Läuft bei {number}")
    make_assignment(talk.unit, "Für 51.3")
    make_assignment(Unit.objects.get(slug="FB-61"), "Für 61")
    found = Preparation(talk, make_user(Hat.DEPARTMENT, unit=talk.unit), now=timezone.now())
    assert [one.number for one in found.measures] == [28]
    assert found.states == [("umgesetzt", "umgesetzt", 1)]
    assert [str(one) for one in found.questions] == ["Frage zu 28"]
    assert [one.description for one in found.needs] == ["Bedarf zu 28"]
    assert [goal.text for goal in found.last_goals] == ["Vorjahr"]
    assert [one.task for one in found.assignments] == ["Für 51.3"]
    assert [one.measures.get().number for one in found.resolutions] == [28]
    assert [one.implementation for one in found.reviews] == ["Läuft bei 28"]
    assert [one.purpose for one in found.requests] == ["Mittel für 28"]


def test_page_asks_the_database_the_same_number_of_times(
    talk: GoalTalk, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    person = make_user(Hat.DEPARTMENT, unit=talk.unit)
    client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
    for number in range(60, 72):
        make_measure(number, lead="51.3", progress="Läuft", progress_date="2026-01-01")
        make_clarification(number)
        make_assignment(talk.unit, measures=[number], due=dt.date(2026, 1, 1))
    path = f"/zielgespraeche/{talk.pk}/vorbereitung/"
    assert client.get(path).content.decode().count("Wer zahlt?") == 12
    with django_assert_max_num_queries(30):
        client.get(path)
