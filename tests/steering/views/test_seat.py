"""The pages of the seats: who sits there on a day, and the office's forms."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from steering.models import Seat
from tests.factories import make_seat, make_unit
from tests.integration.people import make_coordination

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_coordination())
    return client


def test_list_tells_who_sat_there_on_a_day(office: Client) -> None:
    unit = make_unit("FB 61")
    make_seat(unit, function="Frühere Leitung", valid_until=dt.date(2019, 12, 31))
    make_seat(unit, function="Neue Leitung", valid_from=dt.date(2020, 1, 1))
    make_seat(make_unit("FB 10"))
    page = office.get("/steuerungsgruppe/?am=2019-12-31")
    assert [seat.member for seat in page.context["held"]] == ["", "Frühere Leitung"]
    assert [seat.member for seat in page.context["later"]] == ["Neue Leitung"]
    assert "unbesetzt" in page.content.decode()
    today = office.get("/steuerungsgruppe/")
    assert [seat.member for seat in today.context["earlier"]] == ["Frühere Leitung"]


@pytest.mark.parametrize(
    ("day", "sentence"), [("2017-04-23", "gab es noch nicht"), ("morgen", "gültiges Datum")]
)
def test_list_says_what_is_wrong_with_a_day(office: Client, day: str, sentence: str) -> None:
    assert sentence in office.get(f"/steuerungsgruppe/?am={day}").content.decode()


def test_office_adds_changes_replaces_and_ends_a_seat(office: Client) -> None:
    make_unit("FB 61")
    new = {"unit": "FB 61", "office": "mitglied", "is_voting": "on", "valid_from": "2017-04-24"}
    assert office.post("/steuerungsgruppe/neu/", new).status_code == 302
    seat = Seat.objects.get()
    page = f"/steuerungsgruppe/{seat.pk}/"
    assert office.post(page, {**new, "function": "Leitung", "person": "koordination"}).status_code == 302
    seat.refresh_from_db()
    assert (seat.function, str(seat.person)) == ("Leitung", "Koordination")
    answer = office.post(f"{page}wechsel/", {"function": "Vertretung", "valid_from": "2020-01-01"})
    assert answer.status_code == 302
    heir = Seat.objects.exclude(pk=seat.pk).get()
    assert heir.person is None
    assert office.post(f"/steuerungsgruppe/{heir.pk}/ende/", {"last_day": "2021-01-01"}).status_code == 302
    heir.refresh_from_db()
    assert heir.valid_until == dt.date(2021, 1, 1)


def test_refused_seat_says_why_at_its_field(office: Client) -> None:
    make_seat(make_unit("FB 61"))
    new = {"unit": "FB 61", "office": "mitglied", "valid_from": "2020-04-24", "person": "niemand"}
    first = office.post("/steuerungsgruppe/neu/", new)
    assert first.status_code == 422
    assert "Eine Person „niemand“ gibt es nicht" in first.content.decode()
    second = office.post("/steuerungsgruppe/neu/", {**new, "person": ""})
    assert second.status_code == 422
    assert "hat in dieser Zeit schon einen Sitz" in second.context["form"].errors["unit"][0]


def test_list_costs_the_same_queries_for_few_and_many(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_seat(make_unit("FB 1"))
    with django_assert_max_num_queries(8) as few:
        office.get("/steuerungsgruppe/")
    for number in range(2, 20):
        make_seat(make_unit(f"FB {number}"))
    with django_assert_max_num_queries(8) as many:
        office.get("/steuerungsgruppe/")
    assert len(few) == len(many)
