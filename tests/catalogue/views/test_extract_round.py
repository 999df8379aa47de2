"""Issuing an Abfrage in the browser, and what its page offers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Extract, ExtractEvent, ExtractRound, Unit
from tests.factories import make_contact, make_extract, make_extract_round, make_measure, make_unit, make_user

pytestmark = pytest.mark.usefixtures("city")
PATH = "/auszuege/ausgeben/"


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user(function="Koordination"))
    return client


def filled_in(**fields: Any) -> dict[str, Any]:
    today = timezone.localdate()
    days = {"key_date": today.isoformat(), "due": (today + dt.timedelta(days=14)).isoformat()}
    return {"units": ["FB-61"], **days, "letter": "Guten Tag", **fields}


def test_form_begins_with_the_citys_topmost_units_that_have_measures(coordination: Client) -> None:
    make_unit("FB 10")
    make_unit("vhs", kind=Unit.Kind.PARTNER)
    make_measure(30, units={"vhs": "kooperation"})
    form = coordination.get(PATH).context["form"]
    assert form.initial["units"] == ["FB-51", "FB-61"]
    assert "Rückmeldung" in form.initial["letter"]
    assert coordination.get(f"{PATH}?stelle=51.3").context["form"].initial["units"] == ["51.3"]


def test_abfrage_is_issued_once_its_preview_has_been_seen(coordination: Client) -> None:
    make_unit("FB 10")
    make_contact(Unit.objects.get(slug="FB-61"), "Leitung", email="fb61@stadt.example")
    sent = filled_in(units=["FB-10", "FB-51", "51.3", "FB-61"], file_reference="50.21/7", is_preliminary="on")
    page = coordination.post(PATH, sent)
    assert page.status_code == 200
    shares = {share.unit.slug: share for share in page.context["shares"]}
    assert [(slug, s.measures, s.leads) for slug, s in shares.items()] == [
        ("FB-10", 0, 0),
        ("FB-51", 2, 1),
        ("51.3", 1, 0),
        ("FB-61", 2, 0),
    ]
    html = page.content.decode()
    assert 'Leitung, <span class="exact">fb61@stadt.example</span>' in html
    assert html.count("keine Adresse") == 3
    assert "bekommt keinen Auszug" in html
    assert "liegt unter FB 51 Kinder, Jugend und Familie" in html
    assert not ExtractRound.objects.exists()

    seen = page.context["form"].data["seen"]
    done = coordination.post(PATH, {**sent, "seen": seen}, follow=True)
    abfrage = ExtractRound.objects.get()
    assert done.request["PATH_INFO"] == f"/auszuege/abfragen/{abfrage.pk}/"
    assert "3 Auszüge ausgegeben." in done.content.decode()
    assert "1 Stelle ohne Maßnahmen am Stichtag" in done.content.decode()
    assert (abfrage.file_reference, abfrage.is_preliminary, abfrage.letter) == ("50.21/7", True, "Guten Tag")


def test_what_changed_after_the_preview_is_shown_before_it_is_issued(coordination: Client) -> None:
    seen = coordination.post(PATH, filled_in()).context["form"].data["seen"]
    make_measure(30, lead="FB-61")
    again = coordination.post(PATH, filled_in(seen=seen))
    assert again.context["shares"][0].measures == 3
    assert not ExtractRound.objects.exists()
    other = coordination.post(PATH, filled_in(seen=again.context["form"].data["seen"], letter="Anders"))
    assert other.status_code == 200
    assert not ExtractRound.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"units": []}, "Dieses Feld ist zwingend erforderlich."),
        ({"units": ["FB-10"]}, "Keine der Stellen ist am Stichtag an einer Maßnahme beteiligt."),
        ({"units": ["unfug"]}, "unfug"),
        ({"key_date": "2199-01-01", "due": "2199-02-01"}, "liegt in der Zukunft"),
        ({"key_date": "1999-01-01"}, "gab es den Katalog hier noch nicht"),
        ({"due": "2017-01-01"}, "Der 01.01.2017 ist schon vorbei."),
        ({"issuer": "Unfug"}, "Eine Stelle „Unfug“ gibt es nicht."),
    ],
)
def test_faulty_abfrage_is_refused_with_a_sentence(
    coordination: Client, fields: dict[str, Any], sentence: str
) -> None:
    make_unit("FB 10")
    answer = coordination.post(PATH, filled_in(**fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ExtractRound.objects.exists()


def test_round_shows_states_and_log(coordination: Client) -> None:
    abfrage = make_extract_round(Unit.objects.all())
    Extract.objects.filter(unit__slug="FB-61").update(started_at=timezone.now())
    page = coordination.get(f"/auszuege/abfragen/{abfrage.pk}/")
    assert page.context["states"] == [
        ("offen", 2),
        ("in Bearbeitung", 1),
        ("eingegangen", 0),
        ("geprüft", 0),
    ]
    assert len(page.context["page"].object_list) == 3


def test_round_costs_the_same_queries_for_many_units(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few = make_extract_round(Unit.objects.all())
    for code in range(20, 30):
        make_unit(f"FB {code}")
        make_measure(code, lead=f"FB-{code}")
    many = make_extract_round(Unit.objects.all())
    coordination.get(f"/auszuege/abfragen/{few.pk}/")
    with django_assert_max_num_queries(15) as queries:
        coordination.get(f"/auszuege/abfragen/{few.pk}/")
    with django_assert_max_num_queries(len(queries)):
        coordination.get(f"/auszuege/abfragen/{many.pk}/")


def test_deadline_is_extended_with_a_reason_that_is_logged(coordination: Client) -> None:
    extract = make_extract(Unit.objects.get(slug="FB-61"))
    later = extract.due + dt.timedelta(days=7)
    path = f"/auszuege/frist/{extract.pk}/"
    answer = coordination.post(path, {"due": later.isoformat(), "reason": "Urlaub"}, follow=True)
    assert f"FB 61 Stadtplanung hat jetzt Zeit bis zum {later:%d.%m.%Y}." in answer.content.decode()
    event = extract.events.get(kind=ExtractEvent.Kind.EXTENDED)
    assert event.note == f"von {extract.due:%d.%m.%Y} auf {later:%d.%m.%Y}: Urlaub"
    assert event.by_function == "Koordination"
    extract.refresh_from_db()
    assert (extract.due, extract.round.due) == (later, later - dt.timedelta(days=7))


def test_deadline_is_not_extended_backwards_or_after_the_answer(coordination: Client) -> None:
    extract = make_extract(Unit.objects.get(slug="FB-61"))
    path, reason = f"/auszuege/frist/{extract.pk}/", {"reason": "Urlaub"}
    answer = coordination.post(path, {"due": extract.due.isoformat(), **reason})
    assert answer.status_code == 422
    assert "der jetzigen Frist" in answer.content.decode()
    Extract.objects.update(received_at=timezone.now())
    answer = coordination.post(path, {"due": "2199-01-01", **reason})
    assert "Die Rückmeldung ist schon am" in answer.content.decode()
    assert extract.events.count() == 1
