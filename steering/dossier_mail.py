"""The dossier by mail: to seats, deputies and guests, as the invitation pinned it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from integration.documents import pdf
from steering import letters
from steering.dossier import Dossier
from steering.dossier_papers import dossier_pdf
from steering.models import Meeting, MeetingLetter


def draft(meeting: Meeting) -> dict[str, str]:
    """Return subject and text as they are offered; the office changes them as it likes."""
    text = render_to_string("steering/mail/mappe.txt", {"meeting": meeting})
    return {"subject": f"Sitzungsunterlagen: {meeting}", "text": text.strip()}


def send(
    meeting: Meeting, *, subject: str, text: str, by: Any, at: dt.datetime | None = None
) -> MeetingLetter:
    """Mail the dossier and record who got it.

    Raises ValidationError where nobody can be reached, or before the invitation has pinned what it says.
    """
    if not meeting.pinned:
        raise ValidationError("Laden Sie zuerst ein: Die Einladung hält den Stand des Katalogs fest.")
    if not meeting.is_open:
        raise ValidationError(f"Die Sitzung ist „{meeting.get_state_display()}“: Es geht nichts mehr hinaus.")
    letter = letters.draft_letter(
        meeting, MeetingLetter.Kind.DOSSIER, subject=subject, text=text, by=by, at=at or timezone.now()
    )
    letter.save()
    letters.send(letter)
    return letter


def files_of(letter: MeetingLetter) -> list[tuple[str, bytes | str, str]]:
    """Return the dossier as everybody gets it. Raises `pdf.Refused`."""
    paper = dossier_pdf(Dossier(letter.meeting, letter.by, now=letter.at), letter.at, for_all=True)
    return [(f"Sitzungsunterlagen_{letter.meeting.day:%Y-%m-%d}.pdf", paper, pdf.CONTENT_TYPE)]
