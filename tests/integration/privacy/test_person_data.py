import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit
from catalogue.returns.deciding import decide
from catalogue.returns.return_actions import submit
from integration.accounts.actions import save_user
from integration.personal_data import is_link
from integration.privacy.declaration import KINDS
from integration.privacy.person_data import data_of
from tests.catalogue.unit_returns import draft, keys, seen
from tests.city import build_city
from tests.factories import make_contact, make_membership, make_saved_view, make_seat
from tests.integration.people import make_administration, make_user

pytestmark = pytest.mark.django_db


def entries(person: Any) -> dict[str, list[dict[str, Any]]]:
    """Return what an extract shows of a person, by what the rows are."""
    found: dict[str, list[dict[str, Any]]] = {}
    for kind in data_of(person, now=timezone.now())["Daten"]:
        for name, rows in kind["Einträge"].items():
            found.setdefault(name, []).extend(rows)
    return found


def unpacked(content: bytes) -> tuple[dict[str, Any], str]:
    with ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("daten.json")), archive.read("daten.html").decode()


def test_every_link_to_a_person_is_followed() -> None:
    """Whatever app comes to store something about a person appears in the extract, or this fails."""
    followed = {link for kind in KINDS for link in kind.links()}
    links: set[tuple[type[Model], str]] = {
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if is_link(field)
    }
    assert len(links) > 40
    assert links <= followed


def test_no_table_of_many_to_many_hides_persons() -> None:
    user = get_user_model()
    assert not [one for one in user._meta.get_fields() if one.many_to_many]


def test_data_are_the_account_and_what_points_to_it() -> None:
    administration, person = make_administration(), make_user("fb51")
    save_user(user=person, fields={"function": "Fachbereich 51"}, by=administration, reason="Neuer Zuschnitt")
    data = entries(administration)
    account, password, last = data["Personen"]
    assert account["E-Mail-Adresse"] == "administration@stadt.example"
    assert (list(password.values()), list(last)) == (
        ["gespeichert, hier nicht gezeigt"],
        ["Letzte Anmeldung"],
    )
    (change,) = data["Änderungen"]
    assert change["Grund"] == "Neuer Zuschnitt"
    assert entries(person)["Änderungen"] == []
    (about,) = entries(person)["Stammdatenänderungen"]
    assert about["after"]["function"] == "Fachbereich 51"


def test_rows_without_a_link_are_found_by_name_and_address(client: Client) -> None:
    build_city()
    unit, person = Unit.objects.get(code="FB 61"), make_user("fb61")
    make_membership(person, unit)
    make_saved_view(person)
    make_contact(unit, email="FB61@stadt.example", name="Vorname")
    make_contact(unit, email="andere@stadt.example")
    make_seat(unit, person=person, email="fb61@stadt.example")
    AccessAttempt.objects.create(username="fb61", ip_address="192.0.2.1", failures_since_start=1)
    AccessAttempt.objects.create(username="fb51", ip_address="192.0.2.1", failures_since_start=1)
    client.force_login(person)
    data = entries(person)
    assert [one["Name"] for one in data["Ansprechpersonen"]] == ["Vorname"]
    for name in ("Zugehörigkeiten", "Gespeicherte Ansichten", "Sitze", "Zugriffsversuche", "Anmeldungen"):
        assert len(data[name]) == 1, name


def test_rueckmeldungen_and_decisions_are_found() -> None:
    build_city()
    sender, decider = make_user("fb51"), make_administration()
    submit(draft("FB 51", {7: {"goal": "Ein Ziel"}}, by=sender), by=sender)
    decide(keys(), [], by=decider, reason="Passt", seen=seen())
    (sent,) = entries(sender)["Rückmeldungen"]
    assert sent["Funktion"] == "Fb51"
    (decision,) = entries(decider)["Vorschläge"]
    assert decision["Begründung"] == "Passt"


def test_own_data_are_a_zip_for_people_and_machines(client: Client) -> None:
    person = make_user("fb51")
    make_user("kita")
    assert client.get("/konto/daten.zip").status_code == 302
    client.force_login(person)
    answer = client.get("/konto/daten.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="meine-daten.zip"'
    data, page = unpacked(answer.content)
    assert data["Auskunft über"] == "Fb51"
    for text in (json.dumps(data), page):
        assert "fb51@stadt.example" in text
        assert "kita" not in text
        assert person.password not in text
        assert str(client.session.session_key) not in text


def test_administration_answers_a_request_for_somebody(client: Client) -> None:
    person = make_user("fb51")
    client.force_login(make_administration())
    data, _ = unpacked(client.get(f"/personen/{person.pk}/auskunft.zip").content)
    assert data["Auskunft über"] == "Fb51"
    assert client.get("/personen/99999/auskunft.zip").status_code == 404
