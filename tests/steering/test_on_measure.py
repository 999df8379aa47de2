"""What a measure's page shows of the Steuerungsgruppe's work, to whom, and what it costs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Measure, MeasureVersion, Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.files.models import StoredFile
from steering.models import AgendaItem, Assignment, Meeting, Resolution
from steering.on_measure import OnMeasure
from tests.city import build_city
from tests.factories import (
    make_agenda_item,
    make_meeting,
    make_resource_request,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2018, 3, 1)


@pytest.fixture
def kita() -> User:
    build_city()
    return make_user(Hat.DEPARTMENT, username="kita", unit=Unit.objects.get(slug="51.3"))


def steer(meeting: Meeting, year: int = 2018) -> None:
    """Let a meeting speak of measure 28 in every way there is."""
    unit, measure = Unit.objects.get(slug="51.3"), Measure.objects.get(number=28)
    item = make_agenda_item(meeting, "Sprechstunde", measures=[28])
    file = StoredFile.objects.store(name="zahlen.pdf", data=b"%PDF-1.7", by=None)
    item.documents.create(meeting=meeting, title="Zahlen", file=file, **Meeting.stamp(None))
    stamp = Resolution.stamp(None)
    found = Resolution.objects.create(
        item=item, kind="festlegung", year=year, number=1, wording="Wird verstetigt.", **stamp
    )
    found.measures.add(measure)
    task = Assignment.objects.create(
        item=item, unit=unit, task="Mittel anmelden", due=DAY, started_at=meeting.ends_at, **stamp
    )
    task.measures.add(measure)
    make_review(meeting, 28, unit)
    make_resource_request(28, unit)


def words(user: User) -> list[str]:
    on = OnMeasure(MeasureVersion.objects.get(number=28).measure_id, user)
    return [str(one) for one in (*on.items, *on.resolutions, *on.assignments, *on.reviews, *on.requests)]


def test_page_shows_what_the_group_made_of_the_measure(kita: User, client: Client) -> None:
    steer(make_meeting(DAY, state=Meeting.State.APPROVED))
    client.force_login(kita)
    html = client.get("/massnahmen/28/").content.decode()
    for said in ("Sprechstunde", "Wird verstetigt.", "Mittel anmelden", "Die Sprechstunde läuft.", "12.500"):
        assert said in html


def test_department_knows_results_once_the_minutes_are_sent(kita: User) -> None:
    meeting = make_meeting(DAY, state=Meeting.State.HELD)
    steer(meeting)
    assert "Festlegung 2018/1" not in words(kita)
    assert "Festlegung 2018/1" in words(make_user(username="office"))
    Meeting.objects.update(state=Meeting.State.MINUTES_SENT)
    assert "Festlegung 2018/1" in words(kita)


def test_proposals_and_plans_are_the_groups_own(kita: User) -> None:
    make_agenda_item(make_meeting(DAY), "Nur vorgeschlagen", state="vorgeschlagen", measures=[28])
    make_agenda_item(make_meeting(DAY, state=Meeting.State.PLANNED), "Nur geplant", measures=[28])
    assert words(kita) == []
    assert words(make_user(username="office")) == ["Nur geplant"]


@pytest.mark.parametrize("state", Meeting.State.values)
def test_page_and_agenda_follow_one_rule_of_who_sees_a_top(kita: User, state: str) -> None:
    meeting = make_meeting(DAY, state=state, cancelled_because="Krank")
    for item_state in AgendaItem.State.values:
        make_agenda_item(meeting, item_state, state=item_state, word="Nein", measures=[28])
    for person in (kita, make_user(username="office")):
        seen = AgendaItem.objects.visible_to(person).discussed()
        assert words(person) == [str(one) for one in seen]
    assert words(kita) == ([] if state in ("geplant", "abgesagt") else ["angenommen", "vertagt"])
    assert set(AgendaItem.objects.visible_to(kita)) == set(AgendaItem.objects.visible_to(kita).discussed())


def test_measure_that_was_never_on_an_agenda_costs_one_query(
    kita: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    measure = Measure.objects.get(number=28).pk
    kita.has_perm("steering.view_meeting")
    with django_assert_num_queries(1):
        on = OnMeasure(measure, kita)
        assert on.is_empty
        assert [on.items, on.resolutions, on.assignments, on.reviews, on.requests] == [[]] * 5


def test_page_of_a_measure_on_agendas_keeps_its_promise(
    kita: User, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(3):
        meeting = make_meeting(DAY + dt.timedelta(days=day), state=Meeting.State.APPROVED)
        make_agenda_item(meeting, measures=[28])
    client.force_login(kita)
    with django_assert_max_num_queries(20):
        client.get("/massnahmen/28/")


def test_more_of_everything_costs_no_more_queries(
    kita: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kita.has_perm("steering.view_meeting")
    measure = Measure.objects.get(number=28).pk
    for year in (2018, 2019):
        steer(make_meeting(dt.date(year, 3, 1), state=Meeting.State.APPROVED), year)
        with django_assert_num_queries(7):
            on = OnMeasure(measure, kita)
            found: list[list[Any]] = [on.items, on.resolutions, on.assignments, on.reviews, on.requests]
        assert [len(part) for part in found] == [year - 2017] * 5
