"""Letters about a meeting, from the request's side: whom one goes to, the child that sends it, another try.

What a letter brings along stands with its kind (`invitations`, `dossier_mail`, `minutes.minutes_mail`); the
child's side is `steering.delivery`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from integration.mailing import send_to_child, take_up
from integration.texts import clean_text
from steering.models import Meeting, MeetingLetter
from steering.models.letter import Delivery
from steering.recipients import recipients_of

PATIENCE = 2.0  # seconds a request waits for the child before it shows the progress
NOBODY = "Zu keinem Sitz ist eine E-Mail-Adresse bekannt. Ergänzen Sie sie unter „Mitglieder“."
_Kind = MeetingLetter.Kind


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


def draft_letter(
    meeting: Meeting,
    kind: str,
    *,
    subject: str,
    text: str,
    sequence: int | None = None,
    by: Any,
    at: dt.datetime,
    deliver: bool = True,
) -> MeetingLetter:
    """Return a letter to be saved, and then to be sent by `send`. `deliver` is off for a demo's past.

    Raises ValidationError where nobody can be reached.
    """
    people = recipients_of(meeting, kind, today=timezone.localdate(at))
    if not people:
        raise ValidationError(NOBODY)
    letter = MeetingLetter(
        meeting=meeting,
        kind=kind,
        subject=" ".join(clean_text(subject).split()),
        text=clean_text(text),
        sequence=meeting.sequence if sequence is None else sequence,
        facts=facts_of(meeting),
        recipients=[],
        waiting=[one.key for one in people] if deliver else [],
        **MeetingLetter.stamp(by, at),
    )
    letter.note(Delivery(one.key, one.who, None if deliver else at, "") for one in people)
    return letter


def send(letter: MeetingLetter) -> None:
    """Have a child send a letter that has been saved; most often all is sent when this returns."""
    if letter.waiting:
        send_to_child(letter, "send_letter", patience=PATIENCE)


# --- Another try --------------------------------------------------------------------------------


def why_not_again(letter: MeetingLetter, among: Iterable[MeetingLetter]) -> str:
    """Return why those who did not get a letter are not sent it again, "" where they may be.

    `among` are the letters of the meeting.
    """
    meeting = letter.meeting
    same = MeetingLetter.WITH_ENTRY if letter.kind in MeetingLetter.WITH_ENTRY else (letter.kind,)
    if any(one.kind in same and one.pk > letter.pk for one in among):
        return "Ein späteres Schreiben hat dieses überholt. Senden Sie das spätere noch einmal."
    if letter.kind == _Kind.MINUTES:
        is_due = meeting.state == Meeting.State.MINUTES_SENT
    else:
        is_due = meeting.is_open or letter.kind == _Kind.CANCELLATION
    if not is_due:
        return f"Die Sitzung ist „{meeting.get_state_display()}“: Dieses Schreiben geht nicht mehr hinaus."
    if letter.kind in MeetingLetter.WITH_ENTRY and is_news(meeting, letter):
        return "Zeit oder Ort sind inzwischen andere. Teilen Sie allen die Änderung mit."
    return ""


def send_again(letter: MeetingLetter, *, by: Any) -> None:
    """Send a letter to those whom it did not reach, or go on where a child ended early.

    What it brings along is made as its writer sees it, or, where that account is gone, as `by` does.

    Raises ValidationError where it is out of date, or where nobody waits for it.
    """
    row = MeetingLetter.objects.get(pk=letter.pk) if take_up(letter) else _reopened(letter.pk)
    if row.by is None:
        row.by = by
        row.save(update_fields=["by"])
    send(row)


@transaction.atomic
def _reopened(key: int) -> MeetingLetter:
    """Return a letter for which those wait whom it did not reach."""
    rows = MeetingLetter.objects.select_for_update(of=("self",)).select_related("meeting")
    row: MeetingLetter = rows.get(pk=key)
    if row.is_at_work:
        raise ValidationError("Das Schreiben wird gerade gesendet.")
    if reason := why_not_again(row, row.meeting.letters.all()):
        raise ValidationError(reason)
    if not row.failed:
        raise ValidationError("Alle haben das Schreiben erhalten.")
    row.waiting = [one.key for one in row.failed]
    row.note(one._replace(at=None, failed="") for one in row.failed)
    row.touched_at = timezone.now()
    row.save(update_fields=["waiting", "recipients", "touched_at"])
    return row
