"""What writes of an agenda share: the lock, the closed agenda, and the line that each leaves on its TOP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from integration.history.models import ChangeSet
from steering.models import AgendaItem, AgendaItemStep, Meeting

_TEXTS = ("title", "facts", "proposal", "presenter", "minutes")


def locked(item: AgendaItem) -> AgendaItem:
    """Return the TOP as it is now, nobody else writing; raises ValidationError where the agenda is closed."""
    ChangeSet.objects.lock()
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting")
    item = rows.get(pk=item.pk)
    refuse_closed(item.meeting)
    return item


def refuse_closed(meeting: Meeting) -> None:
    if not meeting.takes_items:
        state = meeting.get_state_display()
        raise ValidationError(f"Die Sitzung ist „{state}“: Ihre Tagesordnung steht fest.")


def keep(item: AgendaItem, kind: str, text: str = "", *, by: Any, at: dt.datetime | None) -> None:
    """Say on a TOP what happened to it."""
    AgendaItemStep.objects.create(item=item, kind=kind, text=text, **AgendaItemStep.stamp(by, at))


def said(item: AgendaItem) -> dict[str, str]:
    """Return what a stored TOP says, as people read it, by the names of its fields."""
    now = AgendaItem.objects.get(pk=item.pk)
    numbers = now.measures.order_by("number").values_list("number", flat=True)
    return {name: str(getattr(now, name)) for name in _TEXTS} | {
        "kind": now.get_kind_display(),
        "measures": ", ".join(map(str, numbers)),
        "documents": ", ".join(str(one) for one in now.documents.all()),
    }


def told(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return what an edit made of a TOP, in a line each."""
    return [
        f"{AgendaItem._meta.get_field(name).verbose_name}: {text or 'leer'} → {after[name] or 'leer'}"  # type: ignore[union-attr]
        for name, text in before.items()
        if text != after[name]
    ]
