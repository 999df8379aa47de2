"""One person's digest: what is new to them, whether it goes out today, and how it reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string

from catalogue.spreadsheet.table import counted
from integration.accounts.models import User
from steering.models import ReminderChoice
from steering.reminders.due import Bundle, Due, Stage
from steering.reminders.recipients import Told

_DAYS = {ReminderChoice.Pace.DAILY: 1, ReminderChoice.Pace.WEEKLY: 7, ReminderChoice.Pace.NEVER: 7}
_SHOWN = 10  # lines of a stage, and things that one line names
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

    @property
    def due(self) -> int:
        return sum(one.due.is_due for one in self.new)

    @property
    def later(self) -> int:
        return len(self.new) - self.due

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
        if not self.due:
            return f"Erinnerung: {counted(self.later, 'Punkt', 'Punkte')}"
        return f"Erinnerung: {self.due} fällig" + (f", {self.later} weitere" if self.later else "")

    @property
    def sections(self) -> Iterator[Section]:
        for stage, heading in _HEADINGS.items():
            if lines := list(_lines([one for one in self.new if one.due.stage == stage])):
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
    new = [one for one in told if one.due.key not in sent]
    return Digest(person, pace, new, len(told) - len(new), last)


def _lines(told: Collection[Told]) -> Iterator[Line]:
    """Yield a line for each thing, one for all that are bundled, in the order in which they come."""
    bundles: dict[Bundle, list[Due]] = {}
    for one in told:
        if one.due.bundle:
            bundles.setdefault(one.due.bundle, []).append(one.due)
    for one in told:
        together = bundles.pop(one.due.bundle, []) if one.due.bundle else [one.due]
        if len(together) == 1:
            yield Line(_said(one), one.due.path)
        elif together and one.due.bundle:
            yield Line(_together(one.due.bundle, [due.item for due in together]), one.due.bundle.path)


def _said(told: Told) -> str:
    due, instead = told.due, told.instead_of
    until = f", bis {due.day:%d.%m.%Y}" if due.day and due.stage != Stage.NOTE else ""
    return (
        due.text
        + until
        + (f" (an Ihrer Stelle, weil für {instead} niemand zu erreichen ist)" if instead else "")
    )


def _together(bundle: Bundle, items: list[str]) -> str:
    named = list(dict.fromkeys(items))
    more = " und weitere" if len(named) > _SHOWN else ""
    return f"{len(items)} {bundle.text}: {', '.join(named[:_SHOWN])}{more}"
