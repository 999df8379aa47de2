import mailbox
import re
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from django.core import mail
from django.test import Client

from integration.accounts.invitations import LIFETIME, invitation_path, send_invitation, tokens
from integration.accounts.models import User
from tests.integration.people import make_user

pytestmark = pytest.mark.django_db
NEW = {"new_password1": "Sieben-Brücken-2017", "new_password2": "Sieben-Brücken-2017"}


@pytest.fixture
def invited() -> User:
    return make_user("fb51", function="Fachbereich 51", password=None)


def link_in(body: Any) -> str:
    found = re.search(r"https://katalog\.example(/\S+)", body)
    assert found
    return found.group(1)


def test_invitation_tells_who_is_meant_and_until_when(invited: User) -> None:
    send_invitation(invited, site="https://katalog.example/")
    (letter,) = mail.outbox
    assert letter.to == ["fb51@stadt.example"]
    assert "Fachbereich 51" in letter.body
    assert "Anmeldename: fb51" in letter.body
    assert re.search(r"bis zum \d\d\.\d\d\.\d{4}", str(letter.body))


def test_invited_person_sets_a_password_and_signs_in(client: Client, invited: User) -> None:
    send_invitation(invited, site="https://katalog.example")
    page = client.get(link_in(mail.outbox[0].body), follow=True)
    assert "Für Sie ist ein Konto eingerichtet" in page.content.decode()
    done = client.post(page.request["PATH_INFO"], NEW, follow=True)
    assert "Ihr Passwort ist gespeichert" in done.content.decode()
    answer = client.post("/anmelden/", {"username": "fb51", "password": NEW["new_password1"]})
    assert answer.headers["Location"] == "/"


def test_weak_password_is_refused_beside_its_field(client: Client, invited: User) -> None:
    page = client.get(invitation_path(invited), follow=True)
    answer = client.post(page.request["PATH_INFO"], {"new_password1": "kurz", "new_password2": "kurz"})
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "Dieses Passwort ist zu kurz." in answer.content.decode()


def test_link_is_void_once_used(client: Client, invited: User) -> None:
    path = invitation_path(invited)
    invited.set_password("Sieben-Brücken-2017")
    invited.save()
    assert "Dieser Link gilt nicht mehr" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("days", "valid"), [pytest.param(-0.01, True, id="before"), pytest.param(0.01, False, id="after")]
)
def test_link_is_valid_for_fourteen_days(
    invited: User, monkeypatch: pytest.MonkeyPatch, days: float, valid: bool
) -> None:
    token = tokens.make_token(invited)
    later = time.time() + LIFETIME.total_seconds() + days * 86400
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert LIFETIME.days == 14
    assert tokens.check_token(invited, token) is valid


def test_link_is_void_for_another_person_and_another_address(invited: User) -> None:
    token = tokens.make_token(invited)
    assert not tokens.check_token(make_user("kita", password=None), token)
    invited.email = "neu@stadt.example"
    assert not tokens.check_token(invited, token)


def test_link_is_void_for_a_deactivated_person(client: Client, invited: User) -> None:
    path = invitation_path(invited)
    User.objects.update(is_active=False)
    assert "Dieser Link gilt nicht mehr" in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/einladung/x/y/", "/einladung/MQ/set-password/", "/einladung/%C3%BC/%01/"])
def test_invented_link_is_explained(client: Client, path: str) -> None:
    assert "Dieser Link gilt nicht mehr" in client.get(path).content.decode()


def test_invitation_leaves_by_smtp(invited: User, settings: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listener = Controller(Mailbox(tmp_path / "post"), hostname="127.0.0.1", port=port)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    listener.start()
    try:
        send_invitation(invited, site="https://katalog.example")
    finally:
        listener.stop()
    (letter,) = mailbox.Maildir(tmp_path / "post")
    assert letter["To"] == "fb51@stadt.example"
    assert "Fachbereich 51" in letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
