"""Nothing that opens a door gets into the log at its most talkative: at every address, on every way in."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as installed
from django.core import mail
from django.db import transaction
from django.test import Client

from integration.accounts.models import User
from integration.logs import JsonLines, Lines
from tests.directory import configure, running, way_back
from tests.factories import make_token, make_unit
from tests.integration.people import PASSWORD, mailed, make_administration, make_user
from tests.test_rights import EXPECTED, address
from tests.test_rights import people as people
from tests.totp import code, set_up

pytestmark = pytest.mark.django_db

TYPED = {
    "password": "Kanarie-Passwort",
    "old_password": "Kanarie-altes-Passwort",
    "new_password1": "Kanarie-neues-Passwort",
    "new_password2": "Kanarie-neues-Passwort",
    "code": "Kanarie-Code",
    "csrfmiddlewaretoken": "Kanarie-Formular",
    "username": "kanarie-name",
    "email": "kanarie@stadt.example",
    "text": "Kanarie schreibt einen Text",
    "q": "Kanarie-Suche",
}
ASKED = {
    "code": "Kanarie-OIDC-Code",
    "state": "Kanarie-State",
    "token": "Kanarie-Token",
    "q": "Kanarie-Suche",
}


@pytest.fixture
def told() -> Iterator[StringIO]:
    """What the log says when everybody says all they have, in both of its forms."""
    stream, root = StringIO(), logging.getLogger()
    handlers = [logging.StreamHandler(stream) for _ in range(2)]
    for handler, lines in zip(handlers, (Lines(), JsonLines()), strict=True):
        handler.setFormatter(lines)
        root.addHandler(handler)
    known = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    pinned: Any = installed.LOGGING["loggers"]
    talkative = [root, *(one for one in known if not one.name.startswith(tuple(pinned)))]
    levels = [one.level for one in talkative]
    for one in talkative:
        one.setLevel(logging.DEBUG)
    yield stream
    for one, level in zip(talkative, levels, strict=True):
        one.setLevel(level)
    for handler in handlers:
        root.removeHandler(handler)


def secrets_of(client: Client) -> list[str]:
    return [cookie.value for cookie in client.cookies.values() if cookie.value]


def assert_unsaid(told: StringIO, *secrets: str) -> None:
    lines = told.getvalue().splitlines()
    assert any("integration.request_log" in line for line in lines)
    leaks = {line[:400] for line in lines for secret in secrets if secret and secret in line}
    assert not leaks, "\n".join(sorted(leaks))


@pytest.mark.long
@pytest.mark.parametrize("who", ["administration", "coordination and 51.3"])
def test_no_address_tells_what_it_was_sent(
    people: dict[str, User | None],
    told: StringIO,
    who: str,
) -> None:
    person = people[who]
    assert person
    client = Client(raise_request_exception=False, headers={"authorization": "Bearer Kanarie-Schlüssel"})
    client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
    client.get("/konto/passwort/")  # a page with a form: it sets the cookie for it
    cookies = secrets_of(client)
    assert len(cookies) == 2
    for route in sorted(set(EXPECTED) - {"accounts:sign-out", "accounts:session-end"}):
        with transaction.atomic():
            path = address(route, people)
            client.get(path, ASKED)
            client.post(f"{path}?token=Kanarie-Token", TYPED)
            transaction.set_rollback(True)
    assert told.getvalue().count("integration.request_log") > 3 * len(EXPECTED)
    assert_unsaid(told, *cookies, "anarie", person.username)


def test_ways_in_with_a_password_tell_nothing(client: Client, told: StringIO) -> None:
    person = make_user("vera.muster", email="vera@stadt.example")
    seen = []
    client.post("/anmelden/", {"username": "vera.muster", "password": "Kanarie-falsch"})
    client.post("/anmelden/", {"username": "vera.muster", "password": PASSWORD})
    seen += secrets_of(client)
    secret, paper = set_up(client, PASSWORD)
    seen += secrets_of(client)
    stranger = Client()
    stranger.post("/anmelden/", {"username": "vera.muster", "password": PASSWORD})
    stranger.post("/anmelden/code/", {"code": "123454321"})
    stranger.post("/anmelden/code/", {"code": paper[0]})
    assert stranger.get("/konto/").status_code == 200
    seen += secrets_of(stranger)
    assert_unsaid(told, *seen, "anarie", PASSWORD, secret, code(secret), *paper, "123454321", "vera")
    assert str(person.pk) in told.getvalue()


def test_links_of_mails_tell_nothing(client: Client, told: StringIO) -> None:
    make_user("vera.muster", email="vera@stadt.example")
    client.post("/passwort-vergessen/", {"email": "vera@stadt.example"})
    mailed()
    client.force_login(make_administration())
    person = make_user("neu", email="neu@stadt.example", password=None)
    client.post(f"/personen/{person.pk}/einladung/")
    links = [
        link for letter in mail.outbox for link in re.findall(r"https?://\S+/\S+/\S+/", str(letter.body))
    ]
    assert len(links) == 2
    for link in links:
        stranger = Client()
        page = stranger.get(urlsplit(link).path, follow=True)
        stranger.post(
            page.request["PATH_INFO"], {"new_password1": "Kanarie-neu", "new_password2": "Kanarie-neu-1"}
        )
        assert_unsaid(told, *urlsplit(link).path.split("/")[2:4], *secrets_of(stranger), "anarie", "vera")
    assert_unsaid(told, *secrets_of(client))


def test_way_in_by_the_directory_tells_nothing(client: Client, told: StringIO, settings: Any) -> None:
    with running() as provider:
        configure(settings, provider, OIDC_CLIENT_SECRET="Kanarie-Client")
        make_unit("51.3")
        provider.knows("u-1", preferred_username="vera", email="vera@stadt.example", units=["51.3"])
        back = way_back(client, provider, "u-1")
        noise = told.getvalue()  # the provider's own log is not ours
        told.truncate(0)
        told.seek(0)
        assert noise
        client.get(back)
        client.get("/konto/")
    asked = {name: value for name, (value,) in parse_qs(urlsplit(back).query).items()}
    ours = StringIO("".join(line for line in told.getvalue().splitlines(True) if "oidc_provider" not in line))
    assert_unsaid(ours, asked["code"], asked["state"], *secrets_of(client), "anarie", "vera")


def test_token_of_a_system_is_not_told(client: Client, told: StringIO) -> None:
    token = make_token()
    client.get("/api/v1/massnahmen", headers={"authorization": f"Bearer {token.secret}"})
    client.get("/api/v1/massnahmen?schluessel=x", headers={"authorization": f"Bearer {token.secret}"})
    assert_unsaid(told, token.secret)
