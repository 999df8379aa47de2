"""The invitation to a meeting, what changed since, the cancellation: what they say and bring along.

How they are sent, and to whom, stands in `steering.letters`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from integration.documents import pdf
from integration.history.models import ChangeSet
from steering import letters
from steering.calendar_entry import CONTENT_TYPE, calendar_entry, method_of
from steering.invitation_pdf import invitation_pdf
from steering.meeting_actions import meeting_state, remember
from steering.models import Meeting, MeetingLetter

_Kind = MeetingLetter.Kind


def kind_of(meeting: Meeting) -> MeetingLetter.Kind:
    """Return what the next letter about a meeting is."""
    if meeting.is_cancelled:
        return _Kind.CANCELLATION
    return _Kind.UPDATE if meeting.invited_at else _Kind.INVITATION


def draft(meeting: Meeting) -> dict[str, str]:
    """Return subject and text as they are offered; the office changes them as it likes."""
    kind = kind_of(meeting)
    context = {"meeting": meeting, "starts": timezone.localtime(meeting.starts_at)}
    text = render_to_string(f"steering/mail/{kind}.txt", context)
    return {"subject": f"{kind.label}: {meeting}", "text": text.strip()}


def next_sequence(meeting: Meeting) -> int:
    """Return the number of the next letter's calendar entry: calendars believe the highest."""
    last = meeting.letters.order_by("-sequence").first()
    return last.sequence + 1 if last else 0


def send(
    meeting: Meeting,
    *,
    subject: str,
    text: str,
    proposals_until: dt.date | None = None,
    by: Any,
    at: dt.datetime | None = None,
    deliver: bool = True,
) -> MeetingLetter:
    """Write to seats, deputies and guests, and record that. The first letter pins the catalogue's state of
    which it speaks. `deliver` is off for a demo's past. Raises ValidationError where nobody can be reached.
    """
    at = at or timezone.now()
    meeting.proposals_until = proposals_until or meeting.proposals_until
    letter = letters.draft_letter(
        meeting,
        kind_of(meeting),
        subject=subject,
        text=text,
        sequence=next_sequence(meeting),
        by=by,
        at=at,
        deliver=deliver,
    )
    _record(letter, by=by, at=at)
    letters.send(letter)
    return letter


@transaction.atomic
def _record(letter: MeetingLetter, *, by: Any, at: dt.datetime) -> None:
    ChangeSet.objects.lock()
    letter.save()
    meeting = letter.meeting
    before = meeting_state(Meeting.objects.get(pk=meeting.pk))
    meeting.sequence = letter.sequence
    if letter.kind == _Kind.INVITATION:
        meeting.state, meeting.invited_at = Meeting.State.INVITED, at
    meeting.save()
    opened = remember(meeting, before, by=by, reason=letter.subject, at=at)
    if letter.kind == _Kind.INVITATION:
        meeting.pinned = opened
        meeting.save(update_fields=["pinned"])


def files_for(letter: MeetingLetter) -> Callable[[str], list[tuple[str, bytes | str, str]]]:
    """Return what makes the files for an address: the invitation as PDF, and the address's own entry."""
    meeting, at, text = letter.meeting, letter.at, letter.text
    kind = f"{CONTENT_TYPE}; method={method_of(meeting)}; charset=utf-8"
    papers: list[tuple[str, bytes | str, str]] = []
    if not meeting.is_cancelled:
        paper = invitation_pdf(meeting, letter.by, text=text, at=at)
        papers.append((f"Einladung_{meeting.day:%Y-%m-%d}.pdf", paper, pdf.CONTENT_TYPE))

    def files(address: str) -> list[tuple[str, bytes | str, str]]:
        entry = calendar_entry(meeting, sequence=letter.sequence, attendee=address, text=text, at=at)
        return [*papers, ("einladung.ics", entry.decode(), kind)]

    return files
