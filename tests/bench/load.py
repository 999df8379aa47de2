"""Fifty people at work: `python3 run.py bench --load [seconds [measures]]`, on the PostgreSQL that
DATABASE_URL names.

The service runs as in operation: gunicorn's processes behind nginx with TLS. Of what the people do, 80 % is
reading, today's catalogue or a past day's, 10 % searching, 5 % saving, 5 % taking a file away (`people.py`).
Promised: no error; every confirmed save is in the history, right on top of what its writer saw; memory that
does not grow. Afterwards more and more people come, each time for a tenth as long, until half of all answers
take longer than a second: so far one machine goes.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.core.management import call_command
from django.db import connection

from catalogue.models import MeasureVersion
from tests.bench.data import empty
from tests.bench.large import DAY, fill_up
from tests.bench.people import Asked, Person, Saved
from tests.bench.processes import Watch, computed, computed_by
from tests.integration.people import make_coordination
from tests.service import Service, served

PEOPLE, MEASURES = 50, 10_000
MORE, MOST = 25, 500  # people who come at a time, and altogether
PATIENCE = 1.0  # seconds; longer than this half of the answers must not take
GROWTH = 1.2  # the last quarter's memory beside the second's; the first is for warming up
CORES = os.cpu_count() or 1


class Stage(NamedTuple):
    """What so many people asked for in so many seconds, and how long the machine computed meanwhile."""

    people: int
    seconds: float
    asked: list[Asked]
    web: float
    everything: float

    @property
    def median(self) -> float:
        return statistics.median(one.seconds for one in self.asked)

    @property
    def errors(self) -> Counter[int]:
        return Counter(one.status for one in self.asked if one.status != 200)

    def __str__(self) -> str:
        rate, busy = len(self.asked) / self.seconds, self.everything / self.seconds / CORES
        return (
            f"{self.people} Personen: {rate:.1f} Anfragen je Sekunde, {CORES} Kerne zu {busy:.0%} beschäftigt"
        )


class Load:
    """People at work with one service."""

    def __init__(self, service: Service, measures: int) -> None:
        self.service, self.measures = service, measures
        (self.web,) = (web.pid for web in service.webs.values())
        self.people: list[Person] = []

    def come(self, number: int) -> None:
        """Have so many more people sign in."""
        first = len(self.people) + 1
        names = [f"person{place}" for place in range(first, first + number)]
        come = [Person(self.service, name, measures=self.measures, day=DAY) for name in names]
        for name in names:
            make_coordination(name)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(Person.sign_in, come))
        self.people += come

    def work(self, seconds: float) -> Stage:
        began, web, everything = time.monotonic(), computed_by(self.web), computed()
        with ThreadPoolExecutor(len(self.people)) as pool:
            done = list(pool.map(lambda person: person.work(began + seconds), self.people))
        asked = [one for of_person in done for one in of_person]
        spent = (computed_by(self.web) - web, computed() - everything)
        return Stage(len(self.people), time.monotonic() - began, asked, *spent)

    def lost(self) -> list[Saved]:
        """Return the confirmed saves that history has not, or not on top of what their writer saw."""
        confirmed = [saved for person in self.people for saved in person.confirmed]
        numbers = {saved.number for saved in confirmed}
        versions = MeasureVersion.objects.with_records().filter(number__in=numbers)
        told = [(one.number, one.record.progress) for one in versions.order_by("number", "version")]
        steps = {(number, seen, words) for (number, seen), (same, words) in pairwise(told) if number == same}
        return [saved for saved in confirmed if saved not in steps]


def main(seconds: int = 300, measures: int = MEASURES) -> int:
    """Run it and print the figures; return 1 if a promise was broken, 2 where it cannot run."""
    if connection.vendor != "postgresql":
        print("Die Last wird auf PostgreSQL gemessen: Setzen Sie DATABASE_URL.")
        return 2
    call_command("collectstatic", interactive=False, verbosity=0)
    empty()
    fill_up(measures)
    print(f"{measures} Maßnahmen, {MeasureVersion.objects.count()} Fassungen, {seconds} s", flush=True)
    processes = {"WEB_WORKERS": str(CORES + 1), "DEBUG": "0", "LOG_LEVEL": "ERROR"}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), "web", **processes) as service:
        load = Load(service, measures)
        load.come(PEOPLE)
        watch = Watch(load.web)
        watch.start()
        stage = load.work(seconds)
        watch.stop()
        tell(stage)
        stages = [stage, *crowd(load, stage, seconds / 10)]
        return tell_promises(load, watch, stages)


def crowd(load: Load, stage: Stage, seconds: float) -> Iterable[Stage]:
    """Have more people come until they wait too long; print and yield what each crowd did."""
    while stage.median < PATIENCE and len(load.people) < MOST:
        load.come(MORE)
        stage = load.work(seconds)
        print(f"{stage}; {_times(stage.asked)}", flush=True)
        yield stage


def tell(stage: Stage) -> None:
    print(stage)
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for one in stage.asked:
        kinds[one.kind].append(one)
    for kind, asked in kinds.items():
        print(f"  {kind:<16} {len(asked):>6} ×  {_times(asked)}")
    web, everything = (spent / len(stage.asked) * 1000 for spent in (stage.web, stage.everything))
    print(f"  Rechenzeit je Anfrage: {web:.0f} ms im Webdienst, {everything:.0f} ms insgesamt", flush=True)


def tell_promises(load: Load, watch: Watch, stages: list[Stage]) -> int:
    """Print what was promised, and return 1 if it was broken."""
    errors = sum((stage.errors for stage in stages), Counter[int]())
    saves, collisions = sum(len(one.confirmed) for one in load.people), sum(p.collisions for p in load.people)
    lost, (early, late) = load.lost(), watch.growth
    print(f"Fehler: {dict(errors) or 'keine'}")
    print(f"bestätigte Änderungen: {saves}, verloren: {len(lost)}")
    print(f"Zusammenstöße, die beide Seiten zeigten: {collisions}")
    print(f"Speicher der Webprozesse: {early:.0f} MB im zweiten, {late:.0f} MB im letzten Viertel")
    return int(bool(errors or lost or late > early * GROWTH))


def _times(asked: list[Asked]) -> str:
    spent = sorted(one.seconds * 1000 for one in asked)
    return (
        f"Median {statistics.median(spent):.0f} ms, 95 % in {spent[int(len(spent) * 0.95)]:.0f} ms, "
        f"längste {spent[-1]:.0f} ms"
    )
