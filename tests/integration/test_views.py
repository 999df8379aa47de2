import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from integration.views import server_error
from tests.integration.people import make_user

pytestmark = pytest.mark.django_db
READABLE_SIGNED_OUT = {
    "accounts:sign-in",
    "accounts:second-step",
    "accounts:directory-sign-in",
    "accounts:directory-callback",
    "accounts:sign-out",  # leads to sign-in
    "accounts:password-reset",
    "accounts:password-reset-confirm",
    "accounts:invitation",
    "accessibility",
    "privacy",
    "health",
    "security-contact",
}


def every_page(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_page(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", entry


def test_nothing_else_is_readable_signed_out() -> None:
    pages = dict(every_page(get_resolver()))
    open_to_all = {name for name, page in pages.items() if not getattr(page.callback, "login_required", True)}
    readable = {name for name in open_to_all if not name.startswith("api:")}  # asks for a token: test_rights
    assert readable == READABLE_SIGNED_OUT


@pytest.mark.parametrize("path", ["/", "/hilfe/", "/lizenzen/", "/konto/", "/konto/passwort/", "/personen/"])
def test_signed_out_visitor_is_asked_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"] == f"/anmelden/?next={path}"


@pytest.mark.parametrize(
    "path", ["/barrierefreiheit/", "/datenschutz/", "/anmelden/", "/passwort-vergessen/"]
)
def test_public_page_is_readable_signed_out(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


PAGES = [
    "/",
    "/konto/",
    "/hilfe/",
    "/hilfe/filter/",
    "/lizenzen/",
    "/barrierefreiheit/",
    "/datenschutz/",
    "/abmelden/",
]
JUNK = "q=%00&page=-1&sort=%27%22&next=//x&stand=2017-02-31&massnahme[]=" + "x" * 1500


@pytest.mark.parametrize("path", PAGES)
def test_page_survives_junk(client: Client, path: str) -> None:
    client.force_login(make_user())
    assert client.get(f"{path}?{JUNK}").status_code == 200
    assert client.get(f"{path}?%FF%C0").status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/gibt-es-nicht/", "/personen/"])
def test_footer_leads_to_accessibility_and_privacy(client: Client, path: str) -> None:
    client.force_login(make_user())
    page = client.get(path).content.decode()
    assert 'href="/barrierefreiheit/"' in page
    assert 'href="/datenschutz/"' in page
    assert '<html lang="de">' in page


def test_error_page_needs_neither_person_nor_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        answer = server_error(RequestFactory().get("/"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert 'href="/barrierefreiheit/"' in page
    assert 'href="/"' in page


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, DatabaseError])
def test_database_that_takes_nothing_is_no_defect(client: Client, kind: type[Exception]) -> None:
    def gone(*args: Any) -> None:
        raise kind("could not extend file: No space left on device")

    client.force_login(make_user())
    client.raise_request_exception = False
    with connection.execute_wrapper(gone):
        answer = client.get("/konto/")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "wahrscheinlich <strong>nicht gespeichert</strong>" in page
    assert answer.headers["X-Request-ID"] in page
    assert 'href="/"' in page
    assert "No space" not in page


def test_accessibility_names_state_contact_and_conciliation(client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL = "barrieren@stadt.example"
    page = client.get("/barrierefreiheit/").content.decode()
    for text in [
        "teilweise vereinbar",
        "barrieren@stadt.example",
        "Schlichtungsstelle",
        "9d NBGG",
        'id="feedback"',
    ]:
        assert text in page


def test_privacy_tells_purpose_retention_and_rights(client: Client) -> None:
    page = client.get("/datenschutz/").content.decode()
    for text in ["IP-Adresse", "15 Minuten", "10 Stunden", "15 bis 18", "Cookies"]:
        assert text in page


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        pytest.param("/gibt-es-nicht/", 404, "Diese Seite gibt es nicht", id="404"),
        pytest.param("/personen/", 403, "Dafür haben Sie kein Recht", id="403"),
    ],
)
def test_error_page_shows_the_way_out(client: Client, path: str, status: int, text: str) -> None:
    client.force_login(make_user())
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == status
    assert text in page
    assert "Zur Übersicht" in page
    assert PermissionDenied.__name__ not in page


def test_expired_form_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/anmelden/", {"username": "x", "password": "x"})
    assert answer.status_code == 403
    assert "Das Formular ist abgelaufen" in answer.content.decode()


def test_request_for_another_host_is_refused(client: Client) -> None:
    answer = client.get("/anmelden/", headers={"host": "anderswo.example"})
    assert answer.status_code == 400
    assert "Diese Anfrage ist nicht verständlich" in answer.content.decode()


def test_address_of_any_length_is_answered(client: Client) -> None:
    assert client.get("/konto/?" + "x" * 9000).status_code in {302, 400}


def test_security_contact_is_readable_by_machines_and_expires(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "https://stadt.example/meldung"
    answer = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "https://stadt.example/meldung"
    left = dt.datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert dt.timedelta(days=89) < left < dt.timedelta(days=365)  # RFC 9116: less than a year


def test_security_contact_is_the_usual_one_or_none(client: Client, settings: Settings) -> None:
    settings.CONTACT_EMAIL = "katalog@stadt.example"
    assert (
        "Contact: mailto:katalog@stadt.example\n" in client.get("/.well-known/security.txt").content.decode()
    )
    settings.CONTACT_EMAIL = ""
    assert client.get("/.well-known/security.txt").status_code == 404
