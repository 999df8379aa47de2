"""The order in which TOPs stand on an agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from integration.history.models import ChangeSet
from steering.agenda_steps import keep, locked, refuse_closed
from steering.models import AgendaItem, AgendaItemStep, Meeting

CLOSING = "schluss:"  # begins the source of what stands at an agenda's end


def make_room(meeting: Meeting) -> int:
    """Return the place of a new TOP: before what closes the agenda, which moves down."""
    items = list(meeting.items.on_agenda())
    closing = len(items)
    while closing and items[closing - 1].source.startswith(CLOSING):
        closing -= 1
    _number(items[:closing], first=1)
    _number(items[closing:], first=closing + 2)
    return closing + 1


@transaction.atomic
def move(item: AgendaItem, *, down: bool, by: Any, at: dt.datetime | None = None) -> None:
    """Let a TOP change places with its neighbour; at the end it stays where it is."""
    item = locked(item)
    items = list(item.meeting.items.on_agenda())
    here = items.index(item)
    there = here + (1 if down else -1)
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        _keep_move(item, here + 1, there + 1, by=by, at=at)
    _number(items, first=1)


@transaction.atomic
def set_order(meeting: Meeting, places: Mapping[int, int], *, by: Any, at: dt.datetime | None = None) -> None:
    """Order the agenda by the numbers somebody typed, by the TOPs' keys; equal ones stay as they were."""
    ChangeSet.objects.lock()
    refuse_closed(meeting)
    items = list(meeting.items.on_agenda())
    old = {item.pk: place for place, item in enumerate(items, start=1)}
    moved = {pk for pk, place in places.items() if pk in old and old[pk] != place}
    # Whoever types 2 at TOP 5 means: before what is TOP 2 now.
    items.sort(key=lambda item: (places.get(item.pk, old[item.pk]), _side(item, places, old, moved)))
    _number(items, first=1)
    for place, item in enumerate(items, start=1):
        if item.pk in moved and place != old[item.pk]:
            _keep_move(item, old[item.pk], place, by=by, at=at)


def _side(item: AgendaItem, places: Mapping[int, int], old: Mapping[int, int], moved: set[int]) -> int:
    if item.pk not in moved:
        return 0
    return -1 if places[item.pk] < old[item.pk] else 1


def _number(items: Iterable[AgendaItem], *, first: int) -> None:
    for place, item in enumerate(items, start=first):
        if item.position != place:
            item.position = place
            item.save(update_fields=["position"])


def _keep_move(item: AgendaItem, old: int, new: int, *, by: Any, at: dt.datetime | None) -> None:
    keep(item, AgendaItemStep.Kind.MOVED, f"von TOP {old} zu TOP {new}", by=by, at=at)
