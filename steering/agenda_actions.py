"""What is proposed for an agenda, and what the office makes of it. Each write leaves its line on the TOP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models import Measure
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.agenda_order import CLOSING, make_room
from steering.agenda_steps import keep, locked, refuse_closed, said, told
from steering.models import AgendaItem, AgendaItemStep, Meeting, StandardItem

_State, _Kind = AgendaItem.State, AgendaItemStep.Kind


def put_standard_items(meeting: Meeting, *, by: Any, at: dt.datetime | None = None) -> None:
    """Begin a meeting's agenda with what every agenda holds, as the office has set it."""
    stamp = AgendaItem.stamp(by, at)
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            position=place,
            title=one.title,
            kind=one.kind,
            minutes=one.minutes,
            state=_State.ACCEPTED,
            source=f"{CLOSING if one.is_closing else 'standard:'}{one.pk}",
            **stamp,
        )
        for place, one in enumerate(StandardItem.objects.all(), start=1)
    )
    AgendaItemStep.objects.bulk_create(
        AgendaItemStep(item=item, kind=_Kind.ACCEPTED, text="aus der Vorlage der Standard-TOPs", **stamp)
        for item in items
    )


@transaction.atomic
def save_item(
    item: AgendaItem,
    fields: Mapping[str, Any],
    *,
    by: Any,
    accept: bool = False,
    why: str = "",
    at: dt.datetime | None = None,
) -> AgendaItem:
    """Propose a TOP, or change one, and return it. `accept` puts a new one on the agenda at once.

    `fields` maps field names to values, `measures` to numbers and `documents` to the meeting's papers.
    Raises ValidationError with German messages.
    """
    ChangeSet.objects.lock()
    refuse_closed(item.meeting)
    before = said(item) if item.pk else {}
    if not before:
        for name, value in AgendaItem.stamp(by, at).items():
            setattr(item, name, value)
        if accept:
            item.state, item.position = _State.ACCEPTED, make_room(item.meeting)
    _write(item, dict(fields))
    if not before:
        keep(item, _Kind.ACCEPTED if accept else _Kind.PROPOSED, clean_text(why), by=by, at=at)
    elif lines := told(before, said(item)):
        keep(item, _Kind.EDITED, clean_text("\n".join(filter(None, [why, *lines]))), by=by, at=at)
    return item


def _write(item: AgendaItem, fields: dict[str, Any]) -> None:
    linked = {name: fields.pop(name) for name in ("measures", "documents") if name in fields}
    for name, value in fields.items():
        setattr(item, name, clean_text(value) if isinstance(value, str) else value)
    item.full_clean()
    item.save()
    if "measures" in linked:
        item.measures.set(Measure.objects.filter(number__in=linked["measures"]))
    if "documents" in linked:
        item.documents.set(linked["documents"])


def propose(
    meeting: Meeting,
    fields: Mapping[str, Any],
    *,
    by: Any,
    at: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> AgendaItem:
    """Propose a TOP as a member. Raises ValidationError after the day until which that was possible."""
    if not meeting.takes_proposals(now=now or at or timezone.now()):
        raise ValidationError(closed_sentence(meeting))
    return save_item(AgendaItem(meeting=meeting), fields, by=by, at=at)


def closed_sentence(meeting: Meeting) -> str:
    """Say why nothing can be proposed, and the way out."""
    until = meeting.proposals_until
    why = (
        f"Vorschläge waren bis zum {until:%d.%m.%Y} möglich."
        if until
        else "Die Tagesordnung ist geschlossen."
    )
    return f"{why} Wenden Sie sich an die Geschäftsführung oder schlagen Sie es für die nächste Sitzung vor."


# --- What the office makes of a proposal ------------------------------------------------------------


@transaction.atomic
def accept(item: AgendaItem, *, by: Any, word: str = "", at: dt.datetime | None = None) -> AgendaItem:
    """Put a proposal, or what was declined, on the agenda, before what closes it."""
    item = locked(item)
    if item.state != _State.ACCEPTED:
        item.position = make_room(item.meeting)
    return _answered(item, _State.ACCEPTED, word, by=by, at=at)


@transaction.atomic
def decline(item: AgendaItem, word: str, *, by: Any, at: dt.datetime | None = None) -> AgendaItem:
    """Say no to a TOP, with a word to whoever proposed it."""
    return _answered(locked(item), _State.DECLINED, word, by=by, at=at)


@transaction.atomic
def postpone(
    item: AgendaItem, to: Meeting, *, by: Any, word: str = "", at: dt.datetime | None = None
) -> AgendaItem:
    """Put a TOP on another meeting's agenda and return it there; here it stays as "vertagt"."""
    item = locked(item)
    if to.pk == item.meeting_id:
        raise ValidationError("Der TOP steht schon für diese Sitzung. Wählen Sie eine andere.")
    refuse_closed(to)
    _answered(item, _State.POSTPONED, word, f"auf die Sitzung am {to.day:%d.%m.%Y}", by=by, at=at)
    names = ("kind", "title", "facts", "proposal", "presenter", "minutes")
    fields = {name: getattr(item, name) for name in names}
    there = AgendaItem(meeting=to, postponed_from=item)
    numbers = list(item.measures.values_list("number", flat=True))
    why = f"vertagt aus der Sitzung am {item.meeting.day:%d.%m.%Y}"
    return save_item(there, {**fields, "measures": numbers}, by=by, accept=True, why=why, at=at)


def _answered(
    item: AgendaItem, state: AgendaItem.State, word: str, what: str = "", *, by: Any, at: dt.datetime | None
) -> AgendaItem:
    item.state, item.word = state, clean_text(word)
    item.full_clean()
    item.save()
    keep(item, state.value, "\n".join(filter(None, [what, item.word])), by=by, at=at)
    return item
