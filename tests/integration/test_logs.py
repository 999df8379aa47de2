"""The log: one line for each request, found again by its id, and no secrets whatever happens."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any, NoReturn

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from pytest_django import Settings

from integration.logs import JsonLines, Lines
from integration.request_log import RequestLog
from integration.urls import urlpatterns as real
from tests.documented import DOCS
from tests.factories import make_token
from tests.integration.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SENT = "Geheim-\"und'-ümlaut-Passwort"


@login_not_required
def breaks(request: HttpRequest, token: str = "") -> NoReturn:
    """A view as careless as can be: all it was told stands in the error's text."""
    raise ValueError(
        request.POST.dict(),
        request.COOKIES,
        request.GET,
        token,
        dict(request.headers),
        request.session.session_key,
    )


@login_not_required
def names_the_database(request: HttpRequest) -> NoReturn:
    raise RuntimeError(
        "postgres://amt:Datenbank-Passwort@db.stadt.example/katalog\nDETAIL:  Key (name)=(Vera Muster)"
    )


urlpatterns = [
    path("bricht/", breaks),
    path("bricht/<token>/", breaks),
    path("datenbank/", names_the_database),
    *real,
]
handler500 = "integration.views.server_error"


@pytest.fixture(params=[Lines, JsonLines])
def told(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What the log says, in both of its forms."""
    yield from _listening(request.param())


@pytest.fixture
def json_lines() -> Iterator[StringIO]:
    yield from _listening(JsonLines())


@pytest.fixture
def plain_lines() -> Iterator[StringIO]:
    yield from _listening(Lines())


def _listening(formatter: logging.Formatter) -> Iterator[StringIO]:
    stream, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.fixture
def careless(client: Client, settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


def test_request_is_one_line_of_json(client: Client, json_lines: StringIO) -> None:
    person = make_user("vera.muster")
    client.force_login(person)
    answer = client.get("/konto/?q=Vera+Muster")
    (line,) = [json.loads(line) for line in json_lines.getvalue().splitlines()]
    assert line["time"][:2] == "20"
    assert line | {"time": "", "duration_ms": 0} == {
        "time": "",
        "level": "INFO",
        "logger": "integration.request_log",
        "message": line["message"],
        "request_id": answer.headers["X-Request-ID"],
        "user": person.pk,
        "system": None,
        "method": "GET",
        "path": "/konto/",
        "status": 200,
        "duration_ms": 0,
    }
    assert "uster" not in json_lines.getvalue()


def test_line_says_which_system_asked(told: StringIO) -> None:
    issued = make_token("Statistikportal")
    for secret in (issued.secret, "falsch"):
        Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/stammdaten")
    said = [line for line in told.getvalue().splitlines() if "stammdaten" in line and " ms, " in line]
    assert [f", system {issued.token.pk}" in line for line in said] == [True, False]
    assert "user None" in said[1]
    if said[0].startswith("{"):
        assert [json.loads(line)["system"] for line in said] == [issued.token.pk, None]
    assert "Statistikportal" not in told.getvalue()


def test_documented_line_is_like_those_that_are_written(client: Client, json_lines: StringIO) -> None:
    (shown,) = re.findall(r'(?m)^{"time": .*}$', (DOCS / "betrieb.md").read_text(encoding="utf-8"))
    client.get("/anmelden/")
    (written,) = [json.loads(line) for line in json_lines.getvalue().splitlines()]
    example = json.loads(shown)
    assert list(example) == list(written)
    told = "{method} {path} {status}, {duration_ms} ms, user {user}"
    assert [one["message"] for one in (example, written)] == [
        told.format(**one) for one in (example, written)
    ]


def test_plain_lines_begin_where_we_say_and_carry_the_id(client: Client, plain_lines: StringIO) -> None:
    answer = client.get("/gibt-es-nicht/%0AINFO gefälscht/")
    logged = plain_lines.getvalue().splitlines()
    assert [line.split()[3] for line in logged] == ["integration.request_log", "django.request"]
    assert all(f" [{answer.headers['X-Request-ID']}] " in line for line in logged)


@pytest.mark.parametrize("path", ["/healthz", "/static/css/site.css"])
@pytest.mark.parametrize("status", [200, 500])
def test_routine_is_logged_only_when_it_fails(told: StringIO, path: str, status: int) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status)

    assert RequestLog(view)(RequestFactory().get(path)).headers["X-Request-ID"]
    assert (path in told.getvalue()) == (status == 500)


@pytest.mark.parametrize(
    ("proxies", "given", "is_kept"),
    [
        pytest.param(1, "4f1c2d3e5a6b7c8d", True, id="proxy"),
        pytest.param(0, "4f1c2d3e5a6b7c8d", False, id="stranger"),
        pytest.param(1, "", False, id="none"),
        pytest.param(1, "a" * 65, False, id="long"),
        pytest.param(1, "kurz", False, id="short"),
        pytest.param(1, "abc\tdefgh<script>", False, id="harmful"),
    ],
)
def test_id_is_the_proxys_where_it_is_trusted_and_harmless(
    client: Client, settings: Settings, told: StringIO, proxies: int, given: str, is_kept: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    answer = client.get("/anmelden/", headers={"x-request-id": given})
    assert (answer.headers["X-Request-ID"] == given) == is_kept
    assert answer.headers["X-Request-ID"] in told.getvalue()
    assert not given or (given in told.getvalue()) == is_kept


def test_secrets_of_a_request_stay_out_of_its_error(careless: Client, told: StringIO) -> None:
    careless.get("/anmelden/")
    careless.force_login(make_user())
    token = "abcdef-0123456789abcdef"
    sent = {"password": SENT, "new_password1": "n" + SENT, "csrfmiddlewaretoken": "C" * 64, "code": "123456"}
    answer = careless.post(
        f"/bricht/{token}/?token=im-Suchteil", sent, headers={"authorization": "Bearer geheimes-Zeichen"}
    )
    assert answer.status_code == 500
    said = told.getvalue()
    assert "ValueError" in said
    assert answer.headers["X-Request-ID"] in said
    page = answer.content.decode()
    assert answer.headers["X-Request-ID"] in page  # what to tell the Administration
    for inside in ("ValueError", "Traceback", SENT, __name__):
        assert inside not in page
    cookies = [careless.cookies[name].value for name in ("sessionid", "csrftoken")]
    for secret in [
        *sent.values(),
        *cookies,
        token,
        "im-Suchteil",
        "geheimes-Zeichen",
        repr(SENT),
        json.dumps(SENT),
    ]:
        assert secret.strip("\"'") not in said
    assert "Geheim-" not in said


def test_secrets_of_the_installation_stay_out_of_errors(
    careless: Client, told: StringIO, settings: Settings
) -> None:
    settings.SECRET_KEY = "ein-Schlüssel-der-Installation"
    logging.getLogger("irgendwo").error("mit %s und %s", settings.SECRET_KEY, {"a": settings.SECRET_KEY})
    assert careless.get("/datenbank/").status_code == 500
    said = told.getvalue()
    assert "irgendwo" in said
    for secret in [settings.SECRET_KEY, "Datenbank-Passwort", "Vera"]:
        assert secret not in said


def test_link_that_opens_a_door_is_not_logged(client: Client, told: StringIO) -> None:
    person = make_user()
    uid, token = urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)
    client.get(f"/passwort-vergessen/{uid}/{token}/", follow=True)
    assert "/passwort-vergessen/" in told.getvalue()
    assert token not in told.getvalue()


def test_failed_sign_in_names_neither_person_nor_password(client: Client, told: StringIO) -> None:
    make_user("vera.muster")
    for _ in range(6):
        client.post("/anmelden/", {"username": "vera.muster", "password": SENT})
    said = told.getvalue()
    assert "/anmelden/" in said
    for secret in ["vera", "127.0.0.1", SENT, PASSWORD]:
        assert secret not in said


def test_record_of_a_stranger_is_only_what_is_named(json_lines: StringIO) -> None:
    extra: dict[str, Any] = {"request": object(), "name_of_person": "Vera"}
    logging.getLogger("fremd").warning("Satz", extra=extra)
    (line,) = [json.loads(line) for line in json_lines.getvalue().splitlines()]
    assert set(line) == {"time", "level", "logger", "message", "request_id", "user", "system"}
