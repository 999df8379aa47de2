"""The database crashes, or its disk is full, while people save: whatever was confirmed to them is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings

from catalogue.editing.conflicts import OURS
from tests.cluster import Cluster, cluster
from tests.killing import Service, served

pytestmark = [pytest.mark.long, pytest.mark.django_db]
CRASHES = 10
_SESSION = """
from tests.factories import make_user
from tests.killing import session_of
print(session_of(make_user()))
"""
_STORED = """
from catalogue.models import MeasureVersion, RevisionNote
for text in MeasureVersion.objects.filter(number=7).values_list("stored__data__text", flat=True):
    print("save", text[:9])
for reason in RevisionNote.objects.values_list("reason", flat=True):
    print("note", reason[:9])
"""
_VERSION = """
from catalogue.models import MeasureVersion
print(MeasureVersion.objects.current().get(number=7).version)
"""


class Database:
    """A database apart from the tests' own, filled from a backup, asked by commands of its own."""

    def __init__(self, url: str, backup: Path) -> None:
        self.url = url
        self.manage("restore", str(backup))
        self.session = self.manage("shell", "-v0", "-c", _SESSION)

    def manage(self, *command: str) -> str:
        environment = {**os.environ, "DATABASE_URL": self.url, "LOG_LEVEL": "CRITICAL"}
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
        done = subprocess.run(manage, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def stored(self) -> list[str]:
        """Return what was saved and noted with a number, as often as it is there."""
        return [one for one in self.manage("shell", "-v0", "-c", _STORED).splitlines() if " n0" in one]


class Writer(threading.Thread):
    """Somebody who saves on and on, things with numbers, and remembers which were confirmed."""

    def __init__(self, site: Service, database: Database, kind: str) -> None:
        super().__init__()
        self.site, self.database, self.kind = site, database, kind
        self.confirmed: list[str] = []
        self.refused = 0
        self.done = threading.Event()
        self.version = int(database.manage("shell", "-v0", "-c", _VERSION)) if kind == "save" else 0

    def run(self) -> None:
        draw, number = Random(self.kind), 0
        while not self.done.is_set():
            number += 1
            word = f"n{number:07}."
            with suppress(OSError, HTTPException):
                long = f"{word} {draw.randbytes(900).hex()}"
                status = self.save(word) if self.kind == "save" else self.note(long)
                if status < 400:
                    self.confirmed.append(f"{self.kind} {word}")
                    continue
            self.refused += 1
            time.sleep(0.05)

    def save(self, word: str) -> int:
        """Save a text over whatever is there: who got no answer cannot know what became of the one before."""
        cell = {"massnahme": 7, "zeile": 0, "spalte": "text", "text": word, "fassung": self.version}
        status, text = self.post("/katalog/zelle/", cell)
        if status == 409:
            status, text = self.post(
                "/katalog/zelle/", {**cell, "gegen": json.loads(text)["gegen"], "wahl": OURS}
            )
        if status == 200:
            self.version = json.loads(text)["fassung"]
        return status

    def note(self, reason: str) -> int:
        return self.post("/massnahmen/29/vormerken/", {"reason": reason})[0]

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str]:
        return self.site.request("POST", path, data, session=self.database.session)


@contextmanager
def at_work(site: Service, database: Database) -> Iterator[list[Writer]]:
    writers = [Writer(site, database, kind) for kind in ("save", "note")]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.done.set()
            writer.join(90)


def nothing_is_lost(database: Database, writers: list[Writer]) -> None:
    """Every thing that was confirmed is there once, and all that is there is whole."""
    stored = database.stored()
    for writer in writers:
        assert writer.confirmed, f"No {writer.kind} was ever confirmed: this proves nothing."
        assert writer.refused, f"No {writer.kind} was ever refused: this proves nothing."
        assert set(writer.confirmed) <= set(stored)
    assert len(set(stored)) == len(stored)
    database.manage("verify")


@pytest.fixture
def server() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


def test_no_confirmed_write_is_lost_when_the_server_crashes(backup: Path, server: Cluster) -> None:
    database, draw = Database(server.url, backup), Random(7)
    with served(database.url) as site, at_work(site, database) as writers:
        for _ in range(CRASHES):
            time.sleep(draw.uniform(0.5, 2))
            server.stop("immediate")
            server.start()
        site.wait()
        time.sleep(1)
    nothing_is_lost(database, writers)


def until_full(writers: list[Writer]) -> None:
    """Wait until the one who writes most was refused some times, because there is no room any more."""
    until = time.monotonic() + 120
    notes = next(writer for writer in writers if writer.kind == "note")
    while notes.refused < 5 and time.monotonic() < until:
        time.sleep(0.1)


def work_goes_on(database: Database) -> None:
    with served(database.url) as site, at_work(site, database) as writers:
        time.sleep(2)
    assert all(writer.confirmed and not writer.refused for writer in writers)


def test_full_disk_with_sqlite_costs_nothing_that_was_confirmed(backup: Path, tmp_path: Path) -> None:
    file = tmp_path / "stadt.sqlite3"
    database = Database(f"sqlite:///{file}", backup)
    kilobytes = file.stat().st_size // 1024 + 200
    with served(database.url, kilobytes=kilobytes) as site, at_work(site, database) as writers:
        until_full(writers)
        writers[0].refused += 1
    nothing_is_lost(database, writers)
    work_goes_on(database)
