"""Opening the form of a measure and saving it with its history, beside the measure's page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count

from django.test import Client

from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in
from tests.catalogue.measure_forms import opened

NUMBERS = range(1, 151)
REPEAT = 25


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(NUMBERS)
        # The longest form, so that nothing that costs time is missing from it.
        fullest = max(NUMBERS, key=lambda number: len(get(client, form(number))))
        yield from edited("150 Maßnahmen", client, fullest)
        fill(range(151, 10_001))
        yield from edited("10.000 Maßnahmen", client, fullest)


def edited(name: str, client: Client, number: int) -> Iterator[Benchmark]:
    page = partial(get, client, f"/massnahmen/{number}/")
    yield Benchmark(
        name=f"{form(number)} öffnen, {name}",
        floor=page,
        measured=partial(get, client, form(number)),
        ratio=3,
        repeat=REPEAT,
        queries=12,
    )
    yield Benchmark(
        name=f"{form(number)} speichern, {name}",
        floor=page,
        measured=Saving(client, form(number)),
        ratio=2,
        repeat=REPEAT,
        queries=30,
    )


class Saving:
    """Saves another goal each time it is called, as a browser does that has the form open already."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.fields = opened(client, address)
        self.turn, self.version = count(1), int(self.fields["version"])

    def __call__(self) -> None:
        changed = {"goal": f"Ziel {next(self.turn)}", "version": str(self.version)}
        response = self.client.post(self.address, self.fields | changed)
        if response.status_code != 302:
            raise ValueError(f"{self.address}: {response.status_code}")
        self.version += 1


def form(number: int) -> str:
    return f"/massnahmen/{number}/bearbeiten/"
