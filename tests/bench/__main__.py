"""Run the benchmarks of `bench_<topic>.py`, all or those named: `python -m tests.bench [topic …]`.

`--load [seconds [measures]]` has fifty people work with the service instead (`load.py`).

Such a module has one function `benchmarks()` that yields them. It is a generator, so it can prepare data
before each and clear up behind it. Every topic gets a fresh, migrated database: SQLite in a file, or on
the server that DATABASE_URL names.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import django
from django.db import connection

from tests.bench.harness import figures

TOPICS = sorted(file.stem.removeprefix("bench_") for file in Path(__file__).parent.glob("bench_*.py"))


def main(topics: Sequence[str]) -> int:
    """Print a line for each promise; return 1 if one was broken, 2 if a topic is unknown."""
    if topics[:1] == ["--load"]:
        with fresh_database():
            return importlib.import_module("tests.bench.load").main(*map(int, topics[1:3]))
    unknown = set(topics) - set(TOPICS)
    if unknown:
        print(f"Unbekannt: {', '.join(sorted(unknown))}. Es gibt: {', '.join(TOPICS) or 'noch nichts'}.")
        return 2
    broken = sum(_run(topic) for topic in topics or TOPICS)
    print(f"{broken} Zusagen gebrochen." if broken else "Alle Zusagen gehalten.")
    return int(broken > 0)


def _run(topic: str) -> int:
    print(f"\n{topic} ({connection.vendor})", flush=True)
    broken = 0
    with fresh_database():
        for benchmark in importlib.import_module(f"tests.bench.bench_{topic}").benchmarks():
            for figure in figures(benchmark):
                print(f"  {figure}", flush=True)
                broken += not figure.kept
    return broken


@contextmanager
def fresh_database() -> Iterator[None]:
    """A database for one topic; child processes find it by DATABASE_URL as well."""
    usual = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder:
        url = urlsplit(os.environ.get("DATABASE_URL", ""))
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/bench.sqlite3"
            url = urlsplit("sqlite:////")
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            with patch.dict(os.environ, DATABASE_URL=f"{url.scheme}://{url.netloc}/{name}"):
                yield
        finally:
            connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    os.environ.update(DEBUG="0", HTTPS="0", SECRET_KEY="for-benchmarks-only", ALLOWED_HOSTS="*")
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # a line for each request hides the figures
    os.environ["DJANGO_SETTINGS_MODULE"] = "integration.settings"
    django.setup()
    sys.exit(main(sys.argv[1:]))
