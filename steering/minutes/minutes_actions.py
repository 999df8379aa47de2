"""Writing, sending, approving and correcting minutes, each in one transaction under the meeting's lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models import Unit
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.freezing import frozen
from steering.minutes import minutes_pdf
from steering.minutes.minutes_record import corrected, record_of
from steering.minutes.writing import writable
from steering.models import (
    AgendaItem,
    Assignment,
    Attendance,
    Meeting,
    Minutes,
    MinutesComment,
    MinutesDraft,
    MinutesHandover,
    Seat,
)

_State = Meeting.State


class TextConflict(Exception):
    """Somebody else wrote the same TOP meanwhile; nothing was written. `item` is as it is now."""

    def __init__(self, item: AgendaItem) -> None:
        super().__init__("Dieser TOP wurde inzwischen von anderer Seite geschrieben.")
        self.item = item


@transaction.atomic
def save_text(
    item: AgendaItem, text: str, *, seen: int, by: Any, at: dt.datetime | None = None
) -> AgendaItem:
    """Write a TOP's text, which the person saw in version `seen`. Raises `TextConflict`, ValidationError."""
    writable(item.meeting_id, at=at)
    now: AgendaItem = AgendaItem.objects.select_for_update().get(pk=item.pk)
    text = clean_text(text)
    if now.text == text:
        return now
    if now.version != seen:
        raise TextConflict(now)
    stamp = AgendaItem.stamp(by, at)
    now.text, now.version = text, now.version + 1
    now.text_at, now.text_by_function = stamp["at"], stamp["by_function"]
    now.save(update_fields=["text", "version", "text_at", "text_by_function"])
    return now


@transaction.atomic
def save_attendance(
    meeting: Meeting,
    seats: Mapping[Seat, tuple[str, str]],
    guests: list[str],
    *,
    by: Any,
    at: dt.datetime | None = None,
) -> None:
    """Say who was there: each seat's presence and by whom, and guests by their functions."""
    writable(meeting.pk, at=at)
    meeting.attendance.all().delete()
    rows = [
        Attendance(meeting=meeting, seat=seat, presence=how, by=who) for seat, (how, who) in seats.items()
    ]
    rows += [Attendance(meeting=meeting, presence=Attendance.Presence.GUEST, by=guest) for guest in guests]
    for row in rows:
        row.full_clean(exclude=["meeting", "seat"], validate_unique=False, validate_constraints=True)
    Attendance.objects.bulk_create(rows)


@transaction.atomic
def send_draft(
    meeting: Meeting, *, objections_until: dt.date, by: Any, at: dt.datetime | None = None
) -> MinutesDraft:
    """Make the draft that goes to the members; with it the Aufträge start. Raises ValidationError."""
    locked = writable(meeting.pk, at=at)
    moment = at or timezone.now()
    if objections_until < timezone.localdate(moment):
        raise ValidationError({"objections_until": f"Der {objections_until:%d.%m.%Y} ist schon vorbei."})
    if not locked.attendance.exists():
        raise ValidationError(
            "Noch steht nicht fest, wer teilgenommen hat. Tragen Sie zuerst die Teilnahme ein."
        )
    locked.state, locked.objections_until = _State.MINUTES_SENT, objections_until
    locked.save(update_fields=["state", "objections_until"])
    Assignment.objects.filter(item__meeting=locked, started_at__isnull=True).update(started_at=moment)
    record = record_of(locked, by_function=MinutesDraft.stamp(by, at)["by_function"])
    return MinutesDraft.objects.create(
        meeting=locked, objections_until=objections_until, **_frozen(record, by, moment)
    )


@transaction.atomic
def object_to(meeting: Meeting, text: str, *, by: Any, at: dt.datetime | None = None) -> MinutesComment:
    """Record a member's objection to the draft that was sent. Raises ValidationError."""
    ChangeSet.objects.lock()
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    moment = at or timezone.now()
    if locked.state != _State.MINUTES_SENT or locked.objections_until is None:
        raise ValidationError(
            "Einwendungen sind möglich, sobald der Entwurf versandt und bis er genehmigt ist."
        )
    if timezone.localdate(moment) > locked.objections_until:
        raise ValidationError(f"Einwendungen waren bis zum {locked.objections_until:%d.%m.%Y} möglich.")
    return MinutesComment.objects.create(
        meeting=locked, text=clean_text(text), **MinutesComment.stamp(by, at)
    )


def silence_approves(meeting: Meeting, *, on: dt.date) -> str:
    """Return why the minutes do not count as approved by silence on a day, "" if they do."""
    until = meeting.objections_until
    if meeting.state != _State.MINUTES_SENT or until is None:
        return "Noch ist kein Entwurf versandt."
    if on <= until:
        return f"Einwendungen sind noch bis zum {until:%d.%m.%Y} möglich."
    if meeting.comments.exists():
        return "Es gibt Einwendungen: Genehmigt wird in einer Sitzung."
    return ""


@transaction.atomic
def approve(meeting: Meeting, *, later: Meeting | None, by: Any, at: dt.datetime | None = None) -> Minutes:
    """Freeze the minutes as approved at a `later` meeting, or, without one, because nobody objected."""
    locked = writable(meeting.pk, at=at)
    moment = at or timezone.now()
    if locked.state != _State.MINUTES_SENT:
        raise ValidationError("Genehmigt wird ein Entwurf, der den Mitgliedern zugegangen ist.")
    if later is None:
        if reason := silence_approves(locked, on=timezone.localdate(moment)):
            raise ValidationError(reason)
        approval = (
            f"Gilt als genehmigt: Bis zum {locked.objections_until:%d.%m.%Y} gab es keine Einwendungen."
        )
    else:
        if later.starts_at <= locked.starts_at or later.starts_at > moment:
            raise ValidationError("Genehmigt wird in einer späteren Sitzung, die stattgefunden hat.")
        approval = f"Genehmigt in der Sitzung am {timezone.localtime(later.starts_at):%d.%m.%Y}."
    locked.state = _State.APPROVED
    locked.save(update_fields=["state"])
    Assignment.objects.filter(item__meeting=locked, started_at__isnull=True).update(started_at=moment)
    record = record_of(locked, by_function=_writer(locked), approval=approval, edition=1)
    return Minutes.objects.create(meeting=locked, edition=1, **_frozen(record, by, moment))


@transaction.atomic
def correct(
    item: AgendaItem,
    *,
    text: str,
    wordings: Mapping[int, str],
    reason: str,
    by: Any,
    at: dt.datetime | None = None,
) -> Minutes:
    """Write another version of approved minutes, in which a TOP says something else. Raises ValidationError.

    `wordings` are the corrected wordings of the TOP's results by their keys. The versions before stay.
    """
    ChangeSet.objects.lock()
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    last = meeting.frozen_minutes.order_by("edition").last()
    if last is None:
        raise ValidationError("Berichtigt werden genehmigte Protokolle. Dieses ist noch ein Entwurf.")
    reason, text = clean_text(reason), clean_text(text)
    if not reason:
        raise ValidationError({"reason": "Sagen Sie, was berichtigt wird und warum."})
    place = next(one for one in last.record["items"] if one["key"] == item.pk)
    said = _rewrite(item, text, wordings)
    edition, moment = last.edition + 1, at or timezone.now()
    correction = f"Korrektur zu TOP {place['number']}: {reason}"
    record = corrected(last.record, item.pk, text, said, edition=edition, correction=correction)
    return Minutes.objects.create(
        meeting=meeting, edition=edition, correction=correction, **_frozen(record, by, moment)
    )


def _rewrite(item: AgendaItem, text: str, wordings: Mapping[int, str]) -> list[str]:
    """Let a TOP and its results say something else and return their wordings in the minutes' order.

    Raises ValidationError where they say so already.
    """
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    results = [(one, clean_text(wordings.get(one.pk, one.wording))) for one in item.resolutions.all()]
    if item.text == text and all(one.wording == wording for one, wording in results):
        raise ValidationError(
            "Text und Ergebnisse stehen schon so im Protokoll. Es gibt nichts zu berichtigen."
        )
    item.text, item.version = text, item.version + 1
    item.save(update_fields=["text", "version"])
    for one, wording in results:
        one.wording = wording
        one.full_clean(exclude=["item"])
        one.save()
    return [one.wording for one, _ in results]


@transaction.atomic
def hand_over(
    meeting: Meeting, unit: Unit, *, day: dt.date, by: Any, at: dt.datetime | None = None
) -> MinutesHandover:
    """Note that a unit was given its Protokollauszug."""
    if meeting.state not in (_State.MINUTES_SENT, _State.APPROVED):
        raise ValidationError("Auszüge gehen hinaus, wenn der Entwurf versandt ist.")
    return MinutesHandover.objects.create(
        meeting=meeting, unit=unit, day=day, **MinutesHandover.stamp(by, at)
    )


def _writer(meeting: Meeting) -> str:
    sent = meeting.sent_drafts.order_by("pk").last()
    return sent.record["writer"] if sent else ""


def _frozen(record: dict[str, Any], by: Any, moment: dt.datetime) -> dict[str, Any]:
    """Return the fields of a frozen record: the record, its checksum, the PDF that prints it."""
    data = minutes_pdf.minutes(record, at=moment)
    return frozen(record, data, name=minutes_pdf.file_name(record), by=by, at=moment)
