"""What one of the people at work does (`load.py`): reads, searches, saves, takes a file away."""

from __future__ import annotations

import random
import time
from typing import NamedTuple

import requests

from tests.catalogue.measure_forms import fields_of
from tests.integration.people import PASSWORD
from tests.service import Service

THINKING = (0.5, 2.5)  # seconds between two pages
WORDS = ("Sprachkurse", "Kinder", "Schule", "Begegnung", "Wohnen", "Ehrenamt", "Beratung", "29")
UNITS = ("51.3", "FB-40", "FB-61", "FB-41")
SHARED = 40  # measures that people save, so few that they meet
# The hundredth parts: 80 reading, 10 searching, 5 saving, 5 taking a file away.
KINDS = {
    "Liste": 20,
    "Liste gefiltert": 15,
    "Maßnahme": 35,
    "Liste früher": 5,
    "Maßnahme früher": 5,
    "Suche": 10,
    "Speichern": 5,
    "Datei": 5,
}
SAVE = "Speichern"


class Asked(NamedTuple):
    kind: str
    seconds: float
    status: int


class Saved(NamedTuple):
    """A save that the service confirmed."""

    number: int
    seen: str  # the Sachstand that the form showed
    words: str


class Person:
    """A browser in which somebody is signed in. `day` is one of the past, `measures` how many there are."""

    def __init__(self, service: Service, name: str, *, measures: int, day: str) -> None:
        self.service, self.name, self.draw = service, name, random.Random(name)
        self.measures, self.day = measures, day
        self.confirmed: list[Saved] = []
        self.collisions = 0
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy, no other certificates than the one of this service
        self.session.verify = str(service.folder / "certificate.pem")

    def sign_in(self) -> None:
        fields = fields_of(self.session.get(self.address("/anmelden/")).text, "form")
        self.post("/anmelden/", fields | {"username": self.name, "password": PASSWORD})

    def work(self, until: float) -> list[Asked]:
        """Do one thing after the other, thinking before each."""
        done = []
        while time.monotonic() < until:
            time.sleep(self.draw.uniform(*THINKING))
            done.append(self.do(self.draw.choices(list(KINDS), list(KINDS.values()))[0]))
        return done

    def do(self, kind: str) -> Asked:
        began = time.monotonic()
        status = self.save() if kind == SAVE else self.get(self.path(kind)).status_code
        return Asked(kind, time.monotonic() - began, status)

    def path(self, kind: str) -> str:
        draw = self.draw
        number, word, unit = draw.randint(1, self.measures), draw.choice(WORDS), draw.choice(UNITS)
        files = (f"/massnahmen/{number}.pdf", f"/katalog.csv?stelle={unit}&q={word}+{draw.choice(WORDS)}")
        return {
            "Liste": f"/massnahmen/?page={draw.randint(1, 3)}",
            "Liste gefiltert": f"/massnahmen/?stelle={unit}&page=2",
            "Maßnahme": f"/massnahmen/{number}/",
            "Liste früher": f"/massnahmen/?stelle={unit}&stand={self.day}",
            "Maßnahme früher": f"/massnahmen/{number}/?stand={self.day}",
            "Suche": f"/massnahmen/?q={word}",
            "Datei": draw.choice(files),
        }[kind]

    def save(self) -> int:
        """Open a measure's form and write a new Sachstand; return the status, 200 where all went well."""
        number, words = self.draw.randint(1, SHARED), f"{self.name}: {self.draw.random()}"
        path = f"/massnahmen/{number}/bearbeiten/"
        page = self.get(path)
        if page.status_code != 200:
            return page.status_code
        fields = fields_of(page.text)
        status = self.post(path, fields | {"progress": words}).status_code
        if status == 302:
            self.confirmed.append(Saved(number, fields["progress"], words))
        elif status == 409:  # somebody was faster, and the page shows both
            self.collisions += 1
        return 200 if status in (302, 409) else status

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.address(path))

    def post(self, path: str, fields: dict[str, str]) -> requests.Response:
        address = self.address(path)
        return self.session.post(address, fields, headers={"Referer": address}, allow_redirects=False)

    def address(self, path: str) -> str:
        return self.service.url + path
