"""What taking back a change set would do: go back measure by measure, and leave what was edited later.

Undo is a merge: the base is the record after the change set, ours the one before it, theirs today's. Where
both differ theirs stays, unless a person chooses otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogue.changes import MeasureChange, ShownChange, shown
from catalogue.editing.conflicts import resolve
from catalogue.merging import Conflict, merge
from catalogue.models import MeasureVersion
from catalogue.past.history import current_versions, measure_changes, touched
from catalogue.records import MeasureRecord, relabelled
from catalogue.reference.reference_undo import revertible
from integration.bulk import batches
from integration.history.models import ChangeSet, ReferenceChange

_FIELDS_EDITED = "Diese Angaben wurden seither geändert; sie bleiben, wenn Sie nichts anderes wählen."
_EDITED = "Die Maßnahme wurde nach dem Anlegen bearbeitet und bleibt bestehen."
_TAKEN = "Unter dieser Nummer steht inzwischen eine andere Fassung, und sie bleibt."
_PERMISSIONS: dict[str, str] = {
    ChangeSet.Way.IMPORT: "catalogue.import_catalogue",
    ChangeSet.Way.REFERENCE: "catalogue.change_reference",
}


class Choice(NamedTuple):
    """A field that stays because it was edited later, unless a person chooses its `key`.

    In its changes `before` is what would be back, `after` what stays. The key holds for these values only.
    """

    key: str
    changes: list[ShownChange]


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays in a measure because it was edited after the change set: field by field, or all of it."""

    number: int
    sentence: str
    choices: list[Choice]
    whole: list[ShownChange] = field(default_factory=list)

    @property
    def changes(self) -> list[ShownChange]:
        return [*self.whole, *(change for choice in self.choices for change in choice.changes)]


@dataclass(slots=True)
class UndoPlan:
    """What undoing would do now. A measure may go back in part: then it is in `records` and in `kept`.

    `current` holds the versions that are there now, as `history.current_versions` gives them, `records`
    what the measures shall say, `withdrawn` those whose creation is undone. `already` are as they were
    before the change set, or were taken back before. What is `chosen`, by the keys of its choices, goes
    back although it was edited later. Of the reference data (units, fields) and of whom questions are put
    to `reverted` go back too, while `references` stay: they are new, or somebody has changed them since.
    """

    references: list[ReferenceChange]
    reverted: list[ReferenceChange]
    chosen: Collection[str] = ()
    current: dict[int, tuple[tuple, MeasureRecord]] = field(default_factory=dict)
    records: dict[int, MeasureRecord] = field(default_factory=dict)
    withdrawn: list[int] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    already: list[int] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.records and not self.withdrawn and not self.reverted

    @property
    def revived(self) -> list[int]:
        return [number for number in self.records if number not in self.current]

    @property
    def changed(self) -> list[int]:
        return [number for number in self.records if number in self.current]


def plan_undo(change_set: ChangeSet, chosen: Collection[str] = ()) -> UndoPlan:
    """Return what undoing the change set would do; it reads in batches and writes nothing.

    `chosen` are keys of choices that a plan before this one offered.
    """
    references = list(change_set.reference_changes.order_by("model", "key"))
    reverted = revertible(references)
    plan = UndoPlan([one for one in references if one not in reverted], reverted, chosen)
    undone = _taken_back(change_set)
    measures = list(touched(change_set, MeasureVersion.objects.all()).values())
    for part in batches(measures, 2_000):
        done = measure_changes(change_set, part)
        plan.current.update(current_versions([one.number for one in done]))
        for one in done:
            if one.number in undone:
                plan.already.append(one.number)
            else:
                _plan_measure(plan, one)
    return plan


def permission_to_undo(change_set: ChangeSet) -> str:
    """Return the permission that undoing demands: whoever may do a thing may take it back."""
    return _PERMISSIONS.get(change_set.way, "catalogue.change_measure")


def standing(undos: Iterable[ChangeSet]) -> list[ChangeSet]:
    """Return those that were not taken back themselves."""
    return [one for one in undos if not standing(one.undone_by.all())]


def _taken_back(change_set: ChangeSet) -> set[int]:
    """Return the measures that a standing undo of this change set has dealt with."""
    undos = standing(change_set.undone_by.all())
    return {number for undo in undos for number in touched(undo, MeasureVersion.objects.all())}


def _plan_measure(plan: UndoPlan, done: MeasureChange) -> None:
    number = done.number
    now = plan.current[number][1] if number in plan.current else None
    if now == done.after:  # nobody edited it since
        if done.before:
            plan.records[number] = done.before
        else:
            plan.withdrawn.append(number)
    elif now is None or now == done.before:
        plan.already.append(number)
    elif done.before and done.after:
        _plan_fields(plan, done.before, done.after, now)
    else:
        earlier = done.after or done.before
        plan.kept.append(Kept(number, _EDITED if done.after else _TAKEN, [], shown(earlier, now)))


def _plan_fields(plan: UndoPlan, before: MeasureRecord, after: MeasureRecord, now: MeasureRecord) -> None:
    """Take back what still stands as the change set left it; of what collides, what is chosen."""
    merged = merge(after, before, now)
    keys = {conflict.path: _key(now.number, conflict) for conflict in merged.conflicts}
    chosen = {path for path, key in keys.items() if key in plan.chosen}
    back = _named(resolve(merged, chosen), before, now)
    choices = [
        Choice(keys[path], changes)
        for path in keys
        if path not in chosen
        and (changes := shown(_named(resolve(merged, {*chosen, path}), before, now), back))
    ]
    if back != now:
        plan.records[now.number] = back
    if choices:
        plan.kept.append(Kept(now.number, _FIELDS_EDITED, choices))
    elif back == now:
        plan.already.append(now.number)


def _key(number: int, conflict: Conflict) -> str:
    """Return a name for going back from today's value to the one before: another value has another name."""
    values = repr((number, conflict.path, conflict.ours, conflict.theirs))
    return hashlib.blake2s(values.encode(), digest_size=12).hexdigest()


def _named(record: MeasureRecord, *sources: MeasureRecord) -> MeasureRecord:
    """Return the record with all the labels of these."""
    labels: dict[str, dict[str, tuple[str, str]]] = {}
    for source in sources:
        for kind, names in source.labels.items():
            labels.setdefault(kind, {}).update(names)
    return relabelled(record, labels)
