"""Every write of a unit and of who belongs to it, each in a change set of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.models import Unit, UnitMembership, UnitName
from catalogue.reference.handover import responsible_for
from catalogue.reference.reference_actions import save_reference
from catalogue.reference.reference_changes import state_of
from integration.history.models import ChangeSet


def save_unit(*, unit: Unit, fields: Mapping[str, Any], by: Any, reason: str = "", day: dt.date) -> Unit:
    """Create or change a unit and return it; nothing is written if nothing changes.

    `fields` as `save_reference` takes them. A new unit's slug follows from its code, else its name. A former
    name is kept with `day` as its last. Raises ValidationError with German messages.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        stored = Unit.objects.filter(pk=unit.pk).first()
        save_reference(unit, fields, by=by, reason=reason)
        if stored and stored.valid_until != unit.valid_until:
            _refuse_to_end(unit, day)
        if stored and stored.name != unit.name:
            UnitName.objects.create(unit=unit, name=stored.name, valid_until=day)
    return unit


def _refuse_to_end(unit: Unit, day: dt.date) -> None:
    """A unit that is responsible somewhere cannot vanish: somebody has to carry on."""
    if unit.valid_until is None or unit.valid_until >= day:
        return
    measures = responsible_for(unit).count()
    if measures:
        sentence = (
            f"Die Stelle ist noch bei {measures} Maßnahme{'n' if measures > 1 else ''} zuständig. "
            "Übergeben Sie sie mit „Auflösen“ auf der Seite der Stelle."
        )
        raise ValidationError({"valid_until": sentence})


def save_membership(
    *,
    user: Any,
    unit: Unit,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    from_directory: bool = False,
    by: Any,
    reason: str = "",
    within: ChangeSet | None = None,
) -> UnitMembership:
    """Let `user` belong to `unit` for these days, whatever was said before, and return that.

    `within` is a change set that does more than this. `from_directory`: the city's directory says so, and
    will say when it is over. Raises ValidationError with German messages.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        membership = UnitMembership.objects.filter(user=user, unit=unit).first()
        before = _membership_state(membership) if membership else None
        membership = membership or UnitMembership(user=user, unit=unit)
        membership.valid_from, membership.valid_until = valid_from, valid_until
        membership.from_directory = from_directory
        membership.full_clean()
        membership.save()
        after = _membership_state(membership)
        if before != after:
            change_set = within or ChangeSet.objects.open(by=by, way=ChangeSet.Way.REFERENCE, reason=reason)
            key = f"{user.pk} {unit.slug}"
            change_set.reference_changes.create(
                model="catalogue.unitmembership", key=key, before=before, after=after
            )
    return membership


def _membership_state(membership: UnitMembership) -> dict[str, Any]:
    """Return the days only: the audit trail outlives the account and names nobody."""
    state = state_of(membership)
    return {name: state[name] for name in ("valid_from", "valid_until")}
