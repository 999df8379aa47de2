"""A dissolved unit's outstanding extracts go to its successor, and come back with the unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogue.extracts.extract_log import log
from catalogue.models import Extract, ExtractEvent, Unit, UnitReturn
from catalogue.reference.reference_changes import State, state_of
from integration.history.models import ChangeSet

# What history keeps: which extract it is, whose, and that it is still outstanding.
_KEPT = ("round", "token", "unit", "handed_over_from", "received_at")


def outstanding_of(unit: Unit) -> Iterable[Extract]:
    rows = Extract.objects.outstanding().filter(unit=unit)
    return rows.select_related("round", "unit", "handed_over_from").order_by("round__at", "pk")


def hand_over(change_set: ChangeSet, extract: Extract, heir: Unit) -> None:
    """Let `heir` answer in the place of the extract's unit; what the unit has begun goes along."""
    before, old = _state(extract), extract.unit
    extract.unit, extract.handed_over_from = heir, old
    _move(change_set, extract, f"von {old} an {heir}")
    _keep(change_set, extract, before, name=f"{old.named_after} zum {extract.round.key_date:%d.%m.%Y}")


def given_back(change_set: ChangeSet, extract: Extract, before: State, name: str) -> None:
    """Note an extract that has got the unit it had before, because what was done since was taken back."""
    former = extract.handed_over_from
    back = f"zurück an {extract.unit}: Die Auflösung ist zurückgenommen"
    _move(change_set, extract, f"von {former} an {extract.unit}" if former else back)
    _keep(change_set, extract, {kept: before[kept] for kept in _KEPT}, name=name)


def find(after: State) -> Extract | None:
    """Return the extract of which history keeps this state."""
    rows = Extract.objects.select_related("round", "unit", "handed_over_from")
    return rows.filter(token=after["token"]).first()


def _move(change_set: ChangeSet, extract: Extract, told: str) -> None:
    extract.save(update_fields=["unit", "handed_over_from"])
    extract.returns.filter(state=UnitReturn.State.DRAFT).update(unit=extract.unit)
    log(extract, ExtractEvent.Kind.HANDED_OVER, by=change_set.by, note=told, at=change_set.at)


def _keep(change_set: ChangeSet, extract: Extract, before: dict[str, Any], *, name: str) -> None:
    change_set.reference_changes.create(
        model=extract._meta.label_lower, key=name[:200], before=before, after=_state(extract)
    )


def _state(extract: Extract) -> dict[str, Any]:
    state = state_of(extract)
    return {name: state[name] for name in _KEPT}
