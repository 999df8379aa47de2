"""Which reports there are, unit by unit and year by year, and which are late (one a year, domain.md §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from catalogue.models import Unit
from catalogue.models.unit import reach_of
from steering.models import AnnualReport, GoalTalk
from steering.reports.report_record import missing
from steering.reports.signing import closing_unit

DUE = (4, 30)  # of the year after: by then a year's report is published
_YEARS = 5  # that the board shows at most


class Place(NamedTuple):
    """Where a report of a unit and year stands on the board, or is missing."""

    year: int
    report: AnnualReport | None
    is_owed: bool
    is_late: bool


class Row(NamedTuple):
    unit: Unit | None
    places: list[Place]


class Board:
    """A row for the city and for each unit that owes or has a report, as far as the person sees it.

    A report is owed for each year in which the unit had its Zielgespräch; of the city from the first year
    with a talk or a report on. It shows the last years, or those asked for.
    """

    def __init__(self, user: Any, *, today: dt.date, years: Sequence[int] = ()) -> None:
        self.today = today
        reports = AnnualReport.objects.visible_to(user).select_related("unit")
        self.reports = {(one.unit_id, one.year): one for one in reports}
        talks = GoalTalk.objects.visible_to(user).standing().order_by()
        self.talks = set(talks.values_list("unit", "year"))
        self.sees_all = user.has_perm("catalogue.view_all_measures")
        self.began = min((year for _, year in (*self.reports, *self.talks)), default=today.year)
        self.years = list(years) or self._years()
        self.rows = list(self._rows())

    @property
    def late(self) -> list[tuple[Unit | None, int]]:
        return [(row.unit, place.year) for row in self.rows for place in row.places if place.is_late]

    def _years(self) -> list[int]:
        known = {year for _, year in (*self.reports, *self.talks)} | {self.today.year, self.today.year - 1}
        return [year for year in sorted(known, reverse=True) if year <= self.today.year][:_YEARS]

    def _rows(self) -> Iterable[Row]:
        city = [self._place(None, year) for year in self.years]
        if self.sees_all or any(place.report for place in city):
            yield Row(None, city)
        keys = {unit for unit, _ in (*self.reports, *self.talks) if unit}
        units = Unit.objects.without_tree_fields().filter(pk__in=keys).order_by("slug")
        for unit in units if keys else ():
            yield Row(unit, [self._place(unit, year) for year in self.years])

    def _place(self, unit: Unit | None, year: int) -> Place:
        report = self.reports.get((unit.pk if unit else None, year))
        is_owed = (unit.pk, year) in self.talks if unit else self.sees_all and year >= self.began
        is_out = report is not None and report.is_published
        return Place(year, report, is_owed, is_owed and not is_out and self.today > dt.date(year + 1, *DUE))


def due_day(year: int) -> dt.date:
    """Return by when a year's report is to be published."""
    return dt.date(year + 1, *DUE)


def waiting_to_sign(reports: Iterable[AnnualReport], user: Any, *, today: dt.date) -> Iterator[AnnualReport]:
    """Yield those of these reports that circulate and that a person may still sign, or sign last."""
    is_office = user.has_perm("steering.change_annualreport")
    for one in reports:
        if one.state == AnnualReport.State.COSIGNING and (
            is_office
            or may_sign(one, user, today=today)
            or (not missing(one) and may_close(user, today=today))
        ):
            yield one


def may_sign(report: AnnualReport, user: Any, *, today: dt.date) -> list[Unit]:
    """Return the units for which a person may still sign a report."""
    if not user.has_perm("steering.change_reportsection"):
        return []
    waiting = missing(report)
    if user.has_perm("steering.change_annualreport"):
        return waiting
    own = reach_of(user, on=today)
    return [unit for unit in waiting if unit.pk in own]


def may_close(user: Any, *, today: dt.date) -> bool:
    """True for the office, and for people of the unit that signs last."""
    if user.has_perm("steering.change_annualreport"):
        return True
    unit = closing_unit(on=today)
    return unit is not None and unit.pk in reach_of(user, on=today)
