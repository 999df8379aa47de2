"""`backup` and `restore` are killed in the middle: file and database are as before, or as they should be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from integration import children
from integration.accounts.models import Session
from integration.recovery.archive import Archive
from integration.recovery.restoring import filled
from integration.recovery.tables import tables
from tests.city import build_city
from tests.integration.people import make_user
from tests.integration.recovery.backups import fingerprints, told
from tests.killing import session_of, settle

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
ROUNDS = 9  # of each kind
PATIENCE = 60  # seconds
LINES = len(tables())  # `backup` tells of each table


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> Random:
    return Random(request.node.name)


def killed(lines: int, pause: float, *command: str, database: Any = connection) -> bool:
    """Start a command, kill it so many seconds after it has told so many lines; tell whether it was."""
    process = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command, "--skip-checks"],
        env={**os.environ, "DATABASE_URL": children.database_url(database.settings_dict)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stderr
        assert len(list(islice(process.stderr, lines))) == lines
        with suppress(subprocess.TimeoutExpired):
            process.wait(pause)
        process.kill()
    settle()
    return process.returncode == -signal.SIGKILL


def moments(draw: Random, last: int) -> Iterator[tuple[int, float]]:
    """Yield when to strike: after some line, and every third time about when all lines are told."""
    for number in range(ROUNDS):
        yield (
            (last, draw.uniform(0, 1)) if number % 3 == 2 else (draw.randint(1, last), draw.uniform(0, 0.05))
        )


def lines_of(backup: Path) -> int:
    """Return how many lines `restore` tells: one of each table that holds something, two around them."""
    with Archive(backup) as archive:
        return 2 + sum(table.rows > 0 for table in archive.manifest.tables)


def test_restore_over_what_is_there_is_killed(backup: Path, draw: Random) -> None:
    build_city()
    came = []
    for number, (lines, pause) in enumerate(moments(draw, lines_of(backup))):
        session_of(make_user(f"person{number}"))  # who is in no backup
        before = fingerprints(), Session.objects.count()
        was_killed = killed(lines, pause, "restore", str(backup), "--replace", "--no-input")
        after = fingerprints(), Session.objects.count()
        came.append(after == (told(backup), 0))
        assert came[-1] or (was_killed and after == before)
    assert came.count(False) >= ROUNDS / 2, f"{came}: the moments are chosen badly."
    call_command("restore", str(backup), "--replace", "--no-input")
    assert fingerprints() == told(backup)
    call_command("verify")


def test_restore_into_empty_tables_is_killed(backup: Path, draw: Random) -> None:
    for lines, pause in moments(draw, lines_of(backup)):
        was_killed = killed(lines, pause, "restore", str(backup))
        if filled():
            assert fingerprints() == told(backup)
            call_command("flush", interactive=False, verbosity=0)
        else:
            assert was_killed
    call_command("restore", str(backup))
    assert fingerprints() == told(backup)


def test_restore_into_a_database_without_tables_is_killed(backup: Path, tmp_path: Path, draw: Random) -> None:
    with without_tables(tmp_path) as database:
        last = lines_of(backup) + 1  # that tables are made is told, too
        for lines, pause in ((2, draw.uniform(0, 5)), (draw.randint(3, last), 0)):
            assert killed(lines, pause, "restore", str(backup), database=database)
            assert database.introspection.table_names() == []
        assert not killed(last, PATIENCE, "restore", str(backup), database=database)


@contextmanager
def without_tables(folder: Path) -> Iterator[Any]:
    """A database beside the tests' own in which there is nothing."""
    database = connection.copy()
    if connection.vendor == "sqlite":
        database.settings_dict["NAME"] = str(folder / "neu.sqlite3")
        yield database
        database.close()
        return
    database.settings_dict["NAME"] = name = f"{connection.settings_dict['NAME']}_neu"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # of a test that was killed itself
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield database
        finally:
            database.close()
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_backup_is_killed(tmp_path: Path, draw: Random) -> None:
    build_city()
    path = tmp_path / "stadt.zip"
    path.write_bytes(b"von gestern")
    came = []
    for lines, pause in moments(draw, LINES):
        before = path.read_bytes()
        was_killed = killed(lines, pause, "backup", str(path), "--verbosity", "2")
        came.append(path.read_bytes() != before)
        assert came[-1] or was_killed
        if came[-1]:
            with Archive(path) as archive:
                archive.check()
    assert came.count(False) >= ROUNDS / 2, f"{came}: the moments are chosen badly."
    call_command("backup", str(path), "--verify")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
