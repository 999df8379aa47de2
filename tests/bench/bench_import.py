"""The import of 10,000 rows by command, beside reading the file's cells with openpyxl."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection
from openpyxl import load_workbook

from tests.bench.data import CHUNK, CONCEPT, empty, workbook
from tests.bench.harness import Benchmark

FILE = "BENCH_FILE"  # names the workbook to the child process


def benchmarks() -> Iterator[Benchmark]:
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {FILE: f"{folder}/katalog.xlsx"}):
        Path(os.environ[FILE]).write_bytes(workbook(range(1, CHUNK + 1)))
        yield Benchmark(
            name="Import von 10.000 Zeilen",
            floor=read_cells,
            before=empty,
            measured=apply,
            repeat=3,
            ratio=4,
            queries=100 if connection.vendor == "postgresql" else None,
            megabytes=250,
            child="tests.bench.bench_import:apply",
        )
        yield Benchmark(
            name="Dieselbe Datei noch einmal, unverändert",
            floor=read_cells,
            measured=apply,
            repeat=3,
            ratio=1.6,
        )


def read_cells() -> None:
    """Touch the value of every cell."""
    for row in load_workbook(os.environ[FILE], read_only=True).worksheets[0].iter_rows(values_only=True):
        for _ in row:
            pass


def apply() -> None:
    call_command("import_catalogue", os.environ[FILE], concept=CONCEPT, stdout=StringIO())
