"""A catalogue of 100,000 measures beside one of 150: every page that people and systems ask for daily.

A page shows no more than before, so hardly any may take longer. What has to look through or count the whole
catalogue takes longer, each so many times as is promised here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, override_settings

from tests.bench.bench_edit import Saving
from tests.bench.data import empty
from tests.bench.harness import Benchmark, Work
from tests.bench.large import DAY, fill_up
from tests.bench.site import copy_of_database, get, on, signed_in
from tests.factories import make_token

FEW, MANY = 150, 100_000
NUMBER = 29  # a measure of both
REPEAT = 7
AS_OF = f"stand={DAY}"
FILTER, SEARCH = "stelle=FB+51&zielgruppe=kinder&status=geplant", "q=Sprachkurse+Kinder"


class Page(NamedTuple):
    """An address, how many times as long as at 150 measures it may take, and with how many queries."""

    address: str
    ratio: float
    queries: int = 15


PAGES = (
    Page("/massnahmen/", 1.5),
    Page("/massnahmen/?page=3", 1.5),
    Page(f"/massnahmen/?{FILTER}", 3),
    Page(f"/massnahmen/?{SEARCH}", 3),
    Page(f"/massnahmen/?{FILTER}&q=Kinder", 3),
    Page(f"/massnahmen/?{AS_OF}", 3),
    Page(f"/massnahmen/?{FILTER}&{AS_OF}", 3),
    Page(f"/massnahmen/?{SEARCH}&{AS_OF}", 3),
    Page(f"/massnahmen/{NUMBER}/", 1.5, 20),
    Page(f"/massnahmen/{NUMBER}/?{SEARCH}", 1.5, 20),
    Page(f"/massnahmen/{NUMBER}/?{AS_OF}", 1.5, 20),
    Page(f"/massnahmen/{NUMBER}/verlauf/", 1.5),
    Page(f"/massnahmen/{NUMBER}/bearbeiten/", 1.5),
    Page("/katalog/", 1.5),
    Page(f"/katalog/?{SEARCH}", 3),
    Page(f"/katalog/?{AS_OF}", 3),
    Page("/auswertung/", 10),
    Page("/auswertung/?zeilen=stelle&spalten=handlungsfeld", 10),
    Page(f"/auswertung/?{AS_OF}", 10),
    Page("/", 10, 27),
    Page("/luecken/", 10),
    Page(f"/katalog.csv?{FILTER}", 3, 8),
)
API = (
    Page("/api/v1/massnahmen", 1.5, 8),
    Page(f"/api/v1/massnahmen?{FILTER}", 3, 8),
    Page(f"/api/v1/massnahmen?{AS_OF}", 3, 8),
    Page(f"/api/v1/massnahmen/{NUMBER}", 1.5, 8),
)


def benchmarks() -> Iterator[Benchmark]:
    empty()
    unlimited = {name: (0, seconds) for name, (_, seconds) in settings.RATE_LIMITS.items()}
    with signed_in() as client, override_settings(RATE_LIMITS=unlimited):
        system = Client(headers={"Authorization": f"Bearer {make_token().secret}"})
        fill_up(FEW)
        with copy_of_database() as small:
            fill_up(MANY)
            for asking, pages in ((client, PAGES), (system, API)):
                for page in pages:
                    yield beside(page, small, partial(get, asking, page.address))
            saving = Saving(client, f"/massnahmen/{NUMBER}/bearbeiten/")
            yield Benchmark(
                name=f"{saving.address} speichern",
                floor=partial(get, client, f"/massnahmen/{NUMBER}/"),
                measured=saving,
                ratio=2,
                repeat=REPEAT,
                queries=30,
            )


def beside(page: Page, small: BaseDatabaseWrapper, work: Work) -> Benchmark:
    """Return the promise that a page takes so many times as long as with few measures."""
    return Benchmark(
        name=page.address,
        floor=on(small, work),
        measured=work,
        ratio=page.ratio,
        repeat=REPEAT,
        queries=page.queries,
    )
