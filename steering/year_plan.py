"""The year at a glance: Abfragen, Sitzungen, Zielgespräche, Berichte, their Fristen, and what is late.

Each source asks its own right: what a person may not see elsewhere is not here either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.urls import reverse

from catalogue.models import Extract, Unit
from steering import cadence
from steering.models import AnnualReport
from steering.reports import board as reports
from steering.talks import cycle
from steering.year_plan_entries import Entry, extracts, meetings, sections, talks

PERMISSION = "catalogue.view_measure"


class Target(NamedTuple):
    """What the source asks of a year, how far it is, and the sentence that says what is late."""

    label: str
    path: str
    rule: str
    state: str
    warning: str = ""
    is_marked_below: bool = False  # what is late stands at its day, too


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    entries: list[Entry]


class YearPlan:
    """A year's days, month by month, and its cadence, as far as a person may see them."""

    def __init__(self, user: Any, year: int, *, now: dt.datetime, today: dt.date) -> None:
        self.user, self.year, self.now, self.today = user, year, now, today
        self.targets: list[Target] = []
        found = list(self._found())
        self.entries = sorted((one for one in found if one.day.year == year), key=lambda one: one.order)

    @property
    def months(self) -> list[Month]:
        grouped = groupby(self.entries, key=lambda one: one.day.replace(day=1))
        return [Month(first, list(entries)) for first, entries in grouped]

    @property
    def late(self) -> int:
        """How much is late, each counted once."""
        targets = [one.warning for one in self.targets if not one.is_marked_below]
        return sum(map(bool, [*targets, *(one.warning for one in self.entries)]))

    def _found(self) -> Iterator[Entry]:
        user, year, today = self.user, self.year, self.today
        yield from extracts(user, year, today=today)
        if user.has_perm("steering.view_meeting"):
            yield from meetings(year, today=today)
            counted = cadence.years(now=self.now).get(self.year, cadence.Year(self.year, 0, 0))
            self.targets.append(target_of_meetings(counted, on=self.today))
        if user.has_perm("steering.view_goaltalk"):
            yield from talks(user, year, today=today)
            self.targets.append(target_of_talks(cycle.Board(user, year, today=today)))
        if user.has_perm("steering.view_annualreport"):
            yield from self._reports()
            yield from sections(user, year, today=today)

    def _reports(self) -> Iterator[Entry]:
        """The reports on the year before, which are due in this one."""
        about, path = self.year - 1, reverse("steering:report-list")
        due = reports.due_day(about)
        board = reports.Board(self.user, today=self.today, years=(about,))
        places = places_of(board, about)
        for unit, place in places:
            report = place.report or AnnualReport(unit=unit, year=about)
            yield Entry(
                due,
                "Jahresbericht",
                f"{report} erscheint",
                reverse("steering:report-detail", args=[report.pk]) if report.pk else path,
                f"bericht-{about}-{unit.slug if unit else 'stadt'}@integrationsplanung",
                state=report.get_state_display() if report.pk else "noch keiner",
                warning=f"Seit {due:%d.%m.%Y} sollte er veröffentlicht sein." if place.is_late else "",
            )
        self.targets.append(target_of_reports(board, about))


def target_of_meetings(counted: cadence.Year, *, on: dt.date) -> Target:
    return Target(
        "Sitzungen der Steuerungsgruppe",
        reverse("steering:meeting-list"),
        f"mindestens {cadence.A_YEAR} im Jahr",
        f"{counted.count} von mindestens {cadence.A_YEAR}, {counted.held} gehalten",
        counted.warning(on=on),
    )


def target_of_talks(board: cycle.Board) -> Target:
    without = [row.unit for row in board.rows if not row.talks]
    sentence = cycle.missing(board.year, on=board.today) if without else ""
    return Target(
        "Zielgespräche",
        f"{reverse('steering:goal-talk-list')}?jahr={board.year}",
        "mindestens eines im Jahr mit jeder zuständigen Stelle",
        f"mit {len(board.rows) - len(without)} von {len(board.rows)} Stellen",
        sentence and f"{_named(without)}: {sentence}",
    )


def target_of_reports(board: reports.Board, about: int) -> Target:
    places = places_of(board, about)
    late = [unit or "ganze Stadt" for unit, place in places if place.is_late]
    out = sum(place.report is not None and place.report.is_published for _, place in places)
    return Target(
        f"Jahresberichte über {about}",
        reverse("steering:report-list"),
        f"einer zu jedem Zielgespräch und einer für die Stadt, bis {reports.due_day(about):%d.%m.%Y}",
        f"{out} von {len(places)} veröffentlicht" if places else "keiner zu erwarten",
        f"Im Verzug: {_named(late)}." if late else "",
        is_marked_below=True,
    )


def places_of(board: reports.Board, year: int) -> list[tuple[Unit | None, reports.Place]]:
    """Return each report of a year that there is or that is owed, of which unit."""
    told = [(row.unit, place) for row in board.rows for place in row.places if place.year == year]
    return [(unit, place) for unit, place in told if place.report or place.is_owed]


def _named(units: Iterable[Any]) -> str:
    return ", ".join(getattr(unit, "code", "") or str(unit) for unit in units)


def years(user: Any, *, now: dt.datetime, today: dt.date) -> list[int]:
    """Return the years of which there is something to show, with this one and the next, the last first."""
    known = set(cycle.years(user, today=today))
    known |= {day.year for day in Extract.objects.visible_to(user, on=today).order_by().dates("due", "year")}
    reported = AnnualReport.objects.visible_to(user).order_by().values_list("year", flat=True)
    known |= {year + 1 for year in reported if year < today.year}
    if user.has_perm("steering.view_meeting"):
        known |= set(cadence.years(now=now))
    return sorted(known, reverse=True)
