import pytest
from django.test import Client

from catalogue.returns.deciding import decide
from catalogue.returns.return_actions import submit
from integration.accounts.actions import save_user
from integration.accounts.own_data import own_data
from tests.catalogue.unit_returns import draft, keys, seen
from tests.city import build_city
from tests.integration.people import make_administration, make_user

pytestmark = pytest.mark.django_db


def test_own_data_is_the_account_and_what_points_to_it() -> None:
    administration, person = make_administration(), make_user("fb51")
    save_user(user=person, fields={"function": "Fachbereich 51"}, by=administration, reason="Neuer Zuschnitt")
    data = own_data(administration)
    assert data["Konto"]["E-Mail-Adresse"] == "administration@stadt.example"
    (change,) = data["Änderungen (von)"]
    assert change["Grund"] == "Neuer Zuschnitt"
    assert own_data(person)["Änderungen (von)"] == []


def test_own_data_is_a_download_without_the_password(client: Client) -> None:
    person = make_user("fb51")
    make_user("kita")
    assert client.get("/konto/daten.json").status_code == 302
    client.force_login(person)
    answer = client.get("/konto/daten.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    text = answer.content.decode()
    assert "fb51@stadt.example" in text
    assert "kita" not in text
    assert person.password not in text


def test_own_data_names_rueckmeldungen_and_decisions() -> None:
    build_city()
    sender, decider = make_user("fb51"), make_administration()
    submit(draft("FB 51", {7: {"goal": "Ein Ziel"}}, by=sender), by=sender)
    decide(keys(), [], by=decider, reason="Passt", seen=seen())
    (sent,) = own_data(sender)["Rückmeldungen (erfasst von)"]
    assert sent["Funktion"] == "Fb51"
    (decision,) = own_data(decider)["Vorschläge (entschieden von)"]
    assert decision["Begründung"] == "Passt"
