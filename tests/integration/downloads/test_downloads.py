import datetime as dt
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from integration.downloads.filters import DownloadFilterForm
from integration.downloads.middleware import KINDS
from integration.downloads.models import Download
from tests.city import build_city
from tests.factories import make_token
from tests.integration.people import make_administration, make_coordination

pytestmark = pytest.mark.django_db


def make_download(name: str = "Massnahmenkatalog.xlsx", *, days: int = 0) -> Download:
    at = timezone.now() - dt.timedelta(days=days)
    kind = name.rpartition(".")[2]
    return Download.objects.create(at=at, by_function="Stelle 51.3", path="/x", name=name, kind=kind, size=9)


@pytest.fixture
def signed_in(client: Client) -> Client:
    build_city()
    client.force_login(make_coordination())
    return client


def test_download_is_noted_with_selection_and_rows(signed_in: Client) -> None:
    signed_in.get("/katalog.xlsx?handlungsfeld=spracherwerb&q=Kita")
    noted = Download.objects.get()
    assert (noted.path, noted.query) == ("/katalog.xlsx", "handlungsfeld=spracherwerb&q=Kita")
    assert noted.name.startswith("Massnahmenkatalog_")
    assert noted.name.endswith(".xlsx")
    assert (noted.kind, noted.by_function, noted.rows) == ("xlsx", "Koordination", 0)
    signed_in.get("/katalog.csv")
    assert Download.objects.first().rows == 3  # type: ignore[union-attr]


def test_every_way_out_passes_the_one_place(signed_in: Client) -> None:
    for address in ("/massnahmen/28.pdf", "/auszuege/FB-51.xlsx", "/indikatoren.csv", "/konto/daten.zip"):
        answer = signed_in.get(address)
        assert answer.status_code == 200, address
        noted = Download.objects.latest("pk")
        assert noted.path == address
        assert noted.kind in KINDS
        assert noted.size == len(answer.content)


@pytest.mark.parametrize(
    ("address", "table"), [("/katalog.csv", "download"), ("/api/v1/massnahmen", "systemread")]
)
def test_what_cannot_be_noted_does_not_leave(signed_in: Client, address: str, table: str) -> None:
    """Not a word of it, as when the disk is full."""

    def full(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if f"downloads_{table}" in sql and not sql.startswith("SELECT"):
            raise OperationalError("could not extend file: No space left on device")
        return execute(sql, parameters, many, context)

    headers = {"authorization": f"Bearer {make_token().secret}"}
    assert "Kita" in signed_in.get(address, headers=headers).content.decode()
    signed_in.raise_request_exception = False
    with connection.execute_wrapper(full):
        answer = signed_in.get(address, headers=headers)
    assert answer.status_code >= 500
    assert "Kita" not in answer.content.decode()


def test_pages_pictures_and_refusals_are_not_noted(signed_in: Client) -> None:
    for address in ("/massnahmen/", "/jahresplan.ics", "/katalog.xlsx?stand=nie", "/nein/"):
        signed_in.get(address)
    signed_in.head("/katalog.csv")
    signed_in.logout()
    signed_in.get("/katalog.csv")
    assert not Download.objects.exists()


def test_list_is_the_same_work_however_long(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_administration())
    for number in range(30):
        make_download(f"Auszug_{number}.pdf")
    with django_assert_max_num_queries(6):
        text = client.get("/zugriffe/").content.decode()
    assert "Auszug_29.pdf" in text
    assert "Stelle 51.3" in text


def test_list_narrows_by_day_kind_and_words(client: Client) -> None:
    client.force_login(make_administration())
    make_download("Alt.pdf", days=10)
    make_download("Neu.csv")
    today = timezone.localdate()
    assert "Alt.pdf" not in client.get(f"/zugriffe/?von={today}").content.decode()
    assert "Neu.csv" not in client.get(f"/zugriffe/?bis={today - dt.timedelta(days=5)}").content.decode()
    assert "Alt.pdf" not in client.get("/zugriffe/?art=csv").content.decode()
    shown = client.get("/zugriffe/?q=neu").content.decode()
    assert "Neu.csv" in shown
    assert "Alt.pdf" not in shown
    assert "Keine Datei passt" in client.get("/zugriffe/?q=nirgends").content.decode()


def test_list_selects_by_no_person(client: Client) -> None:
    """What the fact sheet for the Personalrat promises: no list of what somebody did."""
    assert set(DownloadFilterForm().fields) == {"von", "bis", "art", "q"}
    client.force_login(make_administration())
    make_download()
    for asked in ("q=51.3", "q=Stelle"):
        assert "Keine Datei passt" in client.get(f"/zugriffe/?{asked}").content.decode()
    assert "Massnahmenkatalog.xlsx" in client.get("/zugriffe/?by=1&person=1&sort=by").content.decode()
