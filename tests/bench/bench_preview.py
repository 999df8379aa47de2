"""The preview of 10,000 rows against the 10,000 measures that are there, beside reading the file's cells."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from catalogue.drafts import drafting
from catalogue.models import ImportDraft
from tests.bench.bench_import import FILE, read_cells
from tests.bench.data import CHUNK, empty, fill, workbook
from tests.bench.harness import Benchmark
from tests.factories import make_draft

NUMBERS = range(1, CHUNK + 1)


def benchmarks() -> Iterator[Benchmark]:
    empty()
    fill(NUMBERS)
    yield from previewed("Vorschau von 10.000 Zeilen, unverändert", workbook(NUMBERS), ratio=2)
    yield from previewed("Vorschau von 10.000 Zeilen, alle geändert", workbook(NUMBERS, edition=2), ratio=5)


def previewed(name: str, data: bytes, *, ratio: float) -> Iterator[Benchmark]:
    make_draft(data=data, name="katalog.xlsx")
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {FILE: f"{folder}/katalog.xlsx"}):
        Path(os.environ[FILE]).write_bytes(data)
        yield Benchmark(
            name=name,
            floor=read_cells,
            measured=read,
            repeat=3,
            ratio=ratio,
            megabytes=300,
            child="tests.bench.bench_preview:read",
        )


def read() -> None:
    """Read the newest draft's workbook, as the import's child does."""
    draft = ImportDraft.objects.select_related("file", "concept").latest("pk")
    drafting.read(draft)
    if draft.state != ImportDraft.State.READY:
        raise ValueError(draft.message)
