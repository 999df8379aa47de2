"""What came back for an extract of 300 rows, read against what went out, beside reading the file's cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial

from django.utils import timezone
from openpyxl import load_workbook

from catalogue.models import Extract, ExtractMeasure, ExtractRound, MeasureVersion, Unit
from catalogue.models.recorded import Recorded
from catalogue.returns.return_reading import Reading, read_return
from catalogue.vocabulary import Role
from integration.spreadsheets.opening import open_workbook
from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.catalogue.returned_files import NOTE, PROGRESS, STATUS, Filled

ROWS = 300
EVERY = 3  # the measures of which something is said


def benchmarks() -> Iterator[Benchmark]:
    empty()
    fill(range(1, ROWS + 1))
    extract = issue()
    yield Benchmark(
        name="Rückmeldung mit 300 Zeilen, jede dritte geändert",
        floor=partial(read_cells, data := returned(extract)),
        measured=partial(rehearse, data, extract),
        repeat=5,
        ratio=2,
        queries=20,
    )


def issue() -> Extract:
    """Issue all measures to one unit."""
    today = timezone.localdate()
    of = ExtractRound.objects.create(key_date=today, due=today, **Recorded.stamp(None))
    extract = Extract.objects.create(round=of, unit=Unit.objects.get(slug="FB-51"), due=today)
    versions = MeasureVersion.objects.current()
    ExtractMeasure.objects.bulk_create(
        ExtractMeasure(extract=extract, version=one, role=Role.INVOLVED) for one in versions
    )
    return extract


def returned(extract: Extract) -> bytes:
    file, columns = Filled(extract), Filled(extract).columns
    for row in range(7, 7 + ROWS, EVERY):
        for heading, text in ((STATUS, "läuft"), (PROGRESS, f"Zeile {row} ist begonnen"), (NOTE, "kürzen")):
            file.sheet.cell(row, columns[heading]).value = text
    return file.bytes()


def read_cells(data: bytes) -> None:
    """Touch the value of every cell."""
    for sheet in load_workbook(io.BytesIO(data), read_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            for _ in row:
                pass


def rehearse(data: bytes, extract: Extract) -> Reading:
    return read_return(open_workbook(data), extract)
