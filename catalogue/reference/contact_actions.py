"""Every write of an Ansprechperson, each in a change set of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from catalogue.models import Contact
from catalogue.reference.reference_changes import State, note, state_of
from integration.history.models import ChangeSet
from integration.texts import clean_text

# The audit trail is never edited and outlives what is stored of a person (DSGVO): it says only *that*
# these changed.
_PERSONAL = ("name", "telephone", "email")


def save_contact(
    contact: Contact,
    fields: Mapping[str, Any],
    *,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
    within: ChangeSet | None = None,
) -> None:
    """Create or change a contact; nothing is written if nothing changes.

    `fields` maps field names to values; what is not named stays. `within` is a change set that does more.
    Raises ValidationError with German messages by field.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        if contact.pk:
            contact.refresh_from_db()
        before = state_of(contact) if contact.pk else None
        for name, value in fields.items():
            setattr(contact, name, clean_text(value) if isinstance(value, str) else value)
        contact.full_clean()
        contact.save()
        after = state_of(contact)
        if after == before:
            return
        changed = [name for name in _PERSONAL if before and before[name] != after[name]]
        told = _lasting(after) | dict.fromkeys(changed, "geändert")
        way = ChangeSet.Way.REFERENCE
        reason = clean_text(reason) or f"Ansprechperson: {contact}, {contact.unit}"
        opened = within or ChangeSet.objects.open(by=by, way=way, reason=reason, at=at)
        note(opened, contact, _lasting(before) if before else None, told)


def end_contact(contact: Contact, *, last_day: dt.date, by: Any) -> None:
    """Let a contact end on `last_day`, or on its first day if that is later."""
    last = max(contact.valid_from, last_day) if contact.valid_from else last_day
    save_contact(contact, {"valid_until": last}, by=by)


def _lasting(state: State) -> State:
    return {name: value for name, value in state.items() if name not in _PERSONAL}
