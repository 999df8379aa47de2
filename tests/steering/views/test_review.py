"""Stellungnahmen and needs for resources, as a department and the office write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.roles import Hat
from integration.history.models import ReferenceChange
from steering.models import Meeting, ResourceRequest, Review
from tests.city import build_city
from tests.factories import (
    make_agenda_item,
    make_meeting,
    make_membership,
    make_resource_request,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db
SAID = {"implementation": "Seit Mai läuft die Sprechstunde.", "difficulties": "Dolmetschen fehlt"}
WANTED = {
    "number": 28,
    "unit": "51.3",
    "kind": "sachmittel",
    "budget_year": 2018,
    "asked": "12.500,50",
    "purpose": "Dolmetschen",
}


@pytest.fixture
def meeting() -> Meeting:
    build_city()
    meeting = make_meeting(timezone.localdate() + dt.timedelta(days=14), state=Meeting.State.INVITED)
    make_agenda_item(meeting, measures=[28])
    return meeting


@pytest.fixture
def kita(meeting: Meeting, client: Client) -> Client:
    """The browser of a person of 51.3."""
    client.force_login(make_user(Hat.DEPARTMENT, username="kita", unit=Unit.objects.get(slug="51.3")))
    return client


def review_path(meeting: Meeting) -> str:
    return f"/sitzungen/{meeting.pk}/stellungnahmen/28/51.3/"


def test_department_says_what_is_asked_and_the_measure_shows_it(kita: Client, meeting: Meeting) -> None:
    assert "<strong>1</strong> von 1 noch offen" in kita.get("/stellungnahmen/").content.decode()
    assert kita.post(review_path(meeting), SAID).status_code == 302
    review = Review.objects.get()
    assert (review.unit.slug, review.difficulties, review.by_function) == (
        "51.3",
        "Dolmetschen fehlt",
        "Kita",
    )
    assert "Seit Mai läuft die Sprechstunde." in kita.get("/massnahmen/28/").content.decode()
    assert "abgegeben am" in kita.get("/stellungnahmen/").content.decode()


def test_correction_keeps_in_history_what_was_said_before(kita: Client, meeting: Meeting) -> None:
    make_review(meeting, 28, Unit.objects.get(slug="51.3"))
    page = kita.get(review_path(meeting))
    seen = page.context["form"]["seen"].value()
    kita.post(review_path(meeting), {**SAID, "seen": seen})
    change = ReferenceChange.objects.get(model="steering.review")
    assert change.before["implementation"] == "Die Sprechstunde läuft."
    assert change.after["implementation"] == SAID["implementation"]


def test_stale_correction_is_not_saved_unseen(kita: Client, meeting: Meeting) -> None:
    review = make_review(meeting, 28, Unit.objects.get(slug="51.3"))
    seen = kita.get(review_path(meeting)).context["form"]["seen"].value()
    Review.objects.update(implementation="Von jemand anderem")
    response = kita.post(review_path(meeting), {**SAID, "seen": seen})
    assert response.status_code == 422
    assert "Inzwischen hat jemand anderes" in response.content.decode()
    review.refresh_from_db()
    assert review.implementation == "Von jemand anderem"


def test_past_meeting_takes_no_review(kita: Client, meeting: Meeting) -> None:
    Meeting.objects.update(starts_at="2020-01-01T10:00Z", ends_at="2020-01-01T12:00Z")
    assert kita.post(review_path(meeting), SAID).status_code == 404
    assert not Review.objects.exists()


def test_review_says_how_far_it_is(kita: Client, meeting: Meeting) -> None:
    response = kita.post(review_path(meeting), {"need": "Mehr Personal"})
    assert response.status_code == 422
    assert not Review.objects.exists()


def test_need_for_money_is_written_as_people_write_it(kita: Client) -> None:
    assert kita.post("/ressourcen/neu/", WANTED).status_code == 302
    request = ResourceRequest.objects.get()
    assert (request.asked, request.unit.slug) == (Decimal("12500.50"), "51.3")
    html = kita.get("/ressourcen/").content.decode()
    assert "12.500,50" in html
    assert "/entscheidung/" not in html


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("asked", "-3", "größer oder gleich"),
        ("asked", "viel", "Das ist keine Zahl."),
        ("budget_year", "1999", "größer oder gleich"),
        ("unit", "FB 61", "Geben Sie Ihre eigene Stelle an."),
        ("number", "29", "gibt es hier nicht"),
        ("kind", "gold", "keine gültige Auswahl"),
        ("purpose", "", "Dieses Feld ist zwingend erforderlich"),
    ],
)
def test_wrong_need_is_refused_at_its_field(kita: Client, field: str, value: str, sentence: str) -> None:
    response = kita.post("/ressourcen/neu/", {**WANTED, field: value})
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not ResourceRequest.objects.exists()


def test_office_records_what_was_granted_and_then_nothing_is_corrected(
    meeting: Meeting, client: Client
) -> None:
    office = make_user()
    make_membership(office, Unit.objects.get(slug="51.3"))
    client.force_login(office)
    request = make_resource_request(28, Unit.objects.get(slug="51.3"))
    path = f"/ressourcen/{request.pk}/entscheidung/"
    granted = {"granted": "10.000", "granted_on": "2017-12-12", "granted_note": "Haushaltsbeschluss"}
    assert client.post(path, {**granted, "granted": "10000"}).status_code == 302
    request.refresh_from_db()
    assert (request.granted, request.granted_on) == (Decimal(10_000), dt.date(2017, 12, 12))
    assert client.get(f"/ressourcen/{request.pk}/").status_code == 404
    assert "Haushaltsbeschluss" in client.get("/ressourcen/?jahr=2018").content.decode()


def test_department_sees_only_needs_of_its_measures(kita: Client) -> None:
    make_resource_request(29, Unit.objects.get(slug="FB-61"), purpose="Wege bauen")
    assert "Wege bauen" not in kita.get("/ressourcen/").content.decode()


def test_only_whoever_may_correct_a_need_is_offered_to(kita: Client) -> None:
    own, others = (
        make_resource_request(28, Unit.objects.get(slug=slug), asked=Decimal(12_500))
        for slug in ("51.3", "FB-61")
    )
    page = kita.get("/ressourcen/").content.decode()
    assert f'href="/ressourcen/{own.pk}/"' in page
    assert f'href="/ressourcen/{others.pk}/"' not in page
    assert page.count('class="number">12.500</td>') == 2
