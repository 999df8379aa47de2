"""Every write of a unit and of who belongs to it, each in a change set of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.models import Unit, UnitAlias, UnitMembership, UnitName
from catalogue.models.reference import slug_for
from integration.history.models import ChangeSet
from integration.texts import clean_text, match_key

_NAMED = ("code", "name", "kind", "valid_from", "valid_until")


def save_unit(*, unit: Unit, fields: Mapping[str, Any], by: Any, reason: str = "", day: dt.date) -> Unit:
    """Create or change a unit and return it; nothing is written if nothing changes.

    `fields` maps code, name, kind, parent (a Unit or None), valid_from, valid_until and aliases (texts) to
    values; what is not named stays. A new unit's slug follows from its code, else its name, and never
    changes. A former name is kept with `day` as its last. Raises ValidationError with German messages.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        stored = Unit.objects.get(pk=unit.pk) if unit.pk else None
        before = _state(stored) if stored else None
        for name, value in fields.items():
            if name != "aliases":
                setattr(unit, name, clean_text(value) if isinstance(value, str) else value)
        unit.slug = stored.slug if stored else slug_for(unit.code or unit.name)
        _refuse_cycle(unit)
        unit.full_clean()
        unit.save()
        if "aliases" in fields:
            _set_aliases(unit, fields["aliases"])
        if stored and stored.name != unit.name:
            UnitName.objects.create(unit=unit, name=stored.name, valid_until=day)
        _note("catalogue.unit", unit.slug, before, _state(unit), by=by, reason=reason)
    return unit


def save_membership(
    *,
    user: Any,
    unit: Unit,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    by: Any,
    reason: str = "",
) -> UnitMembership:
    """Let `user` belong to `unit` for these days, whatever was said before, and return that.

    Raises ValidationError with German messages.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        membership = UnitMembership.objects.filter(user=user, unit=unit).first()
        before = _membership_state(membership) if membership else None
        membership = membership or UnitMembership(user=user, unit=unit)
        membership.valid_from, membership.valid_until = valid_from, valid_until
        membership.full_clean()
        membership.save()
        after = _membership_state(membership)
        _note("catalogue.unitmembership", f"{user.pk} {unit.slug}", before, after, by=by, reason=reason)
    return membership


def _state(unit: Unit) -> dict[str, Any]:
    """Return what history keeps of a unit."""
    state = {name: getattr(unit, name) for name in _NAMED}
    aliases = sorted(unit.aliases.values_list("alias", flat=True))
    parent = unit.parent.slug if unit.parent else None
    return {**_plain(state), "parent": parent, "aliases": aliases}


def _membership_state(membership: UnitMembership) -> dict[str, Any]:
    return _plain({"valid_from": membership.valid_from, "valid_until": membership.valid_until})


def _plain(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, dt.date) else one for name, one in state.items()}


def _note(model: str, key: str, before: Any, after: Any, *, by: Any, reason: str) -> None:
    if before != after:
        change_set = ChangeSet.objects.open(by=by, way=ChangeSet.Way.REFERENCE, reason=reason)
        change_set.reference_changes.create(model=model, key=key, before=before, after=after)


def _above(unit: Unit) -> Iterator[Unit]:
    while unit.parent:
        unit = unit.parent
        yield unit


def _refuse_cycle(unit: Unit) -> None:
    """The tree's own rule; a constraint sees one row only."""
    if unit.pk and any(one.pk == unit.pk for one in _above(unit)):
        message = "Eine Stelle kann nicht unter sich selbst oder unter einer ihrer Stellen liegen."
        raise ValidationError({"parent": message})


def _set_aliases(unit: Unit, texts: Sequence[str]) -> None:
    wanted = {match_key(text): clean_text(text) for text in texts if match_key(text)}
    taken = UnitAlias.objects.filter(folded__in=wanted).exclude(unit=unit).select_related("unit").first()
    if taken:
        raise ValidationError({"aliases": f"Die Schreibweise „{taken.alias}“ gehört schon zu {taken.unit}."})
    unit.aliases.exclude(alias__in=wanted.values()).delete()
    present = set(unit.aliases.values_list("folded", flat=True))
    for key, text in wanted.items():
        if key not in present:
            UnitAlias.objects.create(unit=unit, alias=text)
