"""Children end themselves, at the latest when their limits do."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import dj_database_url
import pytest

from integration import children

ROOT = Path(__file__).resolve().parents[2]


def limited(work: str, *, memory: int = 1000, seconds: int = 120) -> subprocess.CompletedProcess[str]:
    """Run a line of Python in a process that has limited itself."""
    code = f"from integration import children\nchildren.limit()\n{work}"
    env = {
        "DJANGO_SETTINGS_MODULE": "integration.settings",
        "SECRET_KEY": "for-tests-only",
        "CHILD_MEMORY_MB": str(memory),
        "CHILD_SECONDS": str(seconds),
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_child_may_do_its_work() -> None:
    assert limited("print(sum(range(1000)))").stdout == "499500\n"


@pytest.mark.parametrize("work", ["while True: pass", "import time; time.sleep(60)"], ids=["busy", "idle"])
def test_child_ends_when_its_time_is_up(work: str) -> None:
    started = time.monotonic()
    assert limited(work, seconds=1).returncode == -14
    assert time.monotonic() - started < 10


def test_child_gets_no_more_memory_than_its_share() -> None:
    child = limited("bytearray(400 * 2**20)", memory=300)
    assert child.returncode == 1
    assert "MemoryError" in child.stderr


def test_waiting_ends_with_the_work_the_child_or_the_patience() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        assert children.wait(child, 5, done=lambda: True)
        assert not children.wait(child, 0.2, done=lambda: False)
    finally:
        child.kill()
    child.wait()
    started = time.monotonic()
    assert not children.wait(child, 20, done=lambda: False)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("end", "noticed"),
    [("os.kill(os.getpid(), 9)", True), ("sys.exit(1)", True), ("sys.exit(0)", False)],
    ids=["killed", "failed", "done"],
)
def test_watched_child_is_missed_only_if_it_failed(end: str, noticed: bool) -> None:
    child = subprocess.Popen([sys.executable, "-c", f"import os, sys; {end}"])
    said: list[str] = []
    children.watch(child, failed=lambda: said.append("failed")).join(20)
    assert said == ["failed"] * noticed


@pytest.mark.parametrize(
    "database",
    [
        pytest.param(
            {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "test_plan/1",
                "USER": "stadt@ort",
                "PASSWORD": "a:b/ü%",
                "HOST": "db.example",
                "PORT": 5433,
            },
            id="postgresql",
        ),
        pytest.param(
            {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "plan",
                "USER": "stadt",
                "PASSWORD": "",
                "HOST": "/var/run/postgresql",
                "PORT": "",
            },
            id="socket",
        ),
    ],
)
def test_child_finds_the_same_database(database: dict[str, Any]) -> None:
    found: dict[str, Any] = {**dj_database_url.parse(children.database_url(database))}
    assert {name: found[name] for name in database} == database


def test_child_keeps_what_the_address_says_besides() -> None:
    url = "postgres://amt@/plan?host=eins,zwei&port=5432,5433&target_session_attrs=read-write&sslmode=require"
    said = dj_database_url.parse(url)
    assert said["OPTIONS"]["host"] == "eins,zwei"
    with_settings = {**said, "OPTIONS": {**said["OPTIONS"], "options": "-c jit=off"}}
    assert dj_database_url.parse(children.database_url({**with_settings}))["OPTIONS"] == said["OPTIONS"]


def test_child_finds_the_same_file() -> None:
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": Path("/srv/plan/db.sqlite3")}
    assert dj_database_url.parse(children.database_url(sqlite))["NAME"] == "/srv/plan/db.sqlite3"
