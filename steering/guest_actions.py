"""Every write of a meeting's guests: history knows who was asked, by function."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.models import Meeting, MeetingGuest


@transaction.atomic
def add_guest(
    meeting: Meeting, *, function: str, email: str, by: Any, at: dt.datetime | None = None
) -> MeetingGuest:
    """Put somebody on the list of guests. Raises ValidationError with German messages by field."""
    ChangeSet.objects.lock()
    _refuse_over(meeting)
    guest = MeetingGuest(
        meeting=meeting, function=clean_text(function), email=email, **MeetingGuest.stamp(by, at)
    )
    guest.full_clean()
    guest.save()
    _remember(guest, by=by, at=at, after=_state(guest))
    return guest


@transaction.atomic
def remove_guest(guest: MeetingGuest, *, by: Any, at: dt.datetime | None = None) -> None:
    """Take somebody off the list of guests."""
    ChangeSet.objects.lock()
    _refuse_over(guest.meeting)
    _remember(guest, by=by, at=at, before=_state(guest))
    guest.delete()


def _refuse_over(meeting: Meeting) -> None:
    now = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not now.is_open:
        raise ValidationError(
            f"Die Sitzung ist „{now.get_state_display()}“: Die Liste der Gäste bleibt, wie sie ist."
        )


def _remember(
    guest: MeetingGuest, *, by: Any, at: dt.datetime | None, before: Any = None, after: Any = None
) -> None:
    opened = ChangeSet.objects.open(by=by, way=ChangeSet.Way.FORM, at=at)
    key = f"{guest.function}, {guest.meeting}"[:200]
    opened.reference_changes.create(model=guest._meta.label_lower, key=key, before=before, after=after)


def _state(guest: MeetingGuest) -> dict[str, str]:
    return {"function": guest.function, "meeting": str(guest.meeting)}
