"""The overview of each hat that counts measures: at 10,000 of them beside itself at 150.

Three times as long is promised. What grows with the catalogue is counting its states and what it lacks; the
list „Als Nächstes“ reads so many rows of each table and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.test import Client

from catalogue.models import Unit
from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import BACKEND, copy_of_database, get, on, signed_in
from tests.factories import make_membership, make_seat
from tests.integration.people import make_user

PAGE = "/"
RATIO = 3
REPEAT = 11
QUERIES = 27


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as office:
        fill(range(1, 151))
        hats = {"Koordination": office, "Steuerungsgruppe": _member(), "Fachbereich": _department()}
        with copy_of_database() as small:
            fill(range(151, 10_001))
            for hat, client in hats.items():
                page = partial(get, client, PAGE)
                yield Benchmark(
                    name=f"Übersicht, {hat}, von 150 auf 10.000 Maßnahmen",
                    floor=on(small, page),
                    measured=page,
                    ratio=RATIO,
                    repeat=REPEAT,
                    queries=QUERIES,
                )


def _member() -> Client:
    person = make_user("mitglied")
    make_seat(Unit.objects.get(slug="FB-61"), person=person)
    return _signed_in(person)


def _department() -> Client:
    person = make_user("fachbereich")
    make_membership(person, Unit.objects.get(slug="FB-51"))
    return _signed_in(person)


def _signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person, BACKEND)  # type: ignore[arg-type]
    return client
