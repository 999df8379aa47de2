"""Where reminders come from: a new source is a function that yields dues, and its line here."""

from __future__ import annotations

import datetime as dt

from steering.reminders import barrier_dues
from steering.reminders import catalogue_dues as catalogue
from steering.reminders import departure_dues as departures
from steering.reminders import report_dues as reports
from steering.reminders import steering_dues as steering
from steering.reminders.due import Due, Source

SOURCES: tuple[Source, ...] = (
    catalogue.returns,
    catalogue.answers,
    catalogue.follow_ups,
    catalogue.next_steps,
    steering.follow_ups,
    steering.assignments,
    steering.wishes,
    steering.values,
    steering.steps,
    reports.sections,
    reports.signatures,
    steering.late_talks,
    steering.confirmations,
    steering.missing_talks,
    steering.too_few_meetings,
    steering.minutes,
    departures.takeovers,
    barrier_dues.barriers,
    catalogue.untouched,
)


def dues(today: dt.date) -> list[Due]:
    """Return all that anybody owes today (a constant number of queries)."""
    return [due for source in SOURCES for due in source(today)]
