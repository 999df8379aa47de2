"""The city's annual report, beside loading the revisions of its five years; its PDF beside the same
words by typst alone.

300 measures with 5 years of revisions, a change of every measure each quarter.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion
from catalogue.records import MeasureRecord, State
from catalogue.vocabulary import Status
from integration.history.models import ChangeSet
from steering.freezing import Record
from steering.models import AnnualReport
from steering.reports.report_contents import contents
from steering.reports.report_parts import parts, plain
from tests.bench.bench_pdf import typst_alone
from tests.bench.data import empty, fill, settle
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in
from tests.factories import make_report

MEASURES, YEARS = 300, 5
FIRST, LAST = 2019, 2023
TODAY = dt.date(2024, 2, 1)
_STATES = (Status.NOT_BEGUN, Status.PLANNED, Status.IN_PROGRESS, Status.DONE)


def benchmarks() -> Iterator[Benchmark]:
    empty()
    fill(range(1, MEASURES + 1), at=timezone.make_aware(dt.datetime(FIRST, 1, 7, 9)))
    for quarter in range(4 * YEARS):
        _revise(quarter)
    settle()
    report = make_report(year=LAST)
    yield Benchmark(
        name=f"Jahresbericht: {MEASURES} Maßnahmen, {YEARS} Jahre Fassungen",
        floor=load_revisions,
        measured=lambda: compute(report),
        ratio=1,
        queries=30,
    )
    with signed_in() as client:
        yield Benchmark(
            name=f"Jahresbericht als PDF: {MEASURES} Maßnahmen",
            floor=partial(typst_alone, cells(compute(report))),
            measured=partial(get, client, f"/jahresberichte/{report.pk}.pdf"),
            ratio=3,  # rows stay whole, heads are repeated, 13 tables more, four pictures
            queries=35,
            kilobytes=1_500,
        )


def _revise(quarter: int) -> None:
    """Change every measure once, in one change set."""
    at = timezone.make_aware(dt.datetime(FIRST + quarter // 4, quarter % 4 * 3 + 2, 10, 9))
    edits = [
        MeasureEdit(
            number,
            {
                ("progress",): f"Sachstand {quarter}: Gespräche geführt, Mittel beantragt",
                ("status",): State(_STATES[min((number + quarter) // 8, 3)].value),
            },
        )
        for number in range(1, MEASURES + 1)
    ]
    apply(edits, by=None, way=ChangeSet.Way.FORM, at=at)


def load_revisions() -> int:
    """Read the records of all that was ever written."""
    rows = MeasureVersion.objects.values_list("number", "stored__data")
    return len([MeasureRecord.from_json(number, data) for number, data in rows])


def cells(record: Record) -> str:
    """Return the words of the longest part, the measures, as JSON."""
    (table,) = next(part.tables for part in parts(record) if part.key == "massnahmen")
    rows = [[str(plain(cell)) for cell in row] for row in table.rows]
    return json.dumps({"widths": list(table.widths), "rows": rows})


def compute(report: AnnualReport) -> Record:
    found = contents(report, today=TODAY)
    assert len(found["measures"]) == MEASURES
    assert found["moved"]
    return found
