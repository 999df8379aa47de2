"""One change of 10,000 measures at once: its preview beside reading their records, the change itself beside
writing the same without a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import Any

from django.test import Client

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion
from catalogue.records import MeasureRecord, State
from integration.history.models import ChangeSet
from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import signed_in

BULK = "/massnahmen/sammelaenderung/"
NUMBERS = range(1, 10_001)
STATES = cycle(["in-umsetzung", "umgesetzt", "daueraufgabe", "geplant", "nicht-begonnen"])
CHOSEN = {"massnahmen": ",".join(map(str, NUMBERS)), "lead": "FB 51", "target_groups": "kinder"}


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(NUMBERS)
        yield Benchmark(
            name="Sammeländerung von 10.000 Maßnahmen, Vorschau",
            floor=read_records,
            measured=partial(preview, client),
            ratio=5,
            repeat=5,
            queries=30,
            kilobytes=250,
        )
        yield Benchmark(
            name="Sammeländerung von 10.000 Maßnahmen, ändern",
            floor=write_records,
            measured=Applying(client),
            ratio=2,
            repeat=3,
        )


def read_records() -> list[MeasureRecord]:
    rows = MeasureVersion.objects.current().values_list("number", "stored__data")
    return [MeasureRecord.from_json(*row) for row in rows.iterator(chunk_size=2_000)]


def write_records() -> None:
    edits = {("status",): State(next(STATES))}
    apply([MeasureEdit(number, edits) for number in NUMBERS], by=None, way=ChangeSet.Way.BULK)


def preview(client: Client, **fields: Any) -> bytes:
    response = client.post(BULK, {**CHOSEN, **fields, "schritt": "vorschau"})
    if response.status_code != 200 or b"uebernehmen" not in response.content:
        raise ValueError(f"{BULK}: {response.status_code}")
    return response.content


class Applying:
    """Gives all measures another state each time it is called: the step behind a preview."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self) -> None:
        fields = {"massnahmen": CHOSEN["massnahmen"], "status": next(STATES)}
        newest = ChangeSet.objects.in_order()[0].pk
        response = self.client.post(BULK, {**fields, "gegen": newest, "schritt": "uebernehmen"})
        if response.status_code != 302 or not re.search(r"/aenderungen/\d+/$", response["Location"]):
            raise ValueError(f"{BULK}: {response.status_code}")
