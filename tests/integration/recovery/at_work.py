"""People at work on a database of their own, while something happens to it; and what is there afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from html import unescape
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.template.defaultfilters import striptags

from catalogue.editing.conflicts import OURS
from tests.catalogue.workbooks import GOAL, NR, TEXT, workbook
from tests.killing import Service

_ROWS = range(100, 130)  # of the workbook that is imported again and again
_PATIENCE = 120  # seconds
_SESSION = """
from tests.factories import make_user
from tests.killing import session_of
print(session_of(make_user()))
"""
_STORED = """
from collections import Counter
from catalogue.models import MeasureVersion, RevisionNote
for text in MeasureVersion.objects.filter(number=7).values_list("stored__data__text", flat=True):
    print("save", text[:9])
for reason in RevisionNote.objects.values_list("reason", flat=True):
    print("note", reason[:9])
texts = MeasureVersion.objects.filter(number__gte=100).values_list("stored__data__text", flat=True)
for text, rows in Counter(texts).items():
    print("import" if rows == ALL else f"{rows} rows of", text)
""".replace("ALL", str(len(_ROWS)))
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
        done = self.tried(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def tried(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DATABASE_URL": self.url, "LOG_LEVEL": "CRITICAL"}
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
        return subprocess.run(manage, env=environment, capture_output=True, text=True, check=False)

    def stored(self) -> list[str]:
        """Return what was saved, noted and imported with a number, as often as it is there."""
        return [one for one in self.manage("shell", "-v0", "-c", _STORED).splitlines() if " n0" in one]


class Writer(threading.Thread):
    """Somebody who works on and on, writes things with numbers, and remembers which were confirmed."""

    kind = ""

    def __init__(self, site: Service, database: Database) -> None:
        super().__init__()
        self.site, self.database = site, database
        self.confirmed: list[str] = []
        self.refused = 0
        self.pages: set[tuple[int, str]] = set()  # that said no
        self.done = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.done.is_set():
            number += 1
            word = f"n{number:07}."
            with suppress(OSError, HTTPException):
                if self.write(word):
                    self.confirmed.append(f"{self.kind} {word}")
                    continue
            self.refused += 1
            time.sleep(0.05)

    def write(self, word: str) -> bool:
        """Write it and tell whether that was confirmed."""
        raise NotImplementedError

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str]:
        status, text = self.site.request("POST", path, data, session=self.database.session)
        if status >= 400 and status != HTTPStatus.CONFLICT:
            self.pages.add((status, " ".join(unescape(striptags(text)).split())))
        return status, text


class Saver(Writer):
    """Saves a text over whatever is there: who got no answer cannot know what became of the one before."""

    kind = "save"

    def __init__(self, site: Service, database: Database) -> None:
        super().__init__(site, database)
        self.version = int(database.manage("shell", "-v0", "-c", _VERSION))

    def write(self, word: str) -> bool:
        cell = {"massnahme": 7, "zeile": 0, "spalte": "text", "text": word, "fassung": self.version}
        status, text = self.post("/katalog/zelle/", cell)
        if status == HTTPStatus.CONFLICT:
            status, text = self.post(
                "/katalog/zelle/", {**cell, "gegen": json.loads(text)["gegen"], "wahl": OURS}
            )
        if status == HTTPStatus.OK:
            self.version = json.loads(text)["fassung"]
        return status == HTTPStatus.OK


class Noter(Writer):
    """Adds long notes: whose disk is full, notices first."""

    kind = "note"

    def write(self, word: str) -> bool:
        reason = f"{word} {Random(word).randbytes(900).hex()}"
        return self.post("/massnahmen/29/vormerken/", {"reason": reason})[0] < HTTPStatus.BAD_REQUEST


class Importer(Writer):
    """Imports the same measures again and again, with another text each time."""

    kind = "import"

    def write(self, word: str) -> bool:
        rows = [{NR: f"{number},0", GOAL: f"Ziel {number}", TEXT: word} for number in _ROWS]
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(workbook(rows))
            file.flush()
            return self.database.tried("import_catalogue", file.name).returncode == 0


@contextmanager
def at_work(site: Service, database: Database) -> Iterator[list[Writer]]:
    writers: list[Writer] = [kind(site, database) for kind in (Saver, Noter, Importer)]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.done.set()
            writer.join(90)


def until_work_goes_on(writers: list[Writer]) -> None:
    """Wait until something more is confirmed to everybody."""
    before = [len(writer.confirmed) for writer in writers]
    _until(lambda: all(len(one.confirmed) > number for one, number in zip(writers, before, strict=True)))


def until_refused(writers: list[Writer]) -> None:
    """Wait until the one who writes most was refused some times more, because there is no room any more."""
    noter = next(writer for writer in writers if isinstance(writer, Noter))
    before = noter.refused
    _until(lambda: noter.refused >= before + 5)


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < until, "It does not come to pass."
        time.sleep(0.05)


def nothing_is_lost(database: Database, writers: list[Writer]) -> None:
    """Every thing that was confirmed is there once, and all that is there is whole."""
    stored = database.stored()
    for writer in writers:
        assert writer.confirmed, f"No {writer.kind} was ever confirmed: this proves nothing."
        assert set(writer.confirmed) <= set(stored)
    assert any(writer.refused for writer in writers), "Nothing was ever refused: this proves nothing."
    assert {one.split()[0] for one in stored} == {writer.kind for writer in writers}
    assert len(set(stored)) == len(stored)
    database.manage("verify")
