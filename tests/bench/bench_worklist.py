"""The list narrowed to what is to be done, rule by rule, beside the whole list; and the rules counted.

10,000 measures as they come from a workbook: most of them lack something.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from catalogue.upkeep.worklist import RULES
from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in

LIST = "/massnahmen/"
STORED = "zielgruppe"  # one of the rules whose finds lie beside each version
REPEAT = 15


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(range(1, 10_001))
        everything = partial(get, client, LIST)
        for kind in (STORED, *(rule.kind for rule in RULES)):
            yield Benchmark(
                name=f"{LIST}?luecke={kind}",
                floor=everything,
                measured=partial(get, client, f"{LIST}?luecke={kind}"),
                ratio=3,
                repeat=REPEAT,
                queries=16,
            )
        yield Benchmark(
            name="/luecken/",
            floor=everything,
            measured=partial(get, client, "/luecken/"),
            ratio=5,
            repeat=REPEAT,
            queries=15,
        )
