"""The mail that brings the minutes' draft to seats and their deputies."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from integration.documents import pdf
from steering import letters
from steering.models import MeetingLetter, MinutesDraft


def send(draft: MinutesDraft, *, link: str, by: Any) -> MeetingLetter:
    """Mail the draft to whoever held a seat on the meeting's day or holds one now, and record who got it.

    Raises ValidationError where nobody can be reached.
    """
    meeting = draft.meeting
    context = {"draft": draft, "link": link, "product_name": settings.PRODUCT_NAME}
    text = render_to_string("steering/mail/minutes.txt", context)
    subject = f"Protokoll der Sitzung vom {meeting.day:%d.%m.%Y}: Entwurf"
    letter = letters.draft_letter(
        meeting, MeetingLetter.Kind.MINUTES, subject=subject, text=text.strip(), by=by, at=draft.at
    )
    letter.save()
    letters.send(letter)
    return letter


def files_of(letter: MeetingLetter) -> list[tuple[str, bytes | str, str]]:
    """Return the draft as it went out with this letter."""
    draft = letter.meeting.sent_drafts.filter(at__lte=letter.at).select_related("pdf").latest("pk")
    return [(draft.pdf.name, draft.pdf.read(), pdf.CONTENT_TYPE)]
