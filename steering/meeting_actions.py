"""Every write of a meeting itself: planning it, changing it, calling it off, its papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.reference.reference_changes import State, state_of
from integration.files.models import StoredFile
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.agenda_actions import put_standard_items
from steering.models import Meeting, MeetingDocument

_STAMPS = ("at", "by", "by_function", "uid", "sequence", "pinned")  # no news in the history
_OPEN = (Meeting.State.PLANNED, Meeting.State.INVITED)


def save_meeting(
    meeting: Meeting, fields: Mapping[str, Any], *, by: Any, at: dt.datetime | None = None
) -> Meeting:
    """Plan a meeting, or change one that is still to be held, and return it.

    A new one begins with the standard TOPs. Raises ValidationError with German messages by field.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        before = meeting_state(_open(meeting)) if meeting.pk else None
        for name, value in fields.items():
            setattr(meeting, name, clean_text(value) if isinstance(value, str) else value)
        if before is None:
            for name, value in Meeting.stamp(by, at).items():
                setattr(meeting, name, value)
        if meeting.proposals_until and meeting.proposals_until > meeting.day:
            raise ValidationError({"proposals_until": "Die Frist für Vorschläge liegt nach der Sitzung."})
        meeting.full_clean()
        meeting.save()
        if before is None:
            put_standard_items(meeting, by=by, at=at)
        remember(meeting, before, by=by, at=at)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, reason: str, *, by: Any, at: dt.datetime | None = None) -> Meeting:
    """Call a meeting off, for a reason. Raises ValidationError if it was held or called off already."""
    ChangeSet.objects.lock()
    meeting = _open(meeting)
    before = meeting_state(meeting)
    meeting.state, meeting.cancelled_because = Meeting.State.CANCELLED, clean_text(reason)
    meeting.full_clean()
    meeting.save()
    remember(meeting, before, by=by, reason=meeting.cancelled_because, at=at)
    return meeting


def _open(meeting: Meeting) -> Meeting:
    """Return the meeting as it is stored, if it may still be changed."""
    stored = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if stored.state not in _OPEN:
        sentence = (
            f"Diese Sitzung ist inzwischen „{stored.get_state_display()}“ und wird nicht mehr geändert."
        )
        raise ValidationError(sentence)
    return stored


def remember(
    meeting: Meeting,
    before: State | None,
    *,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
) -> ChangeSet | None:
    """Keep in history what became of a meeting that has been saved, if anything did."""
    after = meeting_state(meeting)
    if after == before:
        return None
    opened = ChangeSet.objects.open(by=by, way=ChangeSet.Way.FORM, reason=reason, at=at)
    opened.reference_changes.create(
        model=meeting._meta.label_lower, key=f"vom {meeting.day:%d.%m.%Y}", before=before, after=after
    )
    return opened


def meeting_state(meeting: Meeting) -> State:
    return {name: value for name, value in state_of(meeting).items() if name not in _STAMPS}


# --- Papers -----------------------------------------------------------------------------------------


@transaction.atomic
def add_document(
    meeting: Meeting, *, title: str, name: str, data: bytes, by: Any, at: dt.datetime | None = None
) -> MeetingDocument:
    """Add a paper to a meeting whose minutes are not approved; its kind has been checked by the form."""
    refuse_approved(meeting)
    file = StoredFile.objects.store(name=name, data=data, by=by)
    title = clean_text(title) or file.name
    return MeetingDocument.objects.create(meeting=meeting, title=title, file=file, **Meeting.stamp(by, at))


@transaction.atomic
def remove_document(document: MeetingDocument) -> None:
    """Take a paper back; that there was such a file, its name and checksum, stays known."""
    refuse_approved(document.meeting)
    file = document.file
    document.delete()
    file.forget()


def refuse_approved(meeting: Meeting) -> None:
    """What belongs to approved minutes stays as it was."""
    if Meeting.objects.get(pk=meeting.pk).state in (Meeting.State.MINUTES_SENT, Meeting.State.APPROVED):
        raise ValidationError("Das Protokoll ist versandt oder genehmigt: Hier wird nichts mehr geändert.")
