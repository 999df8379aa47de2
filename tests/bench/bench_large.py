"""A catalogue of 100,000 measures beside one of 150: every page that people and systems ask for daily.

A page shows no more than before, so hardly any may take longer. What has to look through or count the whole
catalogue takes longer, each so many times as is promised here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, override_settings

from catalogue.models import MeasureVersion
from catalogue.records import MeasureRecord
from tests.bench.bench_edit import Saving
from tests.bench.bench_export import EXPORT
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
    """How many times as long as at 150 measures an address may take, and with how many queries."""

    name: str
    address: str
    ratio: float
    queries: int = 15


PAGES = (
    Page("Liste", "/massnahmen/", 1.5),
    Page("Liste, Seite 3", "/massnahmen/?page=3", 1.5),
    Page("Liste, gefiltert", f"/massnahmen/?{FILTER}", 3.5),
    Page("Liste, gesucht", f"/massnahmen/?{SEARCH}", 4),
    Page("Liste, gesucht mit zwei Ziffern", "/massnahmen/?q=29", 12),
    Page("Liste, gefiltert und gesucht", f"/massnahmen/?{FILTER}&q=Kinder", 3.5),
    Page("Liste, früherer Tag", f"/massnahmen/?{AS_OF}", 2),
    Page("Liste, früherer Tag, gefiltert", f"/massnahmen/?{FILTER}&{AS_OF}", 2.5),
    Page("Liste, früherer Tag, gesucht", f"/massnahmen/?{SEARCH}&{AS_OF}", 3),
    Page("Maßnahme", f"/massnahmen/{NUMBER}/", 1.5, 20),
    Page("Maßnahme unter gesuchten", f"/massnahmen/{NUMBER}/?{SEARCH}", 3, 20),
    Page("Maßnahme, früherer Tag", f"/massnahmen/{NUMBER}/?{AS_OF}", 1.5, 20),
    Page("Maßnahme, Verlauf", f"/massnahmen/{NUMBER}/verlauf/", 1.5),
    Page("Maßnahme, Formular öffnen", f"/massnahmen/{NUMBER}/bearbeiten/", 1.5),
    Page("Katalog", "/katalog/", 1.5),
    Page("Katalog, gesucht", f"/katalog/?{SEARCH}", 5),
    Page("Katalog, früherer Tag", f"/katalog/?{AS_OF}", 2, 20),
    Page("Auswertung", "/auswertung/", 18),
    Page("Auswertung, Stellen und Felder", "/auswertung/?zeilen=stelle&spalten=handlungsfeld", 36),
    Page("Auswertung, früherer Tag", f"/auswertung/?{AS_OF}", 25),
    Page("Übersicht", "/", 8, 27),
    Page("Fehlende Angaben", "/luecken/", 18),
)
API = (
    Page("Schnittstelle, 50 Maßnahmen", "/api/v1/massnahmen", 2, 12),
    Page("Schnittstelle, gefiltert", f"/api/v1/massnahmen?{FILTER}", 4, 12),
    Page("Schnittstelle, früherer Tag", f"/api/v1/massnahmen?{AS_OF}", 2, 12),
    Page("Schnittstelle, eine Maßnahme", f"/api/v1/massnahmen/{NUMBER}", 1.5, 12),
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
            yield from files(client)
            saving = Saving(client, f"/massnahmen/{NUMBER}/bearbeiten/")
            yield Benchmark(
                name="Maßnahme, speichern (neben ihrer Seite)",
                floor=partial(get, client, f"/massnahmen/{NUMBER}/"),
                measured=saving,
                ratio=2,
                repeat=REPEAT,
                queries=30,
            )


def beside(page: Page, small: BaseDatabaseWrapper, work: Work) -> Benchmark:
    """Return the promise that a page takes so many times as long as with few measures."""
    return Benchmark(
        name=page.name,
        floor=on(small, work),
        measured=work,
        ratio=page.ratio,
        repeat=REPEAT,
        queries=page.queries,
    )


def files(client: Client) -> Iterator[Benchmark]:
    """Yield what files of the whole catalogue promise, beside reading what stands in them, called once."""
    once: dict[str, Any] = {"floor": read_all, "repeat": 1, "queries": 12}
    yield Benchmark(
        name="Ganzer Katalog als CSV", measured=partial(get, client, "/katalog.csv"), ratio=2, **once
    )
    yield Benchmark(
        name="Ganzer Katalog als XLSX",
        measured=partial(get, client, EXPORT),
        ratio=4,
        megabytes=500,
        child="tests.bench.bench_export:export",
        **once,
    )


def read_all() -> list[MeasureRecord]:
    rows = MeasureVersion.objects.current().values_list("number", "stored__data")
    return [MeasureRecord.from_json(*row) for row in rows.iterator(chunk_size=2_000)]
