"""Letters about a meeting: the invitation, what changed, the cancellation, with PDF and calendar entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from integration.documents import pdf
from integration.history.models import ChangeSet
from integration.mail import handed_over
from integration.texts import clean_text
from steering.calendar_entry import CONTENT_TYPE, calendar_entry, method_of
from steering.invitation_pdf import invitation_pdf
from steering.meeting_actions import meeting_state, remember
from steering.models import Meeting, MeetingLetter, Seat

_Kind = MeetingLetter.Kind


class Recipient(NamedTuple):
    """Somebody who is written to: as what, and where."""

    who: str
    address: str


def recipients(day: dt.date) -> list[Recipient]:
    """Return whom a letter about a meeting on that day reaches: members and deputies, each address once."""
    seats = Seat.objects.held(on=day).select_related("unit", "person", "deputy").order_by("unit__slug")
    found: dict[str, Recipient] = {}
    for seat in seats:
        for one in _of_seat(seat):
            found.setdefault(one.address.lower(), one)
    return list(found.values())


def _of_seat(seat: Seat) -> Iterator[Recipient]:
    unit = seat.unit.code or seat.unit.name
    if seat.person and seat.person.is_active and seat.person.email:
        yield Recipient(f"{unit}, {seat.member}", seat.person.email)
    elif seat.email:
        yield Recipient(f"{unit}, {seat.member or 'unbesetzt'}", seat.email)
    if seat.deputy and seat.deputy.is_active and seat.deputy.email:
        yield Recipient(f"{unit}, Stellvertretung", seat.deputy.email)


def unreached(day: dt.date) -> list[Seat]:
    """Return the seats of that day to which no letter can be sent."""
    seats = Seat.objects.held(on=day).select_related("unit", "person", "deputy").order_by("unit__slug")
    return [seat for seat in seats if not list(_of_seat(seat))]


# --- What a letter says -----------------------------------------------------------------------------


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


def facts_of(meeting: Meeting) -> dict[str, str]:
    """Return what everybody must know of a meeting: a letter that said otherwise is out of date."""
    return {
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "place": meeting.place,
        "video_link": meeting.video_link,
        "cancelled": "ja" if meeting.is_cancelled else "",
    }


def is_news(meeting: Meeting, last: MeetingLetter | None) -> bool:
    """Tell whether time, place or the cancellation are not in the last letter."""
    if last is None:
        return False
    stored = {**last.facts, "starts_at": _moment(last, "starts_at"), "ends_at": _moment(last, "ends_at")}
    now = {**facts_of(meeting), "starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    return stored != now


def _moment(letter: MeetingLetter, name: str) -> dt.datetime:
    return dt.datetime.fromisoformat(letter.facts[name])


def next_sequence(meeting: Meeting) -> int:
    """Return the number of the next letter's calendar entry: calendars believe the highest."""
    last = meeting.letters.order_by("-sequence").first()
    return last.sequence + 1 if last else 0


# --- Sending ----------------------------------------------------------------------------------------


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
    """Write to seats and deputies, each in a mail of its own, and record that. The first letter pins the
    catalogue's state of which it speaks. `deliver` is off for a demo's past.

    Raises ValidationError where no letter could be handed over: then nothing is recorded.
    """
    at = at or timezone.now()
    meeting.proposals_until = proposals_until or meeting.proposals_until
    subject, text = " ".join(clean_text(subject).split()), clean_text(text)
    sequence, people = next_sequence(meeting), recipients(meeting.day)
    if not people:
        raise ValidationError(
            "Zu keinem Sitz ist eine E-Mail-Adresse bekannt. Ergänzen Sie sie unter „Mitglieder“."
        )
    kind = kind_of(meeting)
    results = [(one.who, "") for one in people]
    if deliver:
        results = _deliver(meeting, people, subject, text, sequence, by, at)
        if all(failed for _, failed in results):
            raise ValidationError(f"Es wurde nichts gesendet. {results[0][1]}")
    letter = MeetingLetter(
        meeting=meeting,
        kind=kind,
        subject=subject,
        text=text,
        sequence=sequence,
        facts=facts_of(meeting),
        recipients=results,
        **MeetingLetter.stamp(by, at),
    )
    return _record(letter, by=by, at=at)


@transaction.atomic
def _record(letter: MeetingLetter, *, by: Any, at: dt.datetime) -> MeetingLetter:
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
    return letter


def _deliver(
    meeting: Meeting,
    people: list[Recipient],
    subject: str,
    text: str,
    sequence: int,
    by: Any,
    at: dt.datetime,
) -> list[tuple[str, str]]:
    """Hand the letters over; return each recipient with why it failed, or the empty text."""
    paper = None if meeting.is_cancelled else invitation_pdf(meeting, by, text=text, at=at)
    connection = get_connection()
    results = []
    for one in people:
        mail = EmailMessage(subject, text, None, [one.address], connection=connection)
        if paper:
            mail.attach(f"Einladung_{meeting.day:%Y-%m-%d}.pdf", paper, pdf.CONTENT_TYPE)
        entry = calendar_entry(meeting, sequence=sequence, attendee=one.address, text=text, at=at)
        kind = f"{CONTENT_TYPE}; method={method_of(meeting)}; charset=utf-8"
        mail.attach("einladung.ics", entry.decode(), kind)
        results.append((one.who, handed_over(mail)))
    return results
