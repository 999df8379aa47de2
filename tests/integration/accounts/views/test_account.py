import datetime as dt
import re
import socket
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from integration.accounts.models import User
from integration.accounts.sessions import SessionStore
from tests.integration.people import PASSWORD, mailed, make_coordination, make_user

pytestmark = pytest.mark.django_db
NEW = "Sieben-Brücken-2017"


@pytest.fixture
def person() -> User:
    return make_user("fb51", function="Fachbereich 51")


def sign_in(client: Client, password: str = PASSWORD, **query: str) -> Any:
    return client.post("/anmelden/", {"username": "fb51", "password": password, **query})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_sign_in_leads_to_the_overview(client: Client, person: User) -> None:
    assert sign_in(client).headers["Location"] == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize("username", ["FB51", "Fb51 "])
def test_sign_in_takes_the_username_as_it_is_typed(client: Client, person: User, username: str) -> None:
    client.post("/anmelden/", {"username": username, "password": PASSWORD})
    assert is_signed_in(client)


def test_sign_in_leads_back_to_where_one_wanted_to_go(client: Client, person: User) -> None:
    asked = client.get("/hilfe/?thema=filter")
    assert asked.headers["Location"] == "/anmelden/?next=/hilfe/%3Fthema%3Dfilter"
    page = client.get(asked.headers["Location"]).content.decode()
    assert 'name="next" value="/hilfe/?thema=filter"' in page
    assert sign_in(client, next="/hilfe/?thema=filter").headers["Location"] == "/hilfe/?thema=filter"


ELSEWHERE = ["https://anderswo.example/", "//anderswo.example", "javascript:alert(1)", "\\\\anderswo.example"]


@pytest.mark.parametrize("target", [*ELSEWHERE, "/anmelden/", "\x00", ""])
def test_sign_in_leads_nowhere_else(client: Client, person: User, target: str) -> None:
    assert sign_in(client, next=target).headers["Location"] == "/"
    assert client.get("/anmelden/", {"next": target}).headers["Location"] == "/"


def test_wrong_password_and_unknown_person_look_the_same(client: Client, person: User) -> None:
    wrong = sign_in(client, "falsch").content.decode()
    unknown = client.post("/anmelden/", {"username": "niemand", "password": "falsch"}).content.decode()
    for page in (wrong, unknown):
        assert "Anmeldename und Passwort passen nicht zusammen" in page
        assert "falsch" not in page
    assert not is_signed_in(client)


class CountedHasher(MD5PasswordHasher):
    algorithm = "counted"
    count = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).count += 1
        return super().encode(password, salt)


def test_every_wrong_attempt_costs_the_same(client: Client, settings: Any) -> None:
    """How long the answer takes tells nobody which names there are: each attempt is one slow computation."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    make_user("fb51")
    make_user("eingeladen", password=None)
    make_user("ehemals", is_active=False)
    found = {}
    for username in ("fb51", "niemand", "eingeladen", "ehemals"):
        CountedHasher.count = 0
        client.post("/anmelden/", {"username": username, "password": "falsch"})
        found[username] = CountedHasher.count
    assert found == dict.fromkeys(found, 1)


def test_signing_in_begins_a_session_that_nobody_knew_before(client: Client, person: User) -> None:
    """Whoever has planted a session in another's browser does not get in with it (session fixation)."""
    planted = SessionStore()
    planted["anything"] = "1"
    planted.create()
    key = str(planted.session_key)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    sign_in(client)
    assert is_signed_in(client)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/konto/").status_code == 302
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != key


@pytest.mark.parametrize("data", [{}, {"username": "\x00", "password": "\x00"}, {"username": "x" * 999}])
def test_junk_is_not_signed_in(client: Client, data: dict[str, str]) -> None:
    assert client.post("/anmelden/", data).status_code == 200
    assert not is_signed_in(client)


def test_deactivated_person_is_not_signed_in_and_put_out(client: Client, person: User) -> None:
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/konto/").status_code == 302
    assert "passen nicht zusammen" in sign_in(Client()).content.decode()


def test_sign_in_fields_tell_the_browser_what_they_are(client: Client) -> None:
    page = client.get("/anmelden/").content.decode()
    assert re.search(r'name="username"[^>]*autocomplete="username"', page)
    assert re.search(r'name="password"[^>]*autocomplete="current-password"', page)


def test_sign_out_asks_and_then_does(client: Client, person: User) -> None:
    sign_in(client)
    assert "Möchten Sie sich abmelden?" in client.get("/abmelden/").content.decode()
    assert is_signed_in(client)
    assert "Sie sind abgemeldet" in client.post("/abmelden/", follow=True).content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("method", ["get", "post"])
def test_sign_out_of_the_signed_out_leads_to_sign_in(client: Client, method: str) -> None:
    assert getattr(client, method)("/abmelden/").headers["Location"] == "/anmelden/"


def test_account_says_who_one_is_here(client: Client) -> None:
    client.force_login(make_coordination(function="Koordination 50.21"))
    page = client.get("/konto/").content.decode()
    assert all(text in page for text in ["Koordination 50.21", "koordination@stadt.example", "Koordination"])


def test_password_change_keeps_this_device_and_signs_out_the_others(client: Client, person: User) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    page = client.post("/konto/passwort/", data, follow=True).content.decode()
    assert "Ihr Passwort ist geändert" in page
    assert other.get("/konto/").status_code == 302
    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "repeated", "text"),
    [
        pytest.param("falsch", NEW, NEW, "nicht Ihr bisheriges Passwort", id="old one wrong"),
        pytest.param(PASSWORD, NEW, NEW + "!", "Die beiden Passwörter sind verschieden", id="different"),
        pytest.param(PASSWORD, "kurz", "kurz", "Dieses Passwort ist zu kurz", id="short"),
        pytest.param(PASSWORD, "fachbereich 51", "fachbereich 51", "zu ähnlich", id="like the function"),
        pytest.param(PASSWORD, "1" * 14, "1" * 14, "numerisch", id="digits"),
        pytest.param(PASSWORD, "ü" * 129, "ü" * 129, "Höchstens 128 Zeichen; das sind 129.", id="long"),
        pytest.param("", "", "", "zwingend erforderlich", id="empty"),
    ],
)
def test_password_change_says_what_is_wrong(
    client: Client, person: User, old: str, new: str, repeated: str, text: str
) -> None:
    client.force_login(person)
    data = {"old_password": old, "new_password1": new, "new_password2": repeated}
    page = client.post("/konto/passwort/", data).content.decode()
    assert text in page
    described = re.search(r'aria-invalid="true"[^>]*aria-describedby="([^"]+)"', page) or re.search(
        r'aria-describedby="([^"]+)"[^>]*aria-invalid="true"', page
    )
    assert described
    assert all(f'id="{part}"' in page for part in described.group(1).split())
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    "new", ["Ein Satz 🔑 mit Zeichen aller Art: ß, ا, 漢, \\ und %s. " * 2, "äöü🔑" * 32]
)
def test_long_password_of_any_letters_is_kept_whole(client: Client, person: User, new: str) -> None:
    client.force_login(person)
    new = new.rstrip()
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    page = client.post("/konto/passwort/", data, follow=True).content.decode()
    assert "Ihr Passwort ist geändert" in page
    assert "maxlength" not in client.get("/konto/passwort/").content.decode()
    client.logout()
    assert not is_signed_in_with(new[:-1])
    assert is_signed_in_with(new)


def is_signed_in_with(password: str) -> bool:
    client = Client()
    sign_in(client, password)
    return is_signed_in(client)


# --- Forgotten passwords --------------------------------------------------------------------


def ask_for_link(client: Client, email: str = "fb51@stadt.example") -> str:
    page = client.post("/passwort-vergessen/", {"email": email}, follow=True).content.decode()
    mailed()
    return page


def link_in(body: Any) -> str:
    found = re.search(r"http://testserver(/\S+)", body)
    assert found
    return found.group(1)


def test_forgotten_password_is_replaced_by_a_mailed_link(client: Client, person: User) -> None:
    assert "ist eine E-Mail unterwegs" in ask_for_link(client)
    (letter,) = mail.outbox
    assert "Neues Passwort" in letter.subject
    assert "Anmeldename: fb51" in letter.body
    page = client.get(link_in(letter.body), follow=True)
    path = page.request["PATH_INFO"]
    assert "set-password" in path  # the secret does not stay in the address
    client.post(path, {"new_password1": NEW, "new_password2": NEW})
    assert sign_in(client, NEW).headers["Location"] == "/"


def test_inbox_is_not_flooded(client: Client, person: User) -> None:
    for _ in range(3):
        assert "ist eine E-Mail unterwegs" in ask_for_link(client)
    assert len(mail.outbox) == 1


def test_link_of_a_forgotten_password_works_once(client: Client, person: User) -> None:
    ask_for_link(client)
    link = link_in(mail.outbox[0].body)
    person.set_password(NEW)
    person.save()
    page = client.get(link).content.decode()
    assert "Dieser Link gilt nicht mehr" in page
    assert 'href="/passwort-vergessen/"' in page


def test_link_of_a_forgotten_password_works_for_a_day(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_link(client)
    link = link_in(mail.outbox[0].body)
    later = dt.datetime.now() + dt.timedelta(hours=25)
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later)
    assert "Dieser Link gilt nicht mehr" in client.get(link).content.decode()


@pytest.mark.parametrize("email", ["niemand@stadt.example", "ehemals@stadt.example", "neu@stadt.example"])
def test_answer_does_not_tell_whether_there_is_an_account(client: Client, person: User, email: str) -> None:
    make_user("ehemals", is_active=False)
    make_user("neu", password=None)
    assert "ist eine E-Mail unterwegs" in ask_for_link(client, email)
    assert not mail.outbox


def test_answer_does_not_wait_for_the_mail_server(client: Client, person: User, settings: Any) -> None:
    """How long it takes tells as little as the words do. This server takes a call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 5
        answer = client.post("/passwort-vergessen/", {"email": person.email})
        assert answer.status_code == 302
        silent.settimeout(10)
        line, _ = silent.accept()
        with line:
            line.settimeout(0.2)
            with pytest.raises(TimeoutError):  # the letter is still waiting
                line.recv(1)
    mailed()


@pytest.mark.parametrize("email", ["", "keine Adresse", "\x00@stadt.example"])
def test_junk_addresses_are_explained(client: Client, email: str) -> None:
    page = client.post("/passwort-vergessen/", {"email": email}).content.decode()
    assert "Bitte prüfen Sie Ihre Angaben" in page
