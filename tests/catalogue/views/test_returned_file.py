"""The pages of returned files: upload, what was recognised, whose it is, discarding."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Extract, Suggestion, Unit, UnitReturn
from catalogue.models.import_draft import SILENCE
from catalogue.records import State as Status
from catalogue.returns import file_actions
from integration import children
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.catalogue.returned_files import (
    GOAL,
    LABEL,
    NOTE,
    PROGRESS,
    QUESTION,
    STATUS,
    TEXT,
    Filled,
    received,
)
from tests.city import build_city
from tests.factories import make_extract, make_measure, make_membership, make_returned_file, make_user

State = UnitReturn.State


@pytest.fixture
def extract(db: None) -> Extract:
    build_city()
    return make_extract(Unit.objects.get(slug="FB-51"))


def page_of(client: Client, one: UnitReturn, query: str = "") -> str:
    response = client.get(f"/ruecklauf/{one.pk}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def upload(client: Client, data: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile("Auszug FB 51.xlsx", data)
    return client.post("/ruecklauf/", {"file": file, **fields})


def wait_for(one: UnitReturn, seconds: float = 60) -> UnitReturn:
    until = time.monotonic() + seconds
    while one.state == State.READING and time.monotonic() < until:
        time.sleep(0.1)
        one.refresh_from_db()
    return one


# --- The child ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_uploaded_file_is_read_by_a_child_and_sent_in(client: Client) -> None:
    build_city()
    extract = make_extract(Unit.objects.get(slug="FB-51"))
    client.force_login(make_user(Hat.DEPARTMENT, unit=extract.unit))
    data = Filled(extract).fill("7,0", also={STATUS: "in Umsetzung"}).bytes()
    response = upload(client, data)
    one = wait_for(UnitReturn.objects.get())
    assert response["Location"] == f"/ruecklauf/{one.pk}/"
    assert (one.state, one.extract, one.file.name) == (State.SENT, extract, "Auszug FB 51.xlsx")  # type: ignore[union-attr]
    assert Suggestion.objects.get().value == ["in-umsetzung", ""]


@pytest.mark.django_db(transaction=True)
def test_killed_child_is_noticed_at_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    start = children.start

    def killed(*command: str) -> Any:
        child = start(*command)
        child.kill()
        return child

    monkeypatch.setattr(children, "start", killed)
    client.force_login(make_user())
    upload(client, b"irgendwas")
    one = wait_for(UnitReturn.objects.get(), 5)
    assert (one.state, one.message) == (State.REFUSED, file_actions.BROKE_OFF)


# --- Upload ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Die Datei ist leer."),
        ({"received_on": "2199-01-01"}, "Der 01.01.2199 liegt in der Zukunft."),
    ],
)
def test_upload_is_refused_at_its_field(db: None, client: Client, fields: dict, sentence: str) -> None:
    client.force_login(make_user())
    response = upload(client, b"x" if fields else b"", **fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not UnitReturn.objects.exists()


def test_only_koordination_is_asked_how_the_file_came(extract: Extract, client: Client) -> None:
    client.force_login(make_user())
    assert "Auf dem Weg" in client.get("/ruecklauf/").content.decode()
    client.force_login(make_user(Hat.DEPARTMENT, unit=extract.unit))
    page = client.get("/ruecklauf/").content.decode()
    assert "Hochladen und lesen" in page
    assert "Auf dem Weg" not in page


def test_koordination_says_how_the_file_came(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_actions, "send_to_child", lambda one: None)
    client.force_login(make_user())
    upload(client, b"x", received_on="2026-03-02", channel="e-mail")
    one = UnitReturn.objects.get()
    assert (one.received_on, one.channel) == (dt.date(2026, 3, 2), "e-mail")


def test_those_who_only_read_are_told_that_nothing_is_there(db: None, client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    page = client.get("/ruecklauf/").content.decode()
    assert "Noch keine Datei zurückgesandt" in page
    assert "Hochladen und lesen" not in page


def test_department_sees_only_its_own(extract: Extract, client: Client) -> None:
    mine = received(Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes(), name="meine.xlsx")
    other = make_returned_file(name="fremde.xlsx", unit=Unit.objects.get(slug="FB-61"))
    client.force_login(make_user(Hat.DEPARTMENT, unit=extract.unit))
    page = client.get("/ruecklauf/").content.decode()
    assert "meine.xlsx" in page
    assert "fremde.xlsx" not in page
    assert [client.get(f"/ruecklauf/{one.pk}/").status_code for one in (mine, other)] == [200, 404]


# --- What was recognised --------------------------------------------------------------------


@pytest.fixture
def told(extract: Extract) -> UnitReturn:
    """A return in which 7 collides with what the catalogue says meanwhile, and 28 says much."""
    file = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau", STATUS: "so halb"})
    file.fill("28,1", also={GOAL: "Alle Eltern kennen die Kita", NOTE: "Frau fragen", QUESTION: "Wer zahlt?"})
    file.fill("neu", also={LABEL: "Schule", TEXT: "Lesepaten"})
    apply([MeasureEdit(7, {("progress",): "Fertig"})], by=None, way=ChangeSet.Way.FORM)
    return received(file.bytes())


def test_page_says_whose_it_is_and_how_it_stands(told: UnitReturn, client: Client) -> None:
    client.force_login(make_user())
    page = page_of(client, told)
    assert "FB 51 Kinder, Jugend und Familie" in page
    for number, label in (
        (1, "im Konflikt"),
        (1, "nur von der Stelle geändert"),
        (1, "weitere Maßnahmen"),
        (0, "unverändert"),
    ):
        card = f'<span class="figure-card__number">{number}</span> <span class="figure-card__label">{label}'
        assert card in page
    assert "Das ist kein Umsetzungsstand." in page


def test_page_shows_base_theirs_and_today_word_by_word(told: UnitReturn, client: Client) -> None:
    client.force_login(make_user())
    page = page_of(client, told)
    assert "Alle </ins>Eltern kennen die Kita" in page
    assert 'Im Katalog heute: <q class="lines">Fertig</q>' in page
    assert "über das Erfragte hinaus" in page
    assert "Frau fragen" in page
    assert "Lesepaten" in page
    assert "0,0" not in page


def test_figures_lead_to_their_measures(told: UnitReturn, client: Client) -> None:
    client.force_login(make_user())
    page = page_of(client, told, "?zeige=konflikt")
    assert 'href="/massnahmen/7/"' in page
    assert 'href="/massnahmen/28/"' not in page


def test_measures_that_only_the_catalogue_changed_are_told(extract: Extract, client: Client) -> None:
    one = received(Filled(extract).fill("28,1", also={STATUS: "umgesetzt", PROGRESS: "Fertig"}).bytes())
    edits = {("status",): Status("in-umsetzung")}
    apply([MeasureEdit(7, edits)], by=None, way=ChangeSet.Way.FORM)
    client.force_login(make_user())
    assert "Seither im Katalog geändert" in page_of(client, one, "?zeige=katalog")


def test_untouched_extract_says_that_nothing_is_to_decide(extract: Extract, client: Client) -> None:
    one = received(Filled(extract).bytes())
    client.force_login(make_user())
    assert "Nichts zu entscheiden:" in page_of(client, one)


def test_page_costs_the_same_for_one_measure_and_for_many(
    extract: Extract, client: Client, django_assert_num_queries: Any
) -> None:
    few = received(Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes())
    for number in range(40, 60):
        make_measure(number, lead="FB-51")
    file = Filled(make_extract(extract.unit))
    for number in range(40, 59):
        file.fill(f"{number},0", also={PROGRESS: f"Im Bau {number}", STATUS: "umgesetzt"})
    many = received(file.bytes())
    client.force_login(make_user())
    page_of(client, few)
    with django_assert_num_queries(14):
        page_of(client, few)
    with django_assert_num_queries(14):
        page_of(client, many)


# --- Whose it is ----------------------------------------------------------------------------


def test_koordination_assigns_a_file_without_token(
    extract: Extract, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_actions, "send_to_child", lambda one: None)
    one = make_returned_file(state=State.UNASSIGNED, message="Ohne Kennung.")
    client.force_login(make_user())
    assert "Zuordnen und lesen" in page_of(client, one)
    address = f"/ruecklauf/{one.pk}/zuordnen/"
    for sent, sentence in (
        ({"unit": ""}, "Stelle"),
        ({"unit": "FB 61"}, "noch kein Auszug ausgegeben"),
        ({"unit": "FB 51", "key_date": "2001-01-01"}, "Zu diesem Stichtag gibt es keinen Auszug. Ausgegeben"),
    ):
        response = client.post(address, sent)
        assert response.status_code == 422
        assert sentence in response.content.decode()
    assert client.post(address, {"unit": "FB 51"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.extract) == (State.READING, extract)
    client.post(address, {"unit": "FB 51"})
    assert "hat inzwischen den Stand „wird gelesen“" in client.get("/ruecklauf/").content.decode()


def test_department_does_not_assign(extract: Extract, client: Client) -> None:
    person = make_user(Hat.DEPARTMENT, unit=extract.unit)
    one = make_returned_file(state=State.UNASSIGNED, message="Ohne Kennung.", by=person)
    client.force_login(person)
    page = page_of(client, one)
    assert "Zuordnen und lesen" not in page
    assert "Die Koordination sieht diese Datei ebenfalls." in page
    assert client.post(f"/ruecklauf/{one.pk}/zuordnen/").status_code == 403


# --- Progress, and the end ------------------------------------------------------------------


def test_page_reloads_itself_while_the_file_is_read(db: None, client: Client) -> None:
    one = make_returned_file(state=State.READING)
    client.force_login(make_user())
    response = client.get(f"/ruecklauf/{one.pk}/")
    assert response["Refresh"] == "2"
    UnitReturn.objects.update(touched_at=timezone.now() - SILENCE - dt.timedelta(seconds=1))
    response = client.get(f"/ruecklauf/{one.pk}/")
    assert "Refresh" not in response
    assert "Erneut lesen" in response.content.decode()


def test_uploader_or_koordination_discards(extract: Extract, client: Client) -> None:
    uploader = make_user(Hat.DEPARTMENT, unit=extract.unit)
    colleague = make_user(Hat.DEPARTMENT, username="kollegium")
    make_membership(colleague, extract.unit)
    data = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau"}).bytes()
    one = received(data, by=uploader)
    client.force_login(colleague)
    assert "Rückmeldung verwerfen" not in page_of(client, one)
    assert client.post(f"/ruecklauf/{one.pk}/verwerfen/").status_code == 404
    client.force_login(uploader)
    assert "Rückmeldung verwerfen" in page_of(client, one)
    client.post(f"/ruecklauf/{one.pk}/verwerfen/")
    assert "Diese Datei ist verworfen" in page_of(client, one)
    assert not Suggestion.objects.exists()
    again = received(data, by=uploader)
    client.force_login(make_user())
    client.post(f"/ruecklauf/{again.pk}/verwerfen/")
    again.refresh_from_db()
    assert again.state == State.DISCARDED


def test_original_is_sent_as_it_came_until_it_is_discarded(told: UnitReturn, client: Client) -> None:
    client.force_login(make_user())
    response = client.get(f"/ruecklauf/{told.pk}/datei/")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert told.file
    assert hashlib.sha256(response.content).hexdigest() == told.file.sha256
    client.post(f"/ruecklauf/{told.pk}/verwerfen/")
    assert client.get(f"/ruecklauf/{told.pk}/datei/").status_code == 404


def test_what_could_not_be_read_is_in_quarantine(extract: Extract, client: Client) -> None:
    sender = make_user(Hat.DEPARTMENT, unit=extract.unit)
    one = make_returned_file(b"PK?", by=sender, state=State.REFUSED, message="Kaputt.", unit=extract.unit)
    client.force_login(sender)
    assert "liegt in Quarantäne" in page_of(client, one)
    assert client.get(f"/ruecklauf/{one.pk}/datei/").status_code == 404
    client.force_login(make_user(username="buero"))
    assert f"/ruecklauf/{one.pk}/datei/" in page_of(client, one)
    response = client.get(f"/ruecklauf/{one.pk}/datei/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="Auszug.xlsx.gesperrt"'
    assert response.headers["Content-Type"] == "application/octet-stream"
