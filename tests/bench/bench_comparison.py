"""Two days between which 10,000 measures changed: the page and the file beside reading both days' records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion
from catalogue.records import MeasureRecord
from integration.history.models import ChangeSet
from tests.bench.data import empty, fill, settle
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in

NUMBERS = range(1, 10_001)
SINCE, UNTIL = dt.datetime(2020, 1, 15, 9), dt.datetime(2020, 7, 15, 9)
DAYS = f"?von={SINCE:%Y-%m-%d}&bis={UNTIL:%Y-%m-%d}"
PAGE, FILE = "/aenderungen/vergleich/", "/aenderungen/vergleich.xlsx"


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(NUMBERS, at=timezone.make_aware(SINCE))
        edits = {("progress",): "Gespräche geführt, Mittel beantragt", ("timeframe",): "2020 bis 2022"}
        apply(
            [MeasureEdit(number, edits) for number in NUMBERS],
            by=None,
            way=ChangeSet.Way.BULK,
            at=timezone.make_aware(UNTIL),
        )
        settle()
        yield Benchmark(
            name="Vergleich zweier Tage mit 10.000 Änderungen",
            floor=read_both_days,
            measured=partial(get, client, f"{PAGE}{DAYS}"),
            ratio=4,
            repeat=5,
            queries=12,
            kilobytes=100,
        )
        yield Benchmark(
            name="Derselbe Vergleich als Datei",
            floor=read_both_days,
            measured=partial(get, client, f"{FILE}{DAYS}"),
            ratio=10,
            repeat=3,
        )


def read_both_days() -> list[MeasureRecord]:
    return [
        MeasureRecord.from_json(*row)
        for day in (SINCE, UNTIL)
        for row in MeasureVersion.objects.on(day.date())
        .values_list("number", "stored__data")
        .iterator(chunk_size=2_000)
    ]
