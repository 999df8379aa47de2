"""The evaluation and two of its pictures at 10,000 measures, beside the same at 150."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import copy_of_database, get, on, signed_in

PAGES = {
    "/auswertung/": 4,
    "/auswertung/?zeilen=stelle&spalten=handlungsfeld": 5,
    "/auswertung/bilder/verlauf/": 8,
    "/auswertung/bilder/letzter-stand/": 11,
}
REPEAT = 10


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(range(1, 151))
        with copy_of_database() as small:
            fill(range(151, 10_001))
            for address, ratio in PAGES.items():
                page = partial(get, client, address)
                yield Benchmark(
                    name=f"{address} von 150 auf 10.000 Maßnahmen",
                    floor=on(small, page),
                    measured=page,
                    ratio=ratio,
                    repeat=REPEAT,
                    queries=14,
                )
