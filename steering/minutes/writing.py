"""When minutes may be written, and the lock under which every write of them stands."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone

from integration.history.models import ChangeSet
from steering.models import Meeting

_State = Meeting.State
APPROVED = (
    "Dieses Protokoll ist genehmigt und wird nicht mehr geändert. Eine Berichtigung ist eine neue Fassung."
)


def why_not_writable(meeting: Meeting, *, now: dt.datetime) -> str:
    """Return why nobody may write a meeting's minutes, "" if the office may."""
    if meeting.state == _State.APPROVED:
        return APPROVED
    if meeting.state == _State.CANCELLED:
        return "Diese Sitzung ist abgesagt. Ein Protokoll gibt es nicht."
    if timezone.localdate(meeting.starts_at) > timezone.localdate(now):
        day = timezone.localtime(meeting.starts_at)
        return f"Die Sitzung ist erst am {day:%d.%m.%Y}. Dann wird protokolliert."
    return ""


def writable(pk: int, *, at: dt.datetime | None = None) -> Meeting:
    """Return the meeting, locked, to write its minutes; the first to write says that it took place.

    Belongs into a transaction. Raises ValidationError where nobody may write.
    """
    ChangeSet.objects.lock()
    meeting: Meeting = Meeting.objects.select_for_update().get(pk=pk)
    if reason := why_not_writable(meeting, now=at or timezone.now()):
        raise ValidationError(reason)
    if meeting.state in (_State.PLANNED, _State.INVITED):
        meeting.state = _State.HELD
        meeting.save(update_fields=["state"])
    return meeting
