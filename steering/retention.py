"""How long letters and addresses of the Steuerungsgruppe are kept."""

from __future__ import annotations

import datetime as dt

from integration.retention import Rows, Rule
from steering.models import MeetingGuest, ReminderLetter, Seat


def _letters(until: dt.datetime) -> Rows:
    """Return letters with a text. The row stays: it knows of which events a person was told already."""
    return [ReminderLetter.objects.filter(sent_at__lt=until).exclude(text="")]


def _guests(until: dt.datetime) -> Rows:
    return [MeetingGuest.objects.filter(meeting__ends_at__lt=until).exclude(email="")]


def _seats(until: dt.datetime) -> Rows:
    return [Seat.objects.filter(valid_until__lt=until.date()).exclude(email="")]


RULES = (
    Rule("reminders", "Erinnerungen", "Text geleert", _letters, lambda rows: rows.update(text="")),
    Rule(
        "contacts",
        "E-Mail-Adressen von Gästen vergangener Sitzungen",
        "geleert",
        _guests,
        lambda rows: rows.update(email=""),
    ),
    Rule(
        "contacts",
        "E-Mail-Adressen beendeter Sitze",
        "geleert",
        _seats,
        lambda rows: rows.update(email=""),
    ),
)
