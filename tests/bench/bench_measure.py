"""The page of one measure, beside an empty page of the site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import EMPTY, get, signed_in

NUMBERS = range(1, 151)


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(NUMBERS)
        # The longest page, so that nothing that costs time is missing from it.
        fullest = max(NUMBERS, key=lambda number: len(get(client, address(number))))
        yield Benchmark(
            name=address(fullest),
            floor=partial(get, client, EMPTY),
            measured=partial(get, client, address(fullest)),
            ratio=4,
            repeat=25,
            queries=20,
        )


def address(number: int) -> str:
    return f"/massnahmen/{number}/"
