"""Every write of the agenda: what is proposed, what the office makes of it, in which order it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models import Measure
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.models import AgendaItem, Meeting, StandardItem

_State = AgendaItem.State
_CLOSING = "schluss:"  # begins the source of what stands at an agenda's end


def put_standard_items(meeting: Meeting, *, by: Any, at: dt.datetime | None = None) -> None:
    """Begin a meeting's agenda with what every agenda holds, as the office has set it."""
    stamp = AgendaItem.stamp(by, at)
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            position=place,
            title=one.title,
            kind=one.kind,
            minutes=one.minutes,
            state=_State.ACCEPTED,
            source=f"{_CLOSING if one.is_closing else 'standard:'}{one.pk}",
            **stamp,
        )
        for place, one in enumerate(StandardItem.objects.all(), start=1)
    )


@transaction.atomic
def save_item(
    item: AgendaItem,
    fields: Mapping[str, Any],
    *,
    by: Any,
    accept: bool = False,
    at: dt.datetime | None = None,
) -> AgendaItem:
    """Propose a TOP, or change one, and return it. `accept` puts a new one on the agenda at once.

    `fields` maps field names to values, `measures` to numbers and `documents` to the meeting's papers.
    Raises ValidationError with German messages.
    """
    ChangeSet.objects.lock()
    _refuse_closed(item.meeting)
    fields = dict(fields)
    linked = {name: fields.pop(name) for name in ("measures", "documents") if name in fields}
    for name, value in fields.items():
        setattr(item, name, clean_text(value) if isinstance(value, str) else value)
    if item.pk is None:
        for name, value in AgendaItem.stamp(by, at).items():
            setattr(item, name, value)
        if accept:
            item.state, item.position = _State.ACCEPTED, _make_room(item.meeting)
    item.full_clean()
    item.save()
    if "measures" in linked:
        item.measures.set(Measure.objects.filter(number__in=linked["measures"]))
    if "documents" in linked:
        item.documents.set(linked["documents"])
    return item


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
def accept(item: AgendaItem, *, by: Any, word: str = "") -> AgendaItem:
    """Put a proposal, or what was declined, on the agenda, before what closes it."""
    item = _locked(item)
    if item.state != _State.ACCEPTED:
        item.position = _make_room(item.meeting)
    item.state, item.word = _State.ACCEPTED, clean_text(word)
    return _saved(item)


@transaction.atomic
def decline(item: AgendaItem, word: str, *, by: Any) -> AgendaItem:
    """Say no to a TOP, with a word to whoever proposed it."""
    item = _locked(item)
    item.state, item.word = _State.DECLINED, clean_text(word)
    return _saved(item)


@transaction.atomic
def postpone(
    item: AgendaItem, to: Meeting, *, by: Any, word: str = "", at: dt.datetime | None = None
) -> AgendaItem:
    """Put a TOP on another meeting's agenda and return it there; here it stays as "vertagt"."""
    item = _locked(item)
    if to.pk == item.meeting_id:
        raise ValidationError("Der TOP steht schon für diese Sitzung. Wählen Sie eine andere.")
    _refuse_closed(to)
    item.state, item.word = _State.POSTPONED, clean_text(word)
    _saved(item)
    names = ("kind", "title", "facts", "proposal", "presenter", "minutes")
    fields = {name: getattr(item, name) for name in names}
    there = AgendaItem(meeting=to, postponed_from=item)
    numbers = list(item.measures.values_list("number", flat=True))
    return save_item(there, {**fields, "measures": numbers}, by=by, accept=True, at=at)


def _locked(item: AgendaItem) -> AgendaItem:
    ChangeSet.objects.lock()
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting")
    item = rows.get(pk=item.pk)
    _refuse_closed(item.meeting)
    return item


def _saved(item: AgendaItem) -> AgendaItem:
    item.full_clean()
    item.save()
    return item


def _refuse_closed(meeting: Meeting) -> None:
    if not meeting.takes_items:
        state = meeting.get_state_display()
        raise ValidationError(f"Die Sitzung ist „{state}“: Ihre Tagesordnung steht fest.")


# --- The order ----------------------------------------------------------------------------------


def _make_room(meeting: Meeting) -> int:
    """Return the place of a new TOP: before what closes the agenda, which moves down."""
    items = list(meeting.items.on_agenda())
    closing = len(items)
    while closing and items[closing - 1].source.startswith(_CLOSING):
        closing -= 1
    _number(items[:closing], first=1)
    _number(items[closing:], first=closing + 2)
    return closing + 1


@transaction.atomic
def move(item: AgendaItem, *, down: bool) -> None:
    """Let a TOP change places with its neighbour; at the end it stays where it is."""
    item = _locked(item)
    items = list(item.meeting.items.on_agenda())
    here = items.index(item)
    there = here + (1 if down else -1)
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
    _number(items, first=1)


@transaction.atomic
def set_order(meeting: Meeting, places: Mapping[int, int]) -> None:
    """Order the agenda by the numbers somebody typed, by the TOPs' keys; equal ones stay as they were."""
    ChangeSet.objects.lock()
    _refuse_closed(meeting)
    items = list(meeting.items.on_agenda())
    old = {item.pk: place for place, item in enumerate(items, start=1)}
    moved = {pk for pk, place in places.items() if pk in old and old[pk] != place}
    # Whoever types 2 at TOP 5 means: before what is TOP 2 now.
    _number(
        sorted(items, key=lambda item: (places.get(item.pk, old[item.pk]), _side(item, places, old, moved))),
        first=1,
    )


def _side(item: AgendaItem, places: Mapping[int, int], old: Mapping[int, int], moved: set[int]) -> int:
    if item.pk not in moved:
        return 0
    return -1 if places[item.pk] < old[item.pk] else 1


def _number(items: Iterable[AgendaItem], *, first: int) -> None:
    for place, item in enumerate(items, start=first):
        if item.position != place:
            item.position = place
            item.save(update_fields=["position"])
