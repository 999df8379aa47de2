"""What this installation lives on: each check can fail, and says what to do then."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from integration import health
from integration.recovery.models import Backup
from steering.models import ReminderLetter
from tests import factories as make
from tests.city import build_city
from tests.integration.people import make_administration, make_coordination, make_user

pytestmark = pytest.mark.django_db


ASK = """
import django
django.setup()
from django.test import Client
for cookies in ({}, {"sessionid": "a" * 32}):
    client = Client()
    client.cookies.load(cookies)
    for path in ("/healthz", "/healthz?ready"):
        answer = client.get(path)
        print(answer.status_code, answer.content.decode().strip())
"""


def gone(*args: Any) -> None:
    raise OperationalError("connection to server at 10.0.0.7 refused")


def make_reminder(**fields: Any) -> ReminderLetter:
    at = timezone.now()
    person = make_user(f"person{ReminderLetter.objects.count()}")
    return ReminderLetter.objects.create(
        recipient=person, subject="S", text="T", **{"tried_at": at, **fields}
    )


def make_backup(hours_ago: float = 1, failure: str = "") -> Backup:
    at = timezone.now() - dt.timedelta(hours=hours_ago)
    return Backup.objects.create(at=at, name="a", sha256="" if failure else "0" * 64, failure=failure)


def test_live_asks_nothing(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_ready_names_what_works(client: Client) -> None:
    make_backup()
    answer = client.get("/healthz?ready")
    assert answer.status_code == 200
    assert answer.content.decode() == "".join(
        f"{name}: ok\n" for name in ["Datenbank", "Datenbankstand", "Speicherplatz", "E-Mail", "Sicherung"]
    )


def test_ready_without_database_says_no_more_than_that(client: Client) -> None:
    with connection.execute_wrapper(gone):
        answer = client.get("/healthz?ready")
        (found,) = health.findings()
    assert (answer.status_code, answer.content.decode()) == (503, "Datenbank: failed\n")
    assert "Läuft PostgreSQL" in found.sentence
    assert "10.0.0.7" not in found.sentence


def test_database_that_is_away_keeps_nobody_from_asking() -> None:
    """Nor does a cookie: who looks in a browser brings one, and its session cannot be read."""
    environment = {
        "DATABASE_URL": "postgres://amt:Geheimnis@127.0.0.1:1/katalog",
        "ALLOWED_HOSTS": "testserver",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    failed = "503 Datenbank: failed\n"
    assert done.stdout == f"200 ok\n{failed}200 ok\n{failed}"
    assert "Läuft PostgreSQL" in done.stderr
    assert "Connection refused" in done.stderr
    assert "Geheimnis" not in done.stderr


def test_missing_migration_is_noticed(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    MigrationRecorder(connection).record_unapplied("steering", "0001_steering_group")
    answer = client.get("/healthz?ready")
    assert answer.status_code == 503
    assert "Datenbankstand: failed" in answer.content.decode()
    assert health.migrations().sentence in caplog.text  # why, for those who may know
    assert "Ein Schritt fehlt. Führen Sie „manage.py migrate“ aus." in health.migrations().sentence


def test_full_disk_is_noticed(client: Client, settings: Settings) -> None:
    settings.DISK_FREE_MB = shutil.disk_usage("/").total
    answer = client.get("/healthz?ready")
    assert answer.status_code == 503
    assert "Speicherplatz: failed" in answer.content.decode()
    assert re.search(r"sind nur noch \d+ MB frei", health.disk().sentence)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's disk is looked at")
def test_server_that_can_put_nothing_down_is_noticed(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL temp_file_limit = 0")
    answer = client.get("/healthz?ready")
    assert (answer.status_code, "Speicherplatz: failed" in answer.content.decode()) == (503, True)
    assert "PostgreSQL kann nichts mehr ablegen" in health.disk().sentence
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL temp_file_limit = -1")
    assert health.disk().ok


@pytest.mark.parametrize(
    ("letter", "sentence"),
    [
        pytest.param({"failed": "Nein"}, "nicht zugestellte Erinnerungen: 1", id="refused"),
        pytest.param(
            {"tried_at": timezone.now() - dt.timedelta(hours=1)}, "abgebrochene Versendungen: 1", id="stuck"
        ),
    ],
)
def test_reminder_that_stayed_is_noticed(client: Client, letter: dict[str, Any], sentence: str) -> None:
    make_reminder(sent_at=timezone.now())
    assert health.mail().ok
    make_reminder(**letter)
    assert client.get("/healthz?ready").status_code == 503
    assert sentence in health.mail().sentence


def test_sending_that_broke_off_is_noticed() -> None:
    meeting = make.make_meeting()
    make.make_letter(meeting, waiting=["sitz-2"])
    make.make_letter(meeting, waiting=[], broke_off=True)
    assert health.mail().ok
    make.make_letter(meeting, waiting=["sitz-2"], broke_off=True)
    long_ago = timezone.now() - dt.timedelta(days=1)
    make.make_letter(meeting, waiting=["sitz-2"], touched_at=long_ago)
    assert "abgebrochene Versendungen: 2" in health.mail().sentence


def test_backup_that_is_missing_old_or_failed_is_noticed(client: Client, settings: Settings) -> None:
    assert "Es gibt noch keine Sicherung." in health.backup().sentence
    make_backup(hours_ago=27)
    assert "also älter als 26 Stunden" in health.backup().sentence
    make_backup(hours_ago=25)
    assert health.backup().ok
    make_backup(hours_ago=1, failure="Der Datenträger ist voll.")
    assert "ist gescheitert: Der Datenträger ist voll." in health.backup().sentence
    answer = client.get("/healthz?ready")
    assert "Sicherung: failed" in answer.content.decode()
    assert "Datenträger" not in answer.content.decode()
    settings.BACKUP_MAX_HOURS = 0
    assert health.backup().ok


def test_administration_alone_reads_on_its_overview_what_to_do(client: Client, settings: Settings) -> None:
    build_city()
    settings.DISK_FREE_MB = shutil.disk_usage("/").total
    make_reminder(failed="Nein")
    said = [
        health.backup().sentence,
        health.disk().sentence.split(" sind nur noch ")[0],
        health.mail().sentence,
    ]
    for person, reads in ((make_administration(), True), (make_coordination(), False)):
        client.force_login(person)
        page = client.get("/").content.decode()
        assert [sentence in page for sentence in said] == [reads] * 3


def test_checks_cost_the_same_however_much_there_is() -> None:
    list(health.findings())
    with CaptureQueriesContext(connection) as few:
        list(health.findings())
    for _ in range(5):
        make_reminder(failed="Nein")
        make.make_letter(make.make_meeting(), waiting=["sitz-2"], broke_off=True)
    with CaptureQueriesContext(connection) as many:
        list(health.findings())
    assert len(many) == len(few) <= 13  # four of them ask PostgreSQL for room on its disk
