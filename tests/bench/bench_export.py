"""The catalogue's workbook with 10,000 rows, beside writing the same cells with openpyxl alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.test import Client
from openpyxl import Workbook, load_workbook

from integration.accounts.models import User
from tests.bench.data import CHUNK, empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import BACKEND, get, signed_in

EXPORT = "/katalog.xlsx"


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(range(1, CHUNK + 1))
        yield Benchmark(
            name=f"{EXPORT} mit 10.000 Zeilen",
            floor=partial(write, cells(get(client, EXPORT))),
            measured=partial(get, client, EXPORT),
            ratio=1.5,
            queries=6,
            megabytes=200,
            child="tests.bench.bench_export:export",
        )


def cells(workbook: bytes) -> list[list[Any]]:
    """Return the values of all cells, row by row, empty ones as None."""
    sheet = load_workbook(io.BytesIO(workbook), read_only=True).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def write(rows: list[list[Any]]) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in rows:
        sheet.append(row)
    workbook.save(io.BytesIO())


def export() -> None:
    client = Client()
    client.force_login(User.objects.get(), BACKEND)
    get(client, EXPORT)
