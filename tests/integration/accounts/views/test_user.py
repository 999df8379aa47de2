from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from integration.accounts.models import User
from integration.accounts.roles import Role
from integration.history.models import ChangeSet
from tests.integration.people import make_administration, make_coordination, make_user

pytestmark = pytest.mark.django_db
NEW_PERSON = {
    "username": "fb51",
    "function": "Fachbereich 51",
    "email": "fb51@stadt.example",
    "is_active": "on",
}


@pytest.fixture
def administration() -> User:
    return make_administration()


@pytest.fixture
def inside(client: Client, administration: User) -> Client:
    client.force_login(administration)
    return client


def as_posted(person: User, **fields: Any) -> dict[str, Any]:
    stored = {
        "username": person.username,
        "function": person.function,
        "email": person.email,
        "role": person.role,
        "is_active": "on" if person.is_active else "",
    }
    return {**stored, **fields}


@pytest.mark.parametrize("path", ["/personen/", "/personen/neu/", "/personen/{}/", "/personen/{}/einladung/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_people_are_administrations_business(client: Client, path: str, method: str) -> None:
    path = path.format(make_user("kita").pk)
    assert getattr(client, method)(path).headers["Location"].startswith("/anmelden/?next=/personen/")
    for outsider in (make_coordination(), make_user("fb51")):
        client.force_login(outsider)
        assert getattr(client, method)(path).status_code == 403


def test_list_shows_everybody_with_the_state_of_the_account(inside: Client) -> None:
    make_user("neu", function="Neue Stelle", password=None)
    make_user("ehemals", function="Alte Stelle", is_active=False)
    page = inside.get("/personen/").content.decode()
    assert page.index("Neue Stelle") < page.index("Alte Stelle")
    assert "eingeladen" in page
    assert "deaktiviert" in page


def test_list_costs_the_same_queries_for_many(
    inside: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_user(f"stelle{number}")
    with django_assert_max_num_queries(6):
        inside.get("/personen/")


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=99", "page=%00", "page=" + "9" * 400, "sort=%27"]
)
def test_list_survives_junk(inside: Client, query: str) -> None:
    assert inside.get(f"/personen/?{query}").status_code in {200, 404}


@pytest.mark.parametrize("path", ["/personen/0/", "/personen/" + "9" * 30 + "/", "/personen/x/"])
def test_unknown_person_is_not_found(inside: Client, path: str) -> None:
    assert inside.get(path).status_code == 404
    assert inside.post(path + "einladung/").status_code == 404


def test_new_person_is_stored_and_invited(inside: Client, administration: User) -> None:
    page = inside.post("/personen/neu/", {**NEW_PERSON, "reason": "Neu"}, follow=True).content.decode()
    assert "Die Einladung ist unterwegs an fb51@stadt.example" in page
    assert User.objects.get(username="fb51").is_invited
    assert (ChangeSet.objects.get().by, ChangeSet.objects.get().reason) == (administration, "Neu")
    (letter,) = mail.outbox
    assert "http://testserver/einladung/" in letter.body


def test_person_stays_if_the_mail_cannot_leave(inside: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    page = inside.post("/personen/neu/", NEW_PERSON, follow=True).content.decode()
    assert "die Einladung konnte nicht verschickt werden" in page
    assert User.objects.get(username="fb51").is_invited


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        pytest.param({"username": "Administration"}, "Diesen Anmeldenamen gibt es schon", id="taken"),
        pytest.param({"username": "fb 51"}, "gültigen Benutzernamen", id="space"),
        pytest.param({"function": ""}, "zwingend erforderlich", id="no function"),
        pytest.param({"email": "x"}, "gültige E-Mail-Adresse", id="no address"),
        pytest.param({"role": "chefin"}, "gültige Auswahl", id="unknown role"),
        pytest.param({"function": "\x00"}, "Nullzeichen", id="control character"),
    ],
)
def test_invalid_person_is_explained_and_not_stored(
    inside: Client, fields: dict[str, str], text: str
) -> None:
    page = inside.post("/personen/neu/", {**NEW_PERSON, **fields}).content.decode()
    assert text in page
    assert User.objects.count() == 1
    assert not mail.outbox


def test_change_is_stored_with_its_reason(inside: Client) -> None:
    person = make_user("fb51")
    data = as_posted(person, function="Fachbereich 51", role=Role.COORDINATION, reason="Wechsel")
    page = inside.post(f"/personen/{person.pk}/", data, follow=True).content.decode()
    assert "Fachbereich 51 ist gespeichert" in page
    person.refresh_from_db()
    assert (person.function, person.role) == ("Fachbereich 51", "koordination")
    assert ChangeSet.objects.get().reason == "Wechsel"


def test_deactivated_person_keeps_their_row(inside: Client) -> None:
    person = make_user("fb51")
    inside.post(f"/personen/{person.pk}/", as_posted(person, is_active=""))
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize("fields", [{"role": ""}, {"is_active": ""}])
def test_last_administration_cannot_shut_everybody_out(
    inside: Client, administration: User, fields: dict[str, str]
) -> None:
    page = inside.post(
        f"/personen/{administration.pk}/", as_posted(administration, **fields)
    ).content.decode()
    assert "Das ist die letzte aktive Administration" in page
    administration.refresh_from_db()
    assert administration.is_administrator


def test_invitation_is_sent_again(inside: Client) -> None:
    person = make_user("fb51", password=None)
    assert "Noch einmal einladen" in inside.get(f"/personen/{person.pk}/").content.decode()
    inside.post(f"/personen/{person.pk}/einladung/")
    assert len(mail.outbox) == 1


def test_person_with_a_password_is_not_invited_again(inside: Client) -> None:
    person = make_user("fb51")
    assert "Noch einmal einladen" not in inside.get(f"/personen/{person.pk}/").content.decode()
    page = inside.post(f"/personen/{person.pk}/einladung/", follow=True).content.decode()
    assert "braucht keine Einladung" in page
    assert not mail.outbox


def test_asking_for_the_invitation_page_leads_to_the_person(inside: Client) -> None:
    person = make_user("fb51", password=None)
    assert inside.get(f"/personen/{person.pk}/einladung/").headers["Location"] == f"/personen/{person.pk}/"
    assert not mail.outbox
