"""What somebody owes, as an event that is told once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from integration.accounts.roles import Role

OFFICE = "amt"  # the stage of what a unit has not done, in the Koordination's key
AHEAD = dt.timedelta(days=14)  # who is told weekly hears of a day at least a week before it


class Stage(StrEnum):
    """How pressing a thing is. What is due is told at once, all else in the digest."""

    DUE = "faellig"
    SOON = "bald"
    NOTE = "hinweis"


class Bundle(NamedTuple):
    """What several dues of one kind say together, in one line with one link: "4 Maßnahmen …: 1, 2, 3, 4"."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Due:
    """Something owed. `unit`, `person` or `role` say by whom; without them it is the Koordination's.

    `key` tells the event from all others: what it is, its day, its stage. A day that is moved is a new event.
    """

    key: str
    text: str
    path: str
    stage: Stage
    day: dt.date | None = None
    unit: int | None = None
    person: int | None = None
    role: Role = Role.COORDINATION
    bundle: Bundle | None = None
    item: str = ""  # what a bundle's line calls it

    @property
    def is_due(self) -> bool:
        return self.stage == Stage.DUE


Source = Callable[[dt.date], Iterator[Due]]


def dated(key: str, day: dt.date, today: dt.date, **told: Any) -> Due:
    """Return what is owed by `day`: soon, or due once that day has come."""
    stage = Stage.DUE if day <= today else Stage.SOON
    return Due(f"{key}:{day:%Y-%m-%d}:{stage}", stage=stage, day=day, **told)


def overdue(key: str, day: dt.date, **told: Any) -> Due:
    """Return what a unit has not done by `day`, for the Koordination to know."""
    return Due(f"{key}:{day:%Y-%m-%d}:{OFFICE}", stage=Stage.NOTE, day=day, **told)


def short(text: str, letters: int = 140) -> str:
    text = " ".join(text.split())
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def named(unit: Any) -> str:
    """Return how a line calls a unit: short."""
    return unit.code or unit.name
