"""Every write of a seat of the Steuerungsgruppe, each in a change set of its own. No seat is deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from catalogue.reference.reference_changes import State, state_of
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.models import Seat


def save_seat(
    seat: Seat,
    fields: Mapping[str, Any],
    *,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
    within: ChangeSet | None = None,
) -> Seat:
    """Create or change a seat and return it; nothing is written if nothing changes.

    `fields` maps field names to values; what is not named stays. `within` is a change set that does more.
    Raises ValidationError with German messages.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        before = _state(Seat.objects.get(pk=seat.pk)) if seat.pk else None
        for name, value in fields.items():
            setattr(seat, name, clean_text(value) if isinstance(value, str) else value)
        seat.full_clean()
        _refuse_second(seat)
        seat.save()
        _remember(seat, before, by=by, reason=clean_text(reason), at=at, within=within)
    return seat


def _remember(
    seat: Seat,
    before: State | None,
    *,
    by: Any,
    reason: str,
    at: dt.datetime | None,
    within: ChangeSet | None,
) -> None:
    """Keep in history what became of a seat, under its unit: there all seats of a unit are found."""
    after = _state(seat)
    if after == before:
        return
    changed = [name for name in _PERSONAL if before and before[name] != after[name]]
    opened = within or ChangeSet.objects.open(by=by, way=ChangeSet.Way.REFERENCE, reason=reason, at=at)
    opened.reference_changes.create(
        model=seat._meta.label_lower,
        key=seat.unit.slug,
        before=_lasting(before) if before else None,
        after=_lasting(after) | dict.fromkeys(changed, "geändert"),
    )


def end_seat(
    seat: Seat, *, last_day: dt.date, by: Any, reason: str = "", within: ChangeSet | None = None
) -> Seat:
    """Let a seat end on `last_day`. Raises ValidationError with German messages."""
    if seat.valid_until is not None and seat.valid_until < last_day:
        raise ValidationError(f"Dieser Sitz endet schon am {seat.valid_until:%d.%m.%Y}.")
    return save_seat(seat, {"valid_until": last_day}, by=by, reason=reason, within=within)


def succeed(
    seat: Seat,
    fields: Mapping[str, Any],
    *,
    by: Any,
    reason: str = "",
    within: ChangeSet | None = None,
) -> Seat:
    """Let somebody else take a seat's place from `fields["valid_from"]` on, and return the new seat.

    The old one ends the day before, so that what was said about past days stays true.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        first: dt.date = fields["valid_from"]
        if first <= seat.valid_from:
            raise ValidationError({"valid_from": f"Der Sitz besteht seit {seat.valid_from:%d.%m.%Y}."})
        end_seat(seat, last_day=first - dt.timedelta(days=1), by=by, reason=reason, within=within)
        heir = Seat(unit=seat.unit, office=seat.office, is_voting=seat.is_voting)
        return save_seat(heir, fields, by=by, reason=reason, within=within)


def _refuse_second(seat: Seat) -> None:
    """What no constraint sees: a unit has one seat at a time, the group one Vorsitz."""
    ends_later = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=seat.valid_from)
    others = Seat.objects.filter(ends_later).exclude(pk=seat.pk)
    if seat.valid_until:
        others = others.filter(valid_from__lte=seat.valid_until)
    if others.filter(unit=seat.unit).exists():
        way_out = "Beenden Sie ihn erst oder besetzen Sie ihn neu."
        raise ValidationError({"unit": f"{seat.unit} hat in dieser Zeit schon einen Sitz. {way_out}"})
    if seat.office == Seat.Office.CHAIR:
        chair = others.filter(office=Seat.Office.CHAIR).select_related("unit").first()
        if chair:
            raise ValidationError({"office": f"Den Vorsitz hat in dieser Zeit schon {chair.unit}."})


# The audit trail is never edited and outlives what is stored of a person (DSGVO): it says only *that*
# these changed.
_PERSONAL = ("person", "deputy", "email")


def _state(seat: Seat) -> State:
    return state_of(seat) | {"person": seat.person_id, "deputy": seat.deputy_id}


def _lasting(state: State) -> State:
    return {name: value for name, value in state.items() if name not in _PERSONAL}
