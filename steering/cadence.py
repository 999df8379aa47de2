"""How often the group meets: at least twice a year (domain.md §1), seen in time to do something about it;
and by when its minutes are out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone

from steering.models import Meeting

A_YEAR = 2
# By when the first and the second meeting of a year stand in the calendar. Whoever plans on that day still
# has weeks to invite and months to meet.
PLANNED_BY = ((3, 1), (9, 1))
MINUTES_WITHIN = dt.timedelta(days=14)  # after a meeting


@dataclass(frozen=True, slots=True)
class Year:
    """A year's meetings, those called off left out: how many took place, how many are to come."""

    year: int
    held: int
    coming: int

    @property
    def count(self) -> int:
        return self.held + self.coming

    @property
    def missing(self) -> int:
        return max(A_YEAR - self.count, 0)

    def is_late(self, *, on: dt.date) -> bool:
        """True when a meeting is missing that should stand in the calendar by now, or the year is over."""
        if on.year != self.year:
            return self.missing > 0 and on.year > self.year
        due = sum((on.month, on.day) >= by for by in PLANNED_BY)
        return self.count < due

    def warning(self, *, on: dt.date) -> str:
        """Return what is wrong with the year as of that day, and what to do; empty if nothing is."""
        if not self.is_late(on=on):
            return ""
        if on.year > self.year:
            return f"{self.year} gab es {self.count or 'keine'} von mindestens {A_YEAR} Sitzungen."
        month, day = PLANNED_BY[self.count]
        what = "fehlt noch eine Sitzung" if self.missing == 1 else "fehlen noch zwei Sitzungen"
        return (
            f"Für {self.year} {what}; seit {day:02}.{month:02}. sollte der Termin stehen. "
            "Legen Sie ihn fest, solange Zeit zum Einladen bleibt."
        )


def year_of(today: dt.date, *, now: dt.datetime) -> Year:
    """Return this year's count (one query)."""
    return years(now=now).get(today.year, Year(today.year, 0, 0))


def years(*, now: dt.datetime) -> dict[int, Year]:
    """Return the count of every year in which there was or will be a meeting (one query)."""
    rows = Meeting.objects.exclude(state=Meeting.State.CANCELLED).order_by()
    counted = rows.values_list(ExtractYear("starts_at")).annotate(
        before=Count("pk", filter=Q(starts_at__lt=now)), after=Count("pk", filter=Q(starts_at__gte=now))
    )
    return {year: Year(year, before, after) for year, before, after in counted}


def minutes_warning(meeting: Meeting, *, on: dt.date) -> str:
    """Return what is late about a meeting's minutes on a day, "" if nothing is."""
    state = Meeting.State
    of = f"Das Protokoll der Sitzung vom {meeting.day:%d.%m.%Y} ist noch nicht"
    if meeting.state in (state.PLANNED, state.INVITED, state.HELD):
        return f"{of} versandt." if timezone.localdate(meeting.ends_at) + MINUTES_WITHIN < on else ""
    until = meeting.objections_until
    if meeting.state == state.MINUTES_SENT and until and until < on:
        return f"{of} genehmigt; die Frist für Einwendungen ist vorbei."
    return ""
