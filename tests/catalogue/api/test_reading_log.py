"""What the log of accesses keeps of what other systems read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integration.accounts.roles import Hat
from integration.downloads.models import SystemRead, SystemReadQuerySet
from tests.catalogue.api.conftest import Ask
from tests.factories import make_token, make_user

pytestmark = pytest.mark.usefixtures("city")


def test_what_a_system_reads_is_counted_by_day_and_address(ask: Ask) -> None:
    issued = make_token("Statistik")
    before = timezone.now()
    sizes = [len(ask(f"massnahmen/{number}?x=", issued.secret).content) for number in (7, 28)]
    assert not SystemRead.objects.exists()  # an unknown parameter is refused: nothing left
    sizes = [len(ask(f"massnahmen/{number}", issued.secret).content) for number in (7, 28)]
    for path in ("massnahmen?limit=2", "massnahmen/7/verlauf", "stellen/FB-51/auszug", "auswertung"):
        ask(path, issued.secret)
    ask("stammdaten", make_token("Andere").secret)
    told = {(one.system, one.resource): (one.number, one.rows) for one in SystemRead.objects.all()}
    assert told == {
        ("Andere", "/api/v1/stammdaten"): (1, 0),
        ("Statistik", "/api/v1/auswertung"): (1, 0),
        ("Statistik", "/api/v1/massnahmen"): (1, 2),
        ("Statistik", "/api/v1/massnahmen/{number}"): (2, 2),
        ("Statistik", "/api/v1/massnahmen/{number}/verlauf"): (1, 1),
        ("Statistik", "/api/v1/stellen/{slug}/auszug"): (1, 2),
    }
    single = SystemRead.objects.get(resource__endswith="{number}")
    assert (single.system_key, single.size) == (issued.token.pk, sum(sizes))
    assert single.day == timezone.localdate()
    assert before <= single.last_at <= timezone.now()


def test_another_day_is_another_row() -> None:
    now = timezone.now()
    for days in (0, 1, 1):
        at = now - dt.timedelta(days=days)
        SystemRead.objects.note(key=1, system="Statistik", resource="/x", rows=3, size=9, at=at)
    assert list(SystemRead.objects.values_list("number", "rows", "size")) == [(1, 3, 9), (2, 6, 18)]


def test_what_gives_nothing_is_not_counted(ask: Ask) -> None:
    etag = ask("massnahmen/7").headers["ETag"]
    SystemRead.objects.all().delete()
    assert ask("massnahmen/7", **{"If-None-Match": etag}).status_code == 304
    assert ask("massnahmen/4711").status_code == 404
    assert ask("massnahmen/7", "falsch").status_code == 401
    secret = make_token("Kopf").secret
    assert Client(headers={"Authorization": f"Bearer {secret}"}).head("/api/v1/massnahmen").status_code == 200
    assert Client().get("/api/v1/openapi.json").status_code == 200
    assert not SystemRead.objects.exists()


def test_reading_that_cannot_be_noted_gives_nothing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise DatabaseError("Platte voll")

    monkeypatch.setattr(SystemReadQuerySet, "note", full)
    answer = ask("massnahmen/7")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert "Anlaufstelle" not in answer.content.decode()
    assert "Platte" not in answer.content.decode()


def test_noting_costs_one_statement_however_much_was_noted(ask: Ask) -> None:
    ask("massnahmen/7")
    client, counts = _administration(), []
    for number in range(50):
        SystemRead.objects.note(key=number, system="x", resource="/x", rows=1, size=1, at=timezone.now())
    with CaptureQueriesContext(connection) as asked:
        ask("massnahmen/7")
    assert len([one for one in asked if "downloads_systemread" in one["sql"]]) == 1
    for kept in (49, 1):
        with CaptureQueriesContext(connection) as asked:
            client.get("/zugriffe/systeme/")
        counts.append(len(asked))
        SystemRead.objects.filter(system_key__gte=kept).delete()
    assert counts[0] == counts[1]


def _administration() -> Client:
    client = Client()
    client.force_login(make_user(Hat.ADMINISTRATION, username="it", function="IT-Service"))
    return client


def test_administration_sees_what_a_system_read(ask: Ask) -> None:
    issued, admin = make_token("Statistik"), _administration()
    assert "Noch hat kein System" in admin.get("/zugriffe/systeme/").content.decode()
    assert "zugriffe/systeme/?system" not in admin.get("/schnittstellen/").content.decode()
    ask("massnahmen", issued.secret)
    ask("stammdaten", make_token("Andere").secret)
    own = f"/zugriffe/systeme/?system={issued.token.pk}"
    assert f'href="{own}"' in admin.get("/schnittstellen/").content.decode()
    shown = admin.get(own).content.decode()
    assert "/api/v1/massnahmen</code>" in shown
    assert "/api/v1/stammdaten</code>" not in shown
    today = timezone.localdate()
    assert "stammdaten" in admin.get(f"/zugriffe/systeme/?von={today}&bis={today}").content.decode()
    tomorrow = today + dt.timedelta(days=1)
    assert "Kein Abruf passt" in admin.get(f"/zugriffe/systeme/?von={tomorrow}").content.decode()
    assert "stammdaten" in admin.get("/zugriffe/systeme/?system=x&bis=nie").content.decode()
