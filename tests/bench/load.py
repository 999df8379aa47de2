"""Fifty people at work: `python3 run.py bench --load [seconds]`, on the PostgreSQL that DATABASE_URL names.

The service runs as in operation: gunicorn's processes behind nginx with TLS. Of what the people do, 80 % is
reading, 10 % searching, 5 % saving, 5 % taking a file away. Promised: no error; every confirmed save is in
the history, right on top of what its writer saw; memory that does not grow.
"""

from __future__ import annotations

import random
import re
import statistics
import tempfile
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import requests
from django.core.management import call_command
from django.db import connection

from catalogue.models import MeasureVersion
from tests.bench.data import empty, fill
from tests.catalogue.measure_forms import fields_of
from tests.integration.people import PASSWORD, make_coordination
from tests.service import Service, served

PEOPLE, MEASURES = 50, 10_000
THINKING = (0.5, 2.5)  # seconds between two pages
WORDS = ("Sprachkurse", "Kinder", "Schule", "Begegnung", "Wohnen", "Ehrenamt", "Beratung", "29")
UNITS = ("51.3", "FB-40", "FB-61", "FB-41")
KINDS = {"Liste": 40, "Maßnahme": 40, "Suche": 10, "Speichern": 5, "Datei": 5}
GROWTH = 1.2  # the last quarter's memory beside the second's; the first is for warming up


class Asked(NamedTuple):
    kind: str
    seconds: float
    status: int


class Saved(NamedTuple):
    """A save that the service confirmed."""

    number: int
    seen: str  # the Sachstand that the form showed
    words: str


class Load:
    """What the people did, and what came of it."""

    def __init__(self, service: Service, seconds: float) -> None:
        self.service, self.ends = service, time.monotonic() + seconds
        self.asked: list[Asked] = []
        self.confirmed: list[Saved] = []
        self.collisions = 0
        self.lock = threading.Lock()

    def work(self, name: str) -> None:
        """Be one person until the time is up."""
        person = Person(self, name)
        person.sign_in(name)
        while time.monotonic() < self.ends:
            time.sleep(person.draw.uniform(*THINKING))
            done = person.do(person.draw.choices(list(KINDS), list(KINDS.values()))[0])
            with self.lock:
                self.asked.append(done)

    def lost(self) -> list[Saved]:
        """Return the confirmed saves that history has not, or not on top of what their writer saw."""
        numbers = {saved.number for saved in self.confirmed}
        versions = MeasureVersion.objects.with_records().filter(number__in=numbers)
        told = [(one.number, one.record.progress) for one in versions.order_by("number", "version")]
        steps = {(number, seen, words) for (number, seen), (same, words) in pairwise(told) if number == same}
        return [saved for saved in self.confirmed if saved not in steps]


class Person:
    """A browser in which somebody is signed in."""

    def __init__(self, load: Load, name: str) -> None:
        self.load, self.name, self.draw = load, name, random.Random(name)
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy, no other certificates than the one of this service
        self.session.verify = str(load.service.folder / "certificate.pem")

    def sign_in(self, name: str) -> None:
        fields = fields_of(self.session.get(self.address("/anmelden/")).text, "form")
        self.post("/anmelden/", fields | {"username": name, "password": PASSWORD})

    def do(self, kind: str) -> Asked:
        began = time.monotonic()
        status = (
            self.save()
            if kind == "Speichern"
            else self.session.get(self.address(self.path(kind))).status_code
        )
        return Asked(kind, time.monotonic() - began, status)

    def path(self, kind: str) -> str:
        number, word, unit = self.draw.randint(1, MEASURES), self.draw.choice(WORDS), self.draw.choice(UNITS)
        files = (f"/massnahmen/{number}.pdf", f"/katalog.csv?q={word}+{self.draw.choice(WORDS)}")
        return {
            "Liste": f"/massnahmen/?stelle={unit}&page=2",
            "Maßnahme": f"/massnahmen/{number}/",
            "Suche": f"/massnahmen/?q={word}",
            "Datei": self.draw.choice(files),
        }[kind]

    def save(self) -> int:
        """Write a new Sachstand into one of few measures, so that people meet; return the status."""
        number, words = self.draw.randint(1, 40), f"{self.name}: {self.draw.random()}"
        path = f"/massnahmen/{number}/bearbeiten/"
        page = self.session.get(self.address(path))
        if page.status_code != 200:
            return page.status_code
        fields = fields_of(page.text)
        status = self.post(path, fields | {"progress": words}).status_code
        with self.load.lock:
            if status == 302:
                self.load.confirmed.append(Saved(number, fields["progress"], words))
            elif status == 409:  # somebody was faster, and the page shows both
                self.load.collisions += 1
        return 200 if status in (302, 409) else status

    def post(self, path: str, fields: dict[str, str]) -> requests.Response:
        address = self.address(path)
        return self.session.post(address, fields, headers={"Referer": address}, allow_redirects=False)

    def address(self, path: str) -> str:
        return self.load.service.url + path


class Memory(threading.Thread):
    """Notes each second how much memory the web's processes have of their own (PSS, MB)."""

    def __init__(self, group: int) -> None:
        super().__init__(daemon=True)
        self.group, self.noted, self.over = group, list[float](), threading.Event()

    def run(self) -> None:
        while not self.over.wait(1):
            self.noted.append(sum(map(self._of, self._processes())) / 1024)

    def _processes(self) -> list[Path]:
        stats = [(entry, entry / "stat") for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
        return [entry for entry, stat in stats if self._group_of(stat) == self.group]

    @staticmethod
    def _group_of(stat: Path) -> int:
        try:
            return int(stat.read_text().rpartition(")")[2].split()[2])
        except OSError:  # it has ended
            return 0

    @staticmethod
    def _of(process: Path) -> int:
        try:
            return int(re.findall(r"(?m)^Pss:\s+(\d+)", (process / "smaps_rollup").read_text())[0])
        except (OSError, IndexError):
            return 0

    @property
    def growth(self) -> tuple[float, float]:
        """Return the median of the second and of the last quarter."""
        quarter = len(self.noted) // 4
        return statistics.median(self.noted[quarter : 2 * quarter]), statistics.median(self.noted[-quarter:])


def main(seconds: int) -> int:
    """Run it and print the figures; return 1 if a promise was broken, 2 where it cannot run."""
    if connection.vendor != "postgresql":
        print("Die Last wird auf PostgreSQL gemessen: Setzen Sie DATABASE_URL.")
        return 2
    call_command("collectstatic", interactive=False, verbosity=0)
    empty()
    fill(range(1, MEASURES + 1))
    names = [f"person{number}" for number in range(1, PEOPLE + 1)]
    for name in names:
        make_coordination(name)
    processes = {"WEB_WORKERS": "3", "DEBUG": "0", "LOG_LEVEL": "ERROR"}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), "web", **processes) as service:
        (web,) = service.webs.values()
        load, memory = Load(service, seconds), Memory(web.pid)
        memory.start()
        with ThreadPoolExecutor(PEOPLE) as pool:
            list(pool.map(load.work, names))
        memory.over.set()
        memory.join()
    return told(load, memory, seconds)


def told(load: Load, memory: Memory, seconds: int) -> int:
    """Print what came of it, and return 1 if a promise was broken."""
    rate = len(load.asked) / seconds
    print(f"{PEOPLE} Personen, {MEASURES} Maßnahmen, {seconds} s: {rate:.1f} Anfragen je Sekunde")
    times: dict[str, list[float]] = defaultdict(list)
    for one in load.asked:
        times[one.kind].append(one.seconds * 1000)
    for kind, spent in times.items():
        median, most = statistics.median(spent), sorted(spent)[int(len(spent) * 0.95)]
        slowest = f"95 % in {most:.0f} ms, längste {max(spent):.0f} ms"
        print(f"  {kind:<10} {len(spent):>6} ×  Median {median:.0f} ms, {slowest}")
    errors = Counter(one.status for one in load.asked if one.status != 200)
    lost, (early, late) = load.lost(), memory.growth
    print(f"  Fehler: {dict(errors) or 'keine'}")
    print(f"  bestätigte Änderungen: {len(load.confirmed)}, verloren: {len(lost)}")
    print(f"  Zusammenstöße, die beide Seiten zeigten: {load.collisions}")
    print(f"  Speicher der Webprozesse: {early:.0f} MB im zweiten, {late:.0f} MB im letzten Viertel")
    return int(bool(errors or lost or late > early * GROWTH))
