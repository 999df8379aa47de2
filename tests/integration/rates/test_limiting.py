from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from integration.accounts.models import User
from integration.rates.models import Rate
from tests.integration.people import make_coordination, make_user

pytestmark = pytest.mark.django_db
ONE = {"downloads": (1, 3600), "uploads": (1, 3600), "searches": (1, 3600)}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        pytest.param("/katalog.csv", "sehr viele Dateien abgerufen", id="download"),
        pytest.param("/massnahmen/?q=Kita", "sehr oft gesucht", id="search"),
    ],
)
def test_who_asks_too_often_is_told_when_it_goes_on(settings: Settings, address: str, sentence: str) -> None:
    settings.RATE_LIMITS = ONE
    client = signed_in(make_coordination())
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 429
    refused = client.get(address)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    html = refused.content.decode()
    assert sentence in html
    assert timezone.localtime(Rate.objects.get().ends_at).strftime("%H:%M:%S") in html
    assert client.get("/massnahmen/").status_code == 200  # what costs little stays open
    assert signed_in(make_user()).get("/konto/daten.zip").status_code == 200  # others go on


def test_uploads_are_limited_before_they_are_kept(settings: Settings) -> None:
    settings.RATE_LIMITS = ONE
    client = signed_in(make_coordination())
    answers = [
        client.post("/import/", {"file": SimpleUploadedFile("x.xlsx", b"PK")}).status_code for _ in range(2)
    ]
    assert answers[0] != 429
    assert answers[1] == 429


def test_nought_is_no_limit(settings: Settings) -> None:
    settings.RATE_LIMITS = dict.fromkeys(ONE, (0, 3600))
    client = signed_in(make_coordination())
    assert [client.get("/massnahmen/?q=x").status_code for _ in range(3)] == [200, 200, 200]
    assert not Rate.objects.exists()


def test_a_new_span_begins_from_nought() -> None:
    now = timezone.now()
    for expected in (1, 2, 3):
        assert Rate.objects.one_more("x", now=now, seconds=60)[0] == expected
    later = now + dt.timedelta(minutes=2)
    assert Rate.objects.one_more("x", now=later, seconds=60)[0] == 1
    assert Rate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_count_is_lost_between_processes_that_count_at_once() -> None:
    def count(_: int) -> int:
        try:
            return Rate.objects.one_more("x", now=now, seconds=3600)[0]
        finally:
            connection.close()

    now = timezone.now()
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(count, range(40))) == list(range(1, 41))
