"""What directories, browsers and clocks do beside the straight way: nobody meets an error page."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.internal import statekit
from django.test import Client
from django.utils import timezone

from integration.accounts.models import Session, User
from integration.accounts.sessions import idle_time
from tests.directory import Provider, configure, is_inside, refused, running, sign_in, way_back
from tests.integration.people import make_administration, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("configured")]


# --- What the directory says of a person ----------------------------------------------------


def test_person_without_an_address_comes_in(client: Client, provider: Provider) -> None:
    provider.knows("m-1", preferred_username="m1", roles=["ip-koordination"])
    assert sign_in(client, provider, "m-1").headers["Location"] == "/"
    assert User.objects.get().email == ""
    assert is_inside(client)


def test_address_follows_the_directory_and_stays_where_it_names_none(
    client: Client, provider: Provider
) -> None:
    for said, kept in (
        ("alt@stadt.example", "alt@stadt.example"),
        ("neu@stadt.example", "neu@stadt.example"),
        ("keine Adresse", "neu@stadt.example"),
    ):
        provider.knows("m-2", email=said, roles=["ip-zugang"])
        assert sign_in(client, provider, "m-2").status_code == 302
        assert User.objects.get().email == kept


def test_address_that_several_have_joins_nobody(client: Client, provider: Provider, settings: Any) -> None:
    configure(settings, provider, OIDC_LINK_BY_EMAIL="1")
    for name in ("fb51", "fb61"):
        make_user(name, email="poststelle@stadt.example")
    claims = {"email": "poststelle@stadt.example", "email_verified": True, "roles": ["ip-zugang"]}
    for sub in ("m-3", "m-4"):
        provider.knows(sub, preferred_username=sub, **claims)
        sign_in(client, provider, sub)
    assert set(User.objects.values_list("username", "directory")) == {
        ("fb51", ""),
        ("fb61", ""),
        ("m-3", "verbunden"),
        ("m-4", "verbunden"),
    }


def test_two_roles_give_the_first_and_an_unknown_unit_keeps_nobody_out(
    client: Client, provider: Provider
) -> None:
    provider.knows("m-5", roles=["ip-administration", "ip-koordination"], units=["99.9"])
    sign_in(client, provider, "m-5")
    assert User.objects.get().role == "koordination"  # ROLES names it first
    assert is_inside(client)


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"rollen": ["ip-koordination"]}, "values 0 of roles, 0 of units; the claims are "),
        ({"roles": ["Vera"], "units": []}, "values 1 of roles, 0 of units; the claims are "),
    ],
)
def test_log_says_why_nothing_is_known_of_a_person_and_not_what(
    client: Client, provider: Provider, caplog: pytest.LogCaptureFixture, claims: Any, told: str
) -> None:
    provider.knows("m-6", preferred_username="vera", **claims)
    assert "weder eine Rolle noch eine Stelle" in refused(client, provider, "m-6")
    (line,) = [one.getMessage() for one in caplog.records if one.name.startswith("integration.accounts")]
    assert told in line
    assert all(name in line for name in claims)
    assert "vera" not in line.lower()


# --- Keys and clocks ------------------------------------------------------------------------


def test_directory_may_change_its_keys(client: Client, settings: Any) -> None:
    port = 0
    for _ in range(2):  # the second time with keys of its own, at the same address
        with running(port) as provider:
            configure(settings, provider)
            provider.knows("n-1", roles=["ip-zugang"])
            assert sign_in(client, provider, "n-1").status_code == 302
            port = urlsplit(provider.issuer).port or 0
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("seconds", "comes_in"),
    [
        pytest.param(300, True, id="ahead"),
        pytest.param(-300, True, id="behind"),
        pytest.param(-9000, False, id="far behind"),
    ],
)
def test_clock_of_the_directory_may_differ_by_minutes(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch, seconds: int, comes_in: bool
) -> None:
    provider.knows("n-2", roles=["ip-zugang"])
    clock = SimpleNamespace(time=lambda: time.time() + seconds)
    monkeypatch.setattr("authlib.oidc.core.grants._legacy.time", clock)  # what it says is good for an hour
    if comes_in:
        assert sign_in(client, provider, "n-2").status_code == 302
    else:
        assert "nicht gültig oder zu alt" in refused(client, provider, "n-2")


# --- Ways through a browser -----------------------------------------------------------------


def test_who_takes_too_long_begins_anew(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.knows("o-1", roles=["ip-zugang"])
    back = way_back(client, provider, "o-1")
    monkeypatch.setattr(statekit, "STATE_TTL", -1)
    answer = client.get(back)
    assert answer.status_code == 403
    assert "nicht gültig oder zu alt" in answer.content.decode()


def test_two_tabs_may_sign_in_one_after_the_other(client: Client, provider: Provider) -> None:
    provider.knows("o-2", roles=["ip-zugang"])
    first = way_back(client, provider, "o-2", "?next=/konto/")
    second = way_back(client, provider, "o-2", "?next=/hilfe/")
    assert client.get(first).headers["Location"] == "/konto/"
    assert client.get(second).headers["Location"] == "/hilfe/"
    assert is_inside(client)


def test_back_button_leads_on_instead_of_out(client: Client, provider: Provider) -> None:
    provider.knows("o-3", roles=["ip-zugang"])
    back = way_back(client, provider, "o-3")
    client.get(back)
    page = client.get(back).content.decode()
    assert "Schon angemeldet</h1>" in page
    assert "Geändert hat sich nichts" in page
    assert 'href="/">Zur Übersicht</a>' in page
    assert is_inside(client)


def test_late_form_waits_behind_the_directory(client: Client, provider: Provider) -> None:
    provider.knows("o-4", roles=["ip-koordination"])
    sign_in(client, provider, "o-4")
    Session.objects.update(last_used=timezone.now() - 2 * idle_time())
    answer = client.post("/bedarfe/neu/", {"description": "Die Plätze in der Kita reichen nicht."})
    assert answer.headers["Location"] == "/anmelden/?next=/fortsetzen/"
    assert sign_in(client, provider, "o-4").headers["Location"] == "/fortsetzen/"
    assert "Die Plätze in der Kita reichen nicht." in client.get("/fortsetzen/").content.decode()


def test_session_ends_at_once_where_the_administration_closes_the_account(
    client: Client, provider: Provider
) -> None:
    provider.knows("o-5", roles=["ip-zugang"])
    sign_in(client, provider, "o-5")
    assert is_inside(client)
    person = User.objects.get()
    fields = {"username": person.username, "function": person.function, "email": "", "is_active": ""}
    administration = Client()
    administration.force_login(make_administration())
    assert administration.post(f"/personen/{person.pk}/", fields).status_code == 302
    assert not is_inside(client)


# --- What the directory answers instead -----------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        ("access_denied", 403, "abgelehnt"),
        ("login_required", 403, "nicht gültig oder zu alt"),
        ("server_error", 503, "antwortet gerade nicht"),
        ("temporarily_unavailable", 503, "antwortet gerade nicht"),
        ("<b>böse</b>", 403, "nicht gültig oder zu alt"),
    ],
)
def test_error_of_the_directory_is_explained_and_noted(
    client: Client,
    provider: Provider,
    caplog: pytest.LogCaptureFixture,
    error: str,
    status: int,
    sentence: str,
) -> None:
    there = client.get("/anmelden/verzeichnis/").headers["Location"]
    (state,) = re.findall("state=([^&]+)", there)
    said = {"state": state, "error": error, "error_description": "Geheimes-über-Vera"}
    answer = client.get("/anmelden/verzeichnis/zurueck/", said)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert "Vera" not in answer.content.decode()
    told = [one.getMessage() for one in caplog.records if one.name.startswith("integration.accounts")]
    assert len(told) == 1
    assert (error in told[0]) == error.isidentifier()
    assert "Vera" not in told[0]


def test_code_that_the_directory_does_not_take_is_explained_and_noted(
    client: Client, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.knows("p-1", roles=["ip-zugang"])
    back = re.sub("code=[^&]+", "code=erfunden", way_back(client, provider, "p-1"))
    answer = client.get(back)
    assert answer.status_code == 403
    assert "nicht gültig oder zu alt" in answer.content.decode()
    assert "invalid_grant" in caplog.text
    assert "erfunden" not in caplog.text


def test_directory_that_goes_away_meanwhile_is_explained(
    client: Client, provider: Provider, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    provider.knows("p-2", roles=["ip-zugang"])
    back = way_back(client, provider, "p-2")
    configure(settings, Provider("http://localhost:1"))
    answer = client.get(back)
    assert answer.status_code == 503
    assert "antwortet gerade nicht" in answer.content.decode()
    assert "localhost" in caplog.text  # where it was looked for
    assert urlsplit(back).query not in caplog.text
