"""The interface for other systems, beside the pages and files that say the same to people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.test import Client, override_settings

from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in
from tests.factories import make_token

LIST, CSV, API = "/massnahmen/", "/katalog.csv", "/api/v1/massnahmen"


def benchmarks() -> Iterator[Benchmark]:
    empty()
    unlimited = {name: (0, seconds) for name, (_, seconds) in settings.RATE_LIMITS.items()}
    with signed_in() as client, override_settings(RATE_LIMITS=unlimited):
        fill(range(1, 10_001))
        system = Client(headers={"Authorization": f"Bearer {make_token().secret}"})
        newest = system.get(API).json()["letzte_aenderung"]
        page = partial(get, client, LIST)
        yield asked("50 von 10.000 Maßnahmen", page, partial(get, system, API), ratio=1, queries=8)
        poll = partial(get, system, f"{API}?seit={newest}")
        yield asked("seit der letzten Änderung", page, poll, ratio=1, queries=8)
        count = partial(get, system, "/api/v1/auswertung")
        yield asked("Auswertung", partial(get, client, "/auswertung/"), count, ratio=1, queries=12)
        walk = partial(read_all, system)
        yield asked("10.000 Maßnahmen in 50 Antworten", partial(get, client, CSV), walk, ratio=8, repeat=2)


def asked(
    name: str, floor: partial, measured: partial, ratio: float, queries: int | None = None, repeat: int = 15
) -> Benchmark:
    return Benchmark(
        name=f"/api/v1/ {name}", floor=floor, measured=measured, ratio=ratio, queries=queries, repeat=repeat
    )


def read_all(system: Client) -> int:
    """Follow `weiter` to the end and return how many measures there were."""
    address, number = f"{API}?limit=200", 0
    while address:
        answer = system.get(address).json()
        number += len(answer["massnahmen"])
        address = (answer["weiter"] or "").removeprefix(settings.SITE_URL)
    if number != 10_000:
        raise ValueError(f"{number} measures")
    return number
