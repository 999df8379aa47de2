"""At least two meetings a year: counted, and missed in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from steering.cadence import Year, years
from steering.models import Meeting
from tests.factories import make_meeting


@pytest.mark.parametrize(
    ("day", "count", "late"),
    [
        ("2026-02-28", 0, False),
        ("2026-03-01", 0, True),
        ("2026-03-01", 1, False),
        ("2026-08-31", 1, False),
        ("2026-09-01", 1, True),
        ("2026-12-31", 2, False),
        ("2027-01-01", 1, True),
        ("2027-01-01", 2, False),
        ("2025-12-31", 0, False),
    ],
)
def test_missing_meeting_is_seen_in_time(day: str, count: int, late: bool) -> None:
    year = Year(2026, held=count, coming=0)
    assert year.is_late(on=dt.date.fromisoformat(day)) is late
    assert bool(year.warning(on=dt.date.fromisoformat(day))) is late


@pytest.mark.django_db
def test_year_counts_held_and_coming_without_those_called_off() -> None:
    for day in ("2026-01-10", "2026-05-10", "2025-12-31"):
        make_meeting(dt.date.fromisoformat(day))
    make_meeting(dt.date(2026, 2, 1), state=Meeting.State.CANCELLED, cancelled_because="Sturm")
    now = timezone.make_aware(dt.datetime(2026, 3, 1))
    assert years(now=now) == {2025: Year(2025, 1, 0), 2026: Year(2026, 1, 1)}
