"""The invitation on paper: A4, in the house's style."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from integration.documents import pdf
from steering.agenda import Slot, agenda_of
from steering.models import Meeting, Seat


def invitation_pdf(meeting: Meeting, user: Any, *, text: str, at: dt.datetime) -> bytes:
    """Return the invitation with its agenda, as the person who sends it sees the measures."""
    agenda = agenda_of(meeting, user)
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    until = meeting.proposals_until
    context = {
        "title": meeting.title,
        "when": f"{date_format(starts, 'l')}, {starts:%d.%m.%Y}, {starts:%H:%M} bis {ends:%H:%M} Uhr",
        "place": meeting.place,
        "video_link": meeting.video_link,
        "until": f"{until:%d.%m.%Y}" if until else "",
        "text": text,
        "cancelled": meeting.cancelled_because if meeting.is_cancelled else "",
        "slots": [_slot(slot) for slot in agenda.slots],
        "minutes": agenda.minutes,
        "members": _members(meeting.day),
    }
    return pdf.render("documents/invitation.typ", context, title=f"Einladung: {meeting}", at=at)


def _slot(slot: Slot) -> dict[str, Any]:
    item = slot.item
    return {
        "number": slot.number,
        "begins": f"{slot.begins:%H:%M}",
        "minutes": item.minutes,
        "title": item.title,
        "kind": item.get_kind_display(),
        "presenter": item.presenter,
        "facts": item.facts,
        "proposal": item.proposal,
        "measures": [
            f"{one.number}{f': {one.goal}' if one.goal else ''}{' (entfallen)' if one.is_dropped else ''}"
            for one in slot.measures
        ],
        "documents": [document.title for document in item.documents.all()],
    }


def _members(day: dt.date) -> list[str]:
    seats = Seat.objects.held(on=day).select_related("unit", "person").order_by("unit__slug")
    return [f"{seat.unit.code or seat.unit.name}: {seat.member or 'unbesetzt'}" for seat in seats]
