"""The pages of Zielgespräche: planning and moving one; each refusal is a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from integration.accounts.roles import Hat
from integration.history.models import ReferenceChange
from steering.models import GoalTalk
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_measure, make_unit, make_user

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + dt.timedelta(days=30)
YEAR = SOON.year
FORM = {
    "unit": "51.3", "year": str(YEAR), "day": SOON.isoformat(),
    "begins": "10:00", "ends": "11:30", "place": "Rathaus",
}  # fmt: skip
State = GoalTalk.State


@pytest.fixture
def office(client: Client) -> Client:
    build_city()
    client.force_login(make_user(Hat.COORDINATION), backend="integration.accounts.backends.PasswordBackend")
    return client


def partner(slug: str = "51.3") -> Client:
    client = Client()
    person = make_user(Hat.DEPARTMENT, username=f"stelle-{slug}", unit=Unit.objects.get(slug=slug))
    client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
    return client


def entry(client: Client, talk: GoalTalk) -> Any:
    answer = client.get(f"/zielgespraeche/{talk.pk}/termin.ics")
    return next(one for one in Calendar.from_ical(answer.content).walk("VEVENT"))


def test_office_plans_moves_and_calls_off_a_talk(office: Client) -> None:
    page = office.post("/zielgespraeche/neu/", FORM)
    talk = GoalTalk.objects.get()
    assert page.headers["Location"] == f"/zielgespraeche/{talk.pk}/"
    assert (talk.unit.slug, talk.year, talk.day) == ("51.3", YEAR, SOON)
    first = entry(office, talk)
    moved = SOON + dt.timedelta(days=7)
    office.post(f"/zielgespraeche/{talk.pk}/bearbeiten/", {**FORM, "day": moved.isoformat()})
    second = entry(office, talk)
    office.post(f"/zielgespraeche/{talk.pk}/absagen/", {"reason": "Sturm"})
    third = entry(office, talk)
    assert first["uid"] == second["uid"] == third["uid"]
    assert [int(one["sequence"]) for one in (first, second, third)] == [0, 1, 2]
    assert second.decoded("dtstart").date() == moved
    assert third["status"] == "CANCELLED"
    said = ReferenceChange.objects.filter(model="steering.goaltalk").order_by("pk")
    assert [one.after["state"] for one in said] == ["geplant", "geplant", "abgesagt"]
    office.post("/zielgespraeche/neu/", FORM)  # one that was called off leaves room for another
    assert GoalTalk.objects.standing().count() == 1


def test_saving_without_a_change_leaves_calendars_alone(office: Client) -> None:
    office.post("/zielgespraeche/neu/", FORM)
    talk = GoalTalk.objects.get()
    office.post(f"/zielgespraeche/{talk.pk}/bearbeiten/", {**FORM, "participants": "Leitung 51.3"})
    talk.refresh_from_db()
    assert (talk.participants, talk.sequence) == ("Leitung 51.3", 0)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"unit": "FB 99"}, "Eine Stelle „FB 99“ gibt es nicht"),
        ({"ends": "09:00"}, "Das Ende liegt vor dem Beginn"),
        ({"place": ""}, "Ort oder eine Videokonferenz"),
        ({"year": "1999"}, "größer oder gleich 2017"),
        ({"begins": "zehn"}, "keine Uhrzeit"),
    ],
)
def test_impossible_talk_is_refused_with_a_sentence(
    office: Client, wrong: dict[str, Any], sentence: str
) -> None:
    answer = office.post("/zielgespraeche/neu/", {**FORM, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not GoalTalk.objects.exists()


def test_second_talk_of_a_unit_and_year_is_refused(office: Client) -> None:
    make_goal_talk(Unit.objects.get(slug="51.3"), YEAR)
    answer = office.post("/zielgespraeche/neu/", FORM)
    assert answer.status_code == 422
    assert "Für diese Stelle und dieses Jahr gibt es schon ein Zielgespräch." in answer.content.decode()


def test_talk_that_was_held_is_not_moved(office: Client) -> None:
    talk = make_goal_talk(Unit.objects.get(slug="51.3"), YEAR, state=State.HELD)
    answer = office.post(f"/zielgespraeche/{talk.pk}/bearbeiten/", FORM)
    assert "inzwischen „geführt“" in answer.content.decode()
    answer = office.post(f"/zielgespraeche/{talk.pk}/absagen/", {"reason": "Sturm"})
    assert "inzwischen „geführt“" in answer.content.decode()


def test_talk_is_held_on_its_day_and_not_before(office: Client) -> None:
    office.post("/zielgespraeche/neu/", FORM)
    talk = GoalTalk.objects.get()
    answer = office.post(f"/zielgespraeche/{talk.pk}/gefuehrt/", follow=True)
    assert f"Das Gespräch ist erst am {SOON:%d.%m.%Y}." in answer.content.decode()
    office.post(f"/zielgespraeche/{talk.pk}/vorbereitet/")
    talk.refresh_from_db()
    assert talk.state == State.PREPARED
    today = timezone.localdate().isoformat()
    office.post(f"/zielgespraeche/{talk.pk}/bearbeiten/", {**FORM, "day": today})
    office.post(f"/zielgespraeche/{talk.pk}/gefuehrt/")
    talk.refresh_from_db()
    assert talk.state == State.HELD


def test_both_sides_note_points(office: Client) -> None:
    office.post("/zielgespraeche/neu/", FORM)
    talk = GoalTalk.objects.get()
    kita = partner()
    office.post(f"/zielgespraeche/{talk.pk}/punkte/", {"punkt-side": "koordination", "punkt-text": "Zahlen"})
    kita.post(f"/zielgespraeche/{talk.pk}/punkte/", {"punkt-side": "koordination", "punkt-text": "Räume"})
    sides = {point.text: point.side for point in talk.points.all()}
    assert sides == {"Zahlen": "koordination", "Räume": "stelle"}  # nobody speaks for the other side
    page = kita.get(f"/zielgespraeche/{talk.pk}/").content.decode()
    assert "Zahlen" in page
    point = talk.points.get(text="Räume")
    other = partner("FB-61").post(f"/zielgespraeche/{talk.pk}/punkte/{point.pk}/")
    assert other.status_code == 404
    kita.post(f"/zielgespraeche/{talk.pk}/punkte/{point.pk}/")
    assert talk.points.count() == 1


def test_pages_ask_the_database_the_same_number_of_times(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    talk = make_goal_talk(Unit.objects.get(slug="51.3"), YEAR)
    for number in range(8):
        make_indicator(make_goal(talk, f"Ziel {number}", measures=[28], steps=["Erster", "Zweiter"]))
        make_unit(f"FB 7{number}")
        make_measure(100 + number, lead=f"FB-7{number}")
        make_goal_talk(Unit.objects.get(slug=f"FB-7{number}"), YEAR)
    office.get("/zielgespraeche/")
    with django_assert_max_num_queries(14):
        office.get("/zielgespraeche/")
    with django_assert_max_num_queries(24):
        office.get(f"/zielgespraeche/{talk.pk}/")
