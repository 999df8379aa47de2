"""One person's digest: what is new to them, whether it goes out today, and how it reads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string

from integration.accounts.models import User
from steering.models import ReminderChoice
from steering.reminders.due import OFFICE, Bundle, Due, Stage, short
from steering.reminders.recipients import Told

_DAYS = {ReminderChoice.Pace.DAILY: 1, ReminderChoice.Pace.WEEKLY: 7, ReminderChoice.Pace.NEVER: 7}
_SHOWN = 10  # lines of a stage, and things that one line names
_UNTIL = {Stage.DUE: "fällig am", Stage.SOON: "bis"}
_HEADINGS = {Stage.DUE: "Fällig", Stage.SOON: "Demnächst", Stage.NOTE: "Außerdem"}


class Line(NamedTuple):
    """A line of a letter and where it is done."""

    text: str
    path: str


class Section(NamedTuple):
    """The lines of one stage, and how many more there are."""

    heading: str
    lines: list[Line]
    more: int


@dataclass(frozen=True)
class Digest:
    """What a person has not been told yet (`new`), and how much of what they were told is still open."""

    person: User
    pace: str
    new: list[Told]
    open: int
    last: dt.date | None  # when they were written to for the last time

    @cached_property
    def things(self) -> list[Told]:
        """What is new, the oldest day first; a thing that is the person's own as well as another's once."""
        own_last = sorted(self.new, key=lambda one: not one.instead_of)
        things = {(one.due.text, one.due.path): one for one in own_last}
        return sorted(things.values(), key=lambda one: one.due.day or dt.date.min)

    @property
    def due(self) -> int:
        return sum(one.due.is_due for one in self.things)

    @property
    def later(self) -> int:
        return len(self.things) - self.due

    def goes_on(self, today: dt.date) -> dt.date:
        """Return the day on which it goes out: today if something is due, else when its turn comes."""
        if self.due or self.last is None:
            return today
        return max(today, self.last + dt.timedelta(days=_DAYS[ReminderChoice.Pace(self.pace)]))

    @property
    def keys(self) -> list[str]:
        return list(dict.fromkeys(one.due.key for one in self.new))

    @property
    def subject(self) -> str:
        if len(self.things) == 1:
            return f"Erinnerung: {short(self.things[0].due.text, 100)}"
        if not self.due:
            return f"Erinnerung: {self.later} Punkte"
        return f"Erinnerung: {self.due} fällig" + (f", {self.later} weitere" if self.later else "")

    @property
    def sections(self) -> Iterator[Section]:
        for stage, heading in _HEADINGS.items():
            lines = list(_lines([one for one in self.things if one.due.stage == stage]))
            if lines:
                yield Section(heading, lines[:_SHOWN], max(len(lines) - _SHOWN, 0))

    @property
    def text(self) -> str:
        context = {
            "digest": self,
            "site": settings.SITE_URL,
            "product_name": settings.PRODUCT_NAME,
            "city_name": settings.CITY_NAME,
        }
        return render_to_string("steering/mail/erinnerung.txt", context).strip()


def digest_of(
    person: User, pace: str, told: Collection[Told], sent: set[str], last: dt.date | None
) -> Digest:
    keys = {one.due.key for one in told}
    told = [one for one in told if not _is_known(one.due, keys)]
    new = [one for one in told if one.due.key not in sent]
    known = [one for one in told if one.due.key in sent]
    return Digest(person, pace, new, len(list(_lines(known))), last)


def _is_known(due: Due, keys: set[str]) -> bool:
    """True of what is only a note to whoever is asked to do the thing anyway."""
    thing, _, stage = due.key.rpartition(":")
    return stage == OFFICE and f"{thing}:{Stage.DUE}" in keys


def _lines(told: Collection[Told]) -> Iterator[Line]:
    """Yield a line for each thing, one for all that are bundled, in the order in which they come."""
    bundles: dict[Bundle, list[Due]] = defaultdict(list)
    for one in told:
        if one.due.bundle:
            bundles[one.due.bundle].append(one.due)
    for one in told:
        bundle = one.due.bundle
        if not bundle or len(bundles[bundle]) == 1:
            yield Line(_said(one), one.due.path)
        elif one.due is bundles[bundle][0]:
            yield Line(_together(bundle, bundles[bundle]), bundle.path)


def _said(told: Told) -> str:
    due, instead = told.due, told.instead_of
    until = f", {_UNTIL[due.stage]} {due.day:%d.%m.%Y}" if due.day and due.stage in _UNTIL else ""
    why = f" (geht an Sie, weil für {instead} niemand zu erreichen ist)" if instead else ""
    return due.text.rstrip(".") + until + why


def _together(bundle: Bundle, dues: list[Due]) -> str:
    named = list(dict.fromkeys(due.item for due in dues))
    more = " und weitere" if len(named) > _SHOWN else ""
    return f"{len(dues)} {bundle.text}: {', '.join(named[:_SHOWN])}{more}"
