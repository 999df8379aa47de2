from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from catalogue.models import Contact, Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.city import build_city
from tests.factories import make_clarification, make_contact, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def city(db: None) -> None:
    build_city()


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


@pytest.fixture
def contact() -> Contact:
    return make_contact(Unit.objects.get(slug="51.3"), function="Leitung", telephone="100")


def path_of(contact: Contact) -> str:
    return f"/stellen/51.3/ansprechpersonen/{contact.pk}/"


def opened(client: Client, path: str, name: str = "form") -> dict[str, str]:
    """Return what the form at `path` would send if nobody touched it."""
    form = client.get(path).context[name]
    values = {form.add_prefix(field): form[field].value() for field in form.fields}
    return {name: str(value) for name, value in values.items() if value not in (None, False)}


def test_contact_that_somebody_else_changed_is_told_and_not_overwritten(
    coordination: Client, contact: Contact
) -> None:
    sent = opened(coordination, path_of(contact)) | {"telephone": "200"}
    Contact.objects.update(function="Amtsleitung", telephone="300", valid_until=dt.date(2040, 1, 31))
    response = coordination.post(path_of(contact), sent)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Inzwischen hat jemand anderes diesen Eintrag geändert. Noch ist nichts gespeichert." in html
    assert "Funktion: heute „Amtsleitung“." in html
    assert "Telefon: heute „300“. Ihre Eingabe weicht davon ab." in html
    assert "Bis: heute „31.01.2040“." in html
    contact.refresh_from_db()
    assert contact.telephone == "300"


def test_second_save_keeps_what_the_person_left_alone(coordination: Client, contact: Contact) -> None:
    sent = opened(coordination, path_of(contact)) | {"telephone": "200"}
    Contact.objects.update(function="Amtsleitung", is_deputy=True)
    form = coordination.post(path_of(contact), sent).context["form"]
    assert form["telephone"].value() == "200"
    again = {name: form[name].value() for name in form.fields if form[name].value()}
    assert coordination.post(path_of(contact), again).status_code == 302
    contact.refresh_from_db()
    assert (contact.function, contact.is_deputy, contact.telephone) == ("Amtsleitung", True, "200")


def test_untouched_form_saves_at_once(coordination: Client, contact: Contact) -> None:
    assert coordination.post(path_of(contact), opened(coordination, path_of(contact))).status_code == 302


def test_name_one_may_not_see_is_no_reason_to_ask(client: Client, contact: Contact) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    sent = opened(client, path_of(contact)) | {"telephone": "200"}
    Contact.objects.update(name="Andere Person")
    assert client.post(path_of(contact), sent).status_code == 302
    contact.refresh_from_db()
    assert (contact.name, contact.telephone) == ("Andere Person", "200")


def test_forged_token_is_refused(coordination: Client, contact: Contact) -> None:
    sent = opened(coordination, path_of(contact)) | {"seen": "erfunden", "telephone": "200"}
    response = coordination.post(path_of(contact), sent)
    assert response.status_code == 422
    assert "Laden Sie die Seite neu" in response.content.decode()
    contact.refresh_from_db()
    assert contact.telephone == "100"


def test_question_addressed_from_elsewhere_is_told(coordination: Client) -> None:
    asked = make_clarification(28)
    path = f"/klaerungen/{asked.pk}/"
    sent = opened(coordination, path, "address_form") | {"adresse-unit": "FB 61"}
    coordination.post(f"{path}adressat/", {"adresse-unit": "51.3"})
    response = coordination.post(f"{path}adressat/", sent)
    assert response.status_code == 422
    assert "heute „51.3“. Ihre Eingabe weicht davon ab." in response.content.decode()
    asked.refresh_from_db()
    assert asked.unit == Unit.objects.get(slug="51.3")


def test_person_changed_from_elsewhere_is_told(client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    person = make_user("", username="kita", function="Stelle 51.3")
    path = f"/personen/{person.pk}/"
    sent = opened(client, path) | {"email": "kita@example.org"}
    User.objects.filter(pk=person.pk).update(role="koordination")
    html = client.post(path, sent).content.decode()
    assert re.search(r"Rolle: heute „Koordination“\.(?! Ihre)", html)
    person.refresh_from_db()
    assert person.role == "koordination"
