"""A backup of 10,000 measures beside reading the same rows, and its way back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from integration.files.models import StoredFile
from integration.management.commands.verify import CHECKS
from integration.recovery.backing_up import back_up
from integration.recovery.restoring import restore
from integration.recovery.tables import tables
from tests.bench.data import CHUNK, empty, fill
from tests.bench.harness import Benchmark

FILES = 10  # of 8 MB each: more at once than the promised memory


def benchmarks() -> Iterator[Benchmark]:
    empty()
    fill(range(1, CHUNK + 1))
    for number in range(FILES):
        StoredFile.objects.store(name=f"{number}.bin", data=bytes([number]) * 8_000_000, by=None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stadt.zip"
        yield Benchmark(
            name="Sicherung von 10.000 Maßnahmen und 80 MB Dateien",
            floor=read,
            measured=partial(back_up, path, silent),
            ratio=15,
            repeat=3,
            megabytes=200,
            child="tests.bench.bench_backup:backup",
        )
        yield Benchmark(
            name="Prüfung von 10.000 Maßnahmen und 80 MB Dateien (verify)",
            floor=read,
            measured=verify,
            ratio=10,
            repeat=3,
            megabytes=150,
            child="tests.bench.bench_backup:verify",
        )
        yield Benchmark(
            name="Wiederherstellung von 10.000 Maßnahmen und 80 MB Dateien",
            floor=read,
            measured=partial(restore, path, replace=True, migrate=False, tell=silent),
            ratio=32,
            repeat=1,
        )


def read() -> None:
    """Read every row of every table as values, a few at a time."""
    for table in tables():
        fields = [field.attname for field in table.fields]
        size = 1 if table.name == "files_storedbytes" else 500
        for _ in table.rows().order_by("pk").values_list(*fields).iterator(chunk_size=size):
            pass


def verify() -> None:
    problems = [problem for check in CHECKS for problem in check.problems()]
    if problems:
        raise ValueError(str(problems[:3]))


def backup() -> None:
    with tempfile.TemporaryDirectory() as folder:
        back_up(Path(folder) / "stadt.zip", silent)


def silent(line: str) -> None:
    return None
