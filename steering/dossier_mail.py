"""The dossier by mail: to seats and deputies, each in a mail of its own, as the invitation pinned it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone

from integration.documents import pdf
from integration.mail import handed_over
from integration.texts import clean_text
from steering.dossier import Dossier
from steering.dossier_papers import dossier_pdf
from steering.invitations import facts_of, recipients
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
    at = at or timezone.now()
    people = recipients(meeting.day)
    if not meeting.pinned:
        raise ValidationError("Laden Sie zuerst ein: Die Einladung hält den Stand des Katalogs fest.")
    if not meeting.is_open:
        raise ValidationError(f"Die Sitzung ist „{meeting.get_state_display()}“: Es geht nichts mehr hinaus.")
    if not people:
        raise ValidationError(
            "Zu keinem Sitz ist eine E-Mail-Adresse bekannt. Ergänzen Sie sie unter „Mitglieder“."
        )
    dossier = Dossier(meeting, by, now=at)
    paper = dossier_pdf(dossier, at, for_all=True)
    subject, text = " ".join(clean_text(subject).split()), clean_text(text)
    connection, results = get_connection(), []
    for one in people:
        mail = EmailMessage(subject, text, None, [one.address], connection=connection)
        mail.attach(f"Sitzungsunterlagen_{meeting.day:%Y-%m-%d}.pdf", paper, pdf.CONTENT_TYPE)
        results.append((one.who, handed_over(mail)))
    if all(failed for _, failed in results):
        raise ValidationError(f"Es wurde nichts gesendet. {results[0][1]}")
    return MeetingLetter.objects.create(
        meeting=meeting,
        kind=MeetingLetter.Kind.DOSSIER,
        subject=subject or dossier.title,
        text=text,
        sequence=meeting.sequence,
        facts=facts_of(meeting),
        recipients=results,
        **MeetingLetter.stamp(by, at),
    )
