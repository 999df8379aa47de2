"""Several web processes behind nginx are one site: whatever one knows, the other knows."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import override_settings

from integration.accounts.models import User
from tests.city import build_city
from tests.integration.people import make_coordination
from tests.outside import do_without
from tests.service import NGINX, PATIENCE, Answer, Service, Visitor, served

PASSWORD = "Ein-langes-Passwort"
ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
WORKBOOK = settings.BASE_DIR / "fixtures" / "demo-massnahmenkatalog.xlsx"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nginx() -> None:
    if NGINX is None:
        do_without("nginx fehlt (apt install nginx-light)")


def make_person(username: str) -> User:
    """Store a Koordination whose password the web processes can check: they know no quick hasher."""
    with override_settings(PASSWORD_HASHERS=ARGON):
        person = make_coordination(username, password=None)
        User.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))
    return person


def both(ask: Callable[[], Answer]) -> list[Answer]:
    """Ask until each of two processes has answered; return the answers by process."""
    found: dict[str, Answer] = {}
    for _ in range(10):
        answer = ask()
        found.setdefault(answer.by, answer)
        if len(found) == 2:
            return list(found.values())
    raise AssertionError(f"Only {set(found)} answered.")


def statuses(ask: Callable[[], Answer]) -> list[int]:
    return [answer.status for answer in both(ask)]


@pytest.fixture
def people() -> None:
    build_city()
    make_person("koordination")
    make_person("gesperrt")


def signed_in(service: Service) -> Visitor:
    visitor = service.visitor()
    assert visitor.sign_in("koordination", PASSWORD).status == 302
    assert statuses(lambda: visitor.get("/konto/")) == [200, 200]  # one session
    return visitor


def test_two_processes_are_one_site(people: None, tmp_path: Path) -> None:
    """In one test, for starting them takes longer than what they are asked."""
    with served(tmp_path, "eins", "zwei", SEARCHES_PER_MINUTE="6") as service:
        visitor = signed_in(service)
        answer = visitor.get("/healthz?ready")
        assert "Datenbank: ok" in answer.text
        assert re.fullmatch("[0-9a-f]{32}", answer.request_id)  # nginx's own id came back
        assert sorted((one.name, one.secure, one.path, one.domain_specified) for one in visitor.cookies) == [
            ("__Host-csrftoken", True, "/", False),
            ("__Host-sessionid", True, "/", False),
        ]
        counts_failed_sign_ins_together(service.visitor())
        knows_where_an_attempt_came_from(service.visitor())
        counts_requests_together(visitor)
        goes_on_with_one(service, visitor)
    log = "".join((tmp_path / f"{name}.log").read_text() for name in ("eins", "zwei"))
    assert "GET /massnahmen/ 200" in log
    for secret in [PASSWORD, "Kita", "q=", "127.0.0.1"]:
        assert secret not in log


def counts_failed_sign_ins_together(stranger: Visitor) -> None:
    """Each page and each attempt is one request, so attempts by turns reach either process."""
    tried = []
    for number in range(settings.AXES_FAILURE_LIMIT):
        if number % 2:
            stranger.get("/healthz")
        tried.append(stranger.sign_in("gesperrt", "falsch"))
    assert len({answer.by for answer in tried}) == 2
    assert [answer.status for answer in tried] == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    fields = {"username": "gesperrt", "password": PASSWORD}
    turn = iter(range(9))

    def knock() -> Answer:
        if next(turn) % 2:
            stranger.get("/healthz")
        return stranger.post("/anmelden/", fields)

    assert statuses(knock) == [429, 429]  # the right password does not help, whoever is asked


def knows_where_an_attempt_came_from(stranger: Visitor) -> None:
    """nginx adds what it sees to what it is told, and one proxy is trusted: what is told does not count."""
    stranger.headers["X-Forwarded-For"] = "203.0.113.5"
    stranger.sign_in("gibt-es-nicht", "falsch")
    assert AccessAttempt.objects.get(username="gibt-es-nicht").ip_address == "127.0.0.1"


def counts_requests_together(visitor: Visitor) -> None:
    if time.time() % 60 > 50:
        time.sleep(11)  # a minute that ends meanwhile would begin the count anew
    answers = [visitor.get("/massnahmen/?q=Kita") for _ in range(7)]
    assert [answer.status for answer in answers] == [200] * 6 + [429]
    assert len({answer.by for answer in answers}) == 2
    assert statuses(lambda: visitor.get("/massnahmen/?q=Kita")) == [429, 429]


@pytest.mark.long
def test_upload_at_one_process_is_previewed_at_the_other(people: None, tmp_path: Path) -> None:
    """The workbook lies in the database: a child of one process reads it, the other shows the preview."""
    with served(tmp_path, "eins", "zwei") as service:
        visitor = signed_in(service)
        answer = visitor.post("/import/", {}, WORKBOOK)
        assert re.fullmatch(r"/import/\d+/", answer.address), answer.text
        until = time.monotonic() + PATIENCE
        while "Vorschau" not in (page := visitor.get(answer.address)).text or page.by == answer.by:
            assert time.monotonic() < until, page.text
        assert WORKBOOK.name in page.text


def goes_on_with_one(service: Service, visitor: Visitor) -> None:
    """A process dies in the middle of its life; nobody who asks for a page notices."""
    where, web = next(iter(service.webs.items()))
    os.killpg(web.pid, 9)
    web.wait()
    answers = [visitor.get("/konto/") for _ in range(4)]
    assert [answer.status for answer in answers] == [200] * 4
    assert where not in {answer.by.split(", ")[-1] for answer in answers}
    for web in service.webs.values():
        if web.poll() is None:
            os.killpg(web.pid, 9)
            web.wait()
    answer = visitor.get("/konto/")
    assert answer.status == 503
    assert "Das System wird gerade gewartet." in answer.text
