"""Selections that a person keeps under a name."""

from __future__ import annotations

import io
import json
from zipfile import ZipFile

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import SavedView
from catalogue.saved_view_form import MOST
from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.factories import make_saved_view, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def person(client: Client) -> User:
    user = make_user(Hat.COORDINATION)
    client.force_login(user)
    return user


def keep(client: Client, name: str, query: str = "q=Kita", path: str = "/massnahmen/") -> int:
    return client.post("/ansichten/neu/", {"name": name, "path": path, "query": query}).status_code


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_selection_is_kept_and_found_above_the_list(client: Client, person: User) -> None:
    html = text(client, "/massnahmen/?q=Kita&stelle=&page=1")
    assert 'name="query" value="q=Kita&amp;stelle=&amp;page=1"' in html
    response = client.post(
        "/ansichten/neu/",
        {"name": "  Kita   offen ", "path": "/massnahmen/", "query": "q=Kita&stelle=&page=1&x=2"},
    )
    assert response.headers["Location"] == "/massnahmen/?q=Kita"
    html = text(client, "/massnahmen/?q=Kita")
    assert '<a href="/massnahmen/?q=Kita" aria-current="page">Kita offen</a>' in html
    assert "Die Ansicht „Kita offen“ ist gespeichert." in html
    assert '<a href="/massnahmen/?q=Kita">Kita offen</a>' in text(client, "/katalog/")


def test_view_of_the_table_keeps_its_columns(client: Client, person: User) -> None:
    keep(client, "Alles", "spalten=alle&status=geplant", "/katalog/")
    assert SavedView.objects.get().url == "/katalog/?status=geplant&spalten=alle"


def test_list_without_a_selection_offers_nothing_to_keep(client: Client, person: User) -> None:
    assert "als Ansicht speichern" not in text(client, "/massnahmen/")
    assert "als Ansicht speichern" in text(client, "/massnahmen/?sort=status")


def test_view_is_found_on_the_overview(client: Client, person: User) -> None:
    make_saved_view(person, "Meine Kita")
    assert '<a href="/massnahmen/?q=Kita">Meine Kita</a>' in text(client, "/")


def test_name_is_taken_once_per_person(client: Client, person: User) -> None:
    make_saved_view(make_user(Hat.ADMINISTRATION), "Kita")
    assert keep(client, "Kita") == 302
    response = client.post("/ansichten/neu/", {"name": "Kita", "path": "/massnahmen/", "query": "q=x"})
    assert "Eine Ansicht mit diesem Namen haben Sie schon." in response.content.decode()
    assert SavedView.objects.filter(user=person).count() == 1


@pytest.mark.parametrize(
    ("name", "path", "query"),
    [
        ("", "/massnahmen/", ""),
        ("\x07\x0b", "/massnahmen/", ""),
        ("a\x00b", "/massnahmen/", ""),
        ("x" * 81, "/massnahmen/", ""),
        ("Fort", "https://anderswo.example/", ""),
        ("Fort", "/personen/", ""),
        ("Lang", "/massnahmen/", "q=" + "x" * 3000),
    ],
)
def test_bad_input_is_refused_and_nothing_kept(
    client: Client, person: User, name: str, path: str, query: str
) -> None:
    response = client.post("/ansichten/neu/", {"name": name, "path": path, "query": query})
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert not SavedView.objects.exists()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({}, optional={name: st.text() for name in ("name", "path", "query")}))
def test_junk_is_never_an_error_of_the_server(client: Client, person: User, data: dict[str, str]) -> None:
    assert client.post("/ansichten/neu/", data).status_code in (302, 400, 422)


def test_markup_in_a_name_is_text(client: Client, person: User) -> None:
    keep(client, "<b>Kita</b>")
    html = text(client, "/massnahmen/")
    assert "&lt;b&gt;Kita&lt;/b&gt;" in html
    assert "<b>Kita</b>" not in html


def test_number_of_views_is_limited(client: Client, person: User) -> None:
    for number in range(MOST):
        make_saved_view(person, f"Ansicht {number}")
    assert keep(client, "Noch eine") == 422
    assert SavedView.objects.count() == MOST


def test_view_is_renamed_and_keeps_its_selection(client: Client, person: User) -> None:
    view = make_saved_view(person)
    make_saved_view(person, "Schule")
    path = f"/ansichten/{view.pk}/"
    assert "schon" in client.post(path, {"name": "Schule"}).content.decode()
    assert client.post(path, {"name": "Kinder", "query": "?q=anders"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.query) == ("Kinder", "?q=Kita")


def test_view_is_deleted_after_a_question(client: Client, person: User) -> None:
    view = make_saved_view(person)
    path = f"/ansichten/{view.pk}/loeschen/"
    assert "löschen?" in text(client, path)
    assert SavedView.objects.exists()
    assert client.post(path).headers["Location"] == "/ansichten/"
    assert not SavedView.objects.exists()
    assert "Noch keine Ansichten" in text(client, "/ansichten/")


def test_views_of_others_are_not_there(client: Client, person: User) -> None:
    view = make_saved_view(make_user(Hat.ADMINISTRATION), "Geheim")
    for path in ("/massnahmen/", "/ansichten/", "/"):
        assert "Geheim" not in text(client, path)
    for path in (f"/ansichten/{view.pk}/", f"/ansichten/{view.pk}/loeschen/"):
        assert client.get(path).status_code == client.post(path, {"name": "x"}).status_code == 404
    assert SavedView.objects.get().name == "Geheim"


def test_person_takes_their_views_along(client: Client, person: User) -> None:
    make_saved_view(person, "Meine Kita")
    with ZipFile(io.BytesIO(client.get("/konto/daten.zip").content)) as archive:
        data = json.loads(archive.read("daten.json"))
    (view,) = next(
        rows for kind in data["Daten"] for rows in kind["Einträge"].values() if "Kita" in str(rows)
    )
    assert (view["Name"], view["Auswahl"]) == ("Meine Kita", "?q=Kita")
