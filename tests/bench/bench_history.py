"""What the past costs: the list as of a day beside today's, a measure's history beside its page.

10,000 measures with 10 revisions each, the day in their middle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from integration.history.models import ChangeSet
from tests.bench.data import empty, fill, settle
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in

LIST = "/massnahmen/"
MEASURES = 10_000
REVISIONS = 10
BEGIN = dt.datetime(2020, 1, 15, 9)
MONTH = dt.timedelta(days=30)
DAY = f"stand={BEGIN + MONTH * (REVISIONS // 2) + dt.timedelta(days=3):%Y-%m-%d}"
NARROWED = {
    "": "",
    ", gefiltert": "stelle=FB+51&status=geplant&",
    ", gesucht": "q=Sprachkurse+Kinder&",
}
REPEAT = 15


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        live_through(range(1, MEASURES + 1))
        for how, query in NARROWED.items():
            yield Benchmark(
                name=f"{LIST} an einem früheren Tag{how}",
                floor=partial(get, client, f"{LIST}?{query}"),
                measured=partial(get, client, f"{LIST}?{query}{DAY}"),
                ratio=3,
                repeat=REPEAT,
                queries=15,
            )
        yield Benchmark(
            name=f"Verlauf einer Maßnahme mit {REVISIONS} Fassungen",
            floor=partial(get, client, f"{LIST}29/"),
            measured=partial(get, client, f"{LIST}29/verlauf/"),
            ratio=2,
            repeat=REPEAT,
            queries=15,
        )


def live_through(numbers: range) -> None:
    """Import measures of these numbers and revise each of them every month."""
    fill(numbers, at=timezone.make_aware(BEGIN))
    for turn in range(1, REVISIONS):
        edits = {("progress",): f"Sachstand {turn}: Gespräche geführt, Mittel beantragt"}
        apply(
            [MeasureEdit(number, edits) for number in numbers],
            by=None,
            way=ChangeSet.Way.BULK,
            at=timezone.make_aware(BEGIN + MONTH * turn),
        )
    settle()
