"""The year a report tells of: from the end of one key date to the end of the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from catalogue.models.version import end_of
from steering.models import AnnualReport


@dataclass(frozen=True)
class Period:
    """`until` is the key date, or, as long as that is to come, the day on which one looks."""

    since: dt.date
    until: dt.date

    @property
    def start(self) -> dt.datetime:
        return end_of(self.since)

    @property
    def end(self) -> dt.datetime:
        return end_of(self.until)

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """Return both ends as `__range` wants them: nothing happens at the end's very moment."""
        return self.start, self.end - dt.timedelta(microseconds=1)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return self.since + dt.timedelta(days=1), self.until

    @property
    def before(self) -> Period:
        """Return the year before."""
        return Period(a_year_before(self.since), self.since)


def a_year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def period_of(report: AnnualReport, *, today: dt.date) -> Period:
    """Return what a report tells of; it begins where the last one ended (one query)."""
    last = AnnualReport.objects.filter(unit=report.unit_id, year=report.year - 1).values_list("key_date")
    known = last.first()
    since = known[0] if known else a_year_before(report.key_date)
    return Period(since, max(min(report.key_date, today), since + dt.timedelta(days=1)))
