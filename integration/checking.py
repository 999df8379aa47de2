"""What must be true of all that is stored: each app declares its checks (`CHECKS`), the roof joins them.

Nothing a page does can break it. A disk can, or a hand in the database; `manage.py verify` says where.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction

FROM_BACKUP = (
    "Nicht von Hand nachbessern. Holen Sie den Stand aus der jüngsten Sicherung, in der "
    "„restore DATEI --dry-run“ nichts meldet."
)
_BROKE_OFF = (
    "Was da steht, lässt sich nicht lesen. Beheben Sie erst, was andere Prüfungen melden, und prüfen Sie "
    "dann noch einmal."
)
log = logging.getLogger(__name__)


class Problem(NamedTuple):
    """Something that is not as it must be: where, and in a sentence what."""

    place: str
    what: str


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of thing that is looked at, all of it, in bulk, and what to do where something is wrong."""

    key: str
    title: str
    problems: Callable[[], Iterable[Problem]]
    remedy: str = FROM_BACKUP

    def found(self, most: int) -> list[Problem]:
        """Return at most so many problems. What cannot even be looked at is one, too."""
        found: list[Problem] = []
        try:
            # PostgreSQL answers nothing more after an error, unless it may go back to before it.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                found.extend(islice(self.problems(), most))
        except Exception as error:
            log.exception("Prüfung %s", self.key)
            said = " ".join(f"{type(error).__name__} {error}".split())[:200]
            found.append(Problem("Hier ging es nicht weiter", f"{_BROKE_OFF} ({said})"))
        return found
