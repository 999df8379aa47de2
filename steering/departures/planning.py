"""What handing over would do now: what goes to whom, what stays, and what tells whether that was seen."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from steering.departures.holding import Holding, Kind
from steering.departures.kinds import KINDS


class Part(NamedTuple):
    """All that a person holds of one kind, and whom it goes to; nobody where it stays."""

    kind: Kind
    holdings: list[Holding]
    heir: Any = None

    @property
    def may_go(self) -> bool:
        return self.kind.give is not None


def held_by(person: Any, *, after: dt.date) -> list[Part]:
    """Return all that a person holds beyond a day, kind by kind (a constant number of queries)."""
    parts = (Part(kind, list(kind.find(person, after))) for kind in KINDS)
    return [part for part in parts if part.holdings]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen. `deactivates` says that the account ends with it, or with a last day to come."""

    person: Any
    last_day: dt.date
    parts: list[Part]
    deactivates: bool

    def closes_later(self, today: dt.date) -> bool:
        return self.deactivates and self.last_day > today

    @property
    def given(self) -> list[Part]:
        return [part for part in self.parts if part.heir]

    @property
    def left(self) -> list[Part]:
        return [part for part in self.parts if not part.heir]

    @property
    def shares(self) -> Iterator[tuple[Any, list[Part]]]:
        """Yield each heir with what they take over."""
        heirs = {part.heir.pk: part.heir for part in self.given}
        for key, heir in heirs.items():
            yield heir, [part for part in self.given if part.heir.pk == key]

    @property
    def fingerprint(self) -> str:
        """Return what tells whether a person has seen just this."""
        parts = [
            (part.kind.slug, part.heir and part.heir.pk, [one[:-1] for one in part.holdings])
            for part in self.parts
        ]
        seen = (self.person.pk, self.last_day, self.deactivates, parts)
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def plan_departure(
    person: Any, *, last_day: dt.date, heirs: Mapping[str, Any], deactivates: bool = False
) -> Plan:
    """Return what handing over to these `heirs`, by kind, would do; what has none there stays."""
    parts = [
        part._replace(heir=heirs.get(part.kind.slug)) if part.may_go else part
        for part in held_by(person, after=last_day)
    ]
    return Plan(person, last_day, parts, deactivates)
