"""The demo city's reminders: who was written to in the last weeks. Nothing leaves the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.core.mail import EmailMessage
from django.utils import timezone

from integration.demo import Event, workday
from steering.reminders.sending import remind

_AT = dt.time(6, 30)
_DAYS_AGO = (22, 15, 8, 4)
_REFUSED = "vhs@demo.example"  # so that the office sees what a refused letter looks like


def reminder_events() -> Iterator[Event]:
    """Yield each run's moment and what makes it, to be called with that moment as `at`."""
    for ago in _DAYS_AGO:
        yield timezone.make_aware(dt.datetime.combine(workday(ago), _AT)), _run


def _run(*, at: dt.datetime) -> None:
    remind(now=at, deliver=_pretend)


def _pretend(letter: EmailMessage) -> str:
    return "Der Mailserver nimmt die Adresse nicht an (Antwort 550)." if _REFUSED in letter.to else ""
