"""The list of measures, beside rendering the same 50 rows from memory through a plain template."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import connection
from django.test import Client

from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.multiply import multiply
from tests.bench.site import copy_of_database, get, on, signed_in
from tests.bench.table import rendering

LIST = "/massnahmen/"
NARROWED = {
    "gefiltert": "?stelle=FB+51&zielgruppe=kinder&status=geplant",
    "gesucht": "?q=Sprachkurse+Kinder",
    "gefiltert und gesucht": "?stelle=FB+51&zielgruppe=kinder&status=geplant&q=Kinder",
}
POSTGRESQL = connection.vendor == "postgresql"
RATIO = 9 if POSTGRESQL else 7
REPEAT = 25


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        page = partial(get, client, LIST)
        fill(range(1, 151))
        yield listed("150 Maßnahmen", client)
        with copy_of_database() as small:
            fill(range(151, 10_001))
            yield listed("10.000 Maßnahmen", client)
            yield from narrowed("10.000", client, ratio=9)
            multiply(10)
            yield listed("100.000 Maßnahmen", client)
            if POSTGRESQL:
                yield from narrowed("100.000", client, ratio=20)
            yield Benchmark(
                name="/massnahmen/ von 150 auf 100.000 Maßnahmen",
                floor=on(small, page),
                measured=page,
                ratio=1.5,
                repeat=REPEAT,
            )


def listed(name: str, client: Client, *, address: str = LIST, ratio: float = RATIO) -> Benchmark:
    return Benchmark(
        name=f"{LIST} {name}",
        floor=rendering(get(client, address)),
        measured=partial(get, client, address),
        ratio=ratio,
        repeat=REPEAT,
        queries=15,
        kilobytes=60,
    )


def narrowed(name: str, client: Client, ratio: float) -> Iterator[Benchmark]:
    for how, query in NARROWED.items():
        yield listed(f"{name}, {how}", client, address=f"{LIST}{query}", ratio=ratio)
