from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from integration.middleware import headers
from tests.city import build_city
from tests.integration.people import make_administration, make_coordination, make_user

pytestmark = pytest.mark.django_db
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def signed_in(client: Client) -> Client:
    client.force_login(make_user())
    return client


def locked_out(client: Client) -> Any:
    return [client.post("/anmelden/", {"username": "x", "password": "x"}) for _ in range(5)][-1]


def forged(client: Client) -> Any:
    return Client(enforce_csrf_checks=True).post("/anmelden/", {"username": "x", "password": "x"})


def inside(client: Client) -> Client:
    client.force_login(make_administration())
    return client


ANSWERS: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "page": (200, lambda client: signed_in(client).get("/konto/")),
    "administration": (200, lambda client: inside(client).get("/personen/")),
    "signed out": (200, lambda client: client.get("/barrierefreiheit/")),
    "sign-in": (200, lambda client: client.get("/anmelden/")),
    "redirect": (302, lambda client: client.get("/konto/")),
    "forbidden": (403, lambda client: signed_in(client).get("/personen/")),
    "forged": (403, forged),
    "not found": (404, lambda client: signed_in(client).get("/gibt-es-nicht/")),
    "wrong method": (405, lambda client: signed_in(client).put("/konto/")),
    "locked out": (429, locked_out),
    "health": (200, lambda client: client.get("/healthz")),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_is_protected(client: Client, kind: str) -> None:
    status, answer_of = ANSWERS[kind]
    answer = answer_of(client)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in PROTECTION} == PROTECTION
    assert "no-store" in answer.headers["Cache-Control"]
    assert "camera=()" in answer.headers["Permissions-Policy"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_view_may_allow_storing() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "max-age=60"})

    assert headers(view)(RequestFactory().get("/")).headers["Cache-Control"] == "max-age=60"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    make_user("fb51", password="Ein-langes-Passwort")
    client.get("/anmelden/")
    client.post("/anmelden/", {"username": "fb51", "password": "Ein-langes-Passwort"})
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/stellen/%00/", 404),
        ("/stammdaten/zielgruppen/%00/", 404),
        ("/zielgespraeche/neu/?stelle=%00", 200),
        (f"/zielgespraeche/schritte/{'9' * 40}/", 404),
    ],
)
def test_address_that_no_database_can_look_up_is_no_error(client: Client, path: str, status: int) -> None:
    """PostgreSQL fails at a NUL (nginx lets it through behind the question mark), SQLite at the number."""
    client.force_login(make_coordination())
    assert client.get(path).status_code == status


def test_refused_form_is_no_success_once_signed_in(client: Client) -> None:
    client.force_login(make_administration())
    assert client.post("/personen/neu/", {}).status_code == 422
    assert client.get("/personen/neu/").status_code == 200
    assert Client().post("/anmelden/", {"username": "x", "password": "x"}).status_code == 200


def test_refused_document_is_answered_with_its_reason(client: Client, settings: Settings) -> None:
    settings.CHILD_MEMORY_MB = 20
    build_city()
    answer = inside(client).get("/katalog.pdf")
    assert answer.status_code == 503
    html = answer.content.decode()
    assert "Das PDF braucht mehr als 20 MB Arbeitsspeicher." in html
    assert "Excel-Datei" in html
