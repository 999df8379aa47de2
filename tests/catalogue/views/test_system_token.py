from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import SystemToken
from integration.accounts.roles import Hat
from tests.factories import make_token, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_user(Hat.ADMINISTRATION, function="IT-Service"))
    return client


def sent(**fields: str) -> dict[str, str]:
    end = f"{timezone.localdate() + dt.timedelta(days=90):%d.%m.%Y}"
    told = {"name": "Statistikportal", "purpose": "Kennzahlen", "contact": "Ref. 0120", "unit": ""}
    return {**told, "valid_until": end, **fields}


def test_token_is_shown_once_and_opens_the_interface(admin: Client) -> None:
    page = admin.post("/schnittstellen/neu/", sent(unit="FB 51"))
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    found = re.search(r"<dd><code>(ikp_[\w-]{43})</code></dd>", page.content.decode())
    assert found
    asked = Client(headers={"Authorization": f"Bearer {found[1]}"}).get("/api/v1/massnahmen")
    assert [one["nummer"] for one in asked.json()["massnahmen"]] == [7, 28]
    board = admin.get("/schnittstellen/").content.decode()
    assert found[1] not in board
    assert "Statistikportal" in board
    assert "IT-Service" in board
    assert f"{timezone.localdate():%d.%m.%Y}" in board


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("unit", "Raumfahrtamt"),
        ("valid_until", "01.01.2020"),
        ("valid_until", "01.01.2190"),
        ("valid_until", "bald"),
    ],
)
def test_form_names_what_is_wrong(admin: Client, field: str, value: str) -> None:
    page = admin.post("/schnittstellen/neu/", sent(**{field: value}))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not SystemToken.objects.exists()


def test_a_system_has_one_token_at_a_time(admin: Client) -> None:
    token = make_token("Statistikportal").token
    page = admin.post("/schnittstellen/neu/", sent())
    assert "Dieses System hat schon ein Token" in page.content.decode()
    admin.post(f"/schnittstellen/{token.pk}/widerrufen/")
    assert "ikp_" in admin.post("/schnittstellen/neu/", sent()).content.decode()


def test_revoking_says_who_and_when(admin: Client) -> None:
    token = make_token().token
    assert "Kennzahlen" in admin.get(f"/schnittstellen/{token.pk}/widerrufen/").content.decode()
    for told in ("öffnet nichts mehr", "war schon widerrufen"):
        page = admin.post(f"/schnittstellen/{token.pk}/widerrufen/", follow=True).content.decode()
        assert told in page
    assert re.search(rf"widerrufen\s*<br><small>{timezone.localdate():%d.%m.%Y}, IT-Service", page)


def test_page_tells_every_address(admin: Client) -> None:
    page = admin.get("/schnittstellen/").content.decode()
    assert "Noch kein System liest mit" in page
    for path in ("/api/v1/massnahmen/{number}", "/api/v1/stellen/{slug}/auszug", "/api/v1/auswertung"):
        assert f"<code>{path}</code>" in page
