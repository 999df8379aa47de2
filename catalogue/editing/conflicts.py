"""Where two people changed the same of a measure: what each made of it, and what is to count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from catalogue.changes import ShownChange, shown
from catalogue.merging import Conflict, Merge
from catalogue.records import Edits, MeasureRecord, Path, edits_between, overlay, relabelled
from catalogue.vocabulary import FIELD_LABELS

OURS, THEIRS = "eigene", "andere"


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A conflict in words: what stood there, and each side's changes of it, none where it left it so."""

    path: Path
    label: str
    before: str
    ours: Sequence[ShownChange]
    theirs: Sequence[ShownChange]


def shown_conflicts(base: MeasureRecord, merged: Merge) -> list[ShownConflict]:
    """Return the conflicts of a merge whose base was `base`, in its order."""
    start = relabelled(base, merged.record.labels)
    return [_shown(start, conflict) for conflict in merged.conflicts]


def _shown(base: MeasureRecord, conflict: Conflict) -> ShownConflict:
    ours, theirs = (
        shown(base, overlay(base, _edits(conflict, value))) for value in (conflict.ours, conflict.theirs)
    )
    if conflict.path[0] == "listings" and len(conflict.path) == 2:
        label = f"{FIELD_LABELS['listings']} {base.number},{conflict.path[1]}"
        return ShownConflict(conflict.path, label, "", ours, theirs)
    either = [*ours, *theirs]
    label = either[0].label if either else FIELD_LABELS[conflict.path[0]]
    return ShownConflict(conflict.path, label, either[0].before if either else "", ours, theirs)


def resolve(merged: Merge, ours: Collection[Path]) -> MeasureRecord:
    """Return the merged record with every conflict decided: for our side at the paths in `ours`, else for
    theirs."""
    edits: dict[Path, object] = {}
    for conflict in merged.conflicts:
        edits |= _edits(conflict, conflict.ours if conflict.path in ours else conflict.theirs)
    return overlay(merged.record, edits)


def settle(merged: Merge, theirs: MeasureRecord, ours: Collection[Path]) -> Edits:
    """Return the edits to make of `theirs` so that it says what `resolve` gives."""
    return edits_between(theirs, resolve(merged, ours))


def _edits(conflict: Conflict, value: object) -> dict[Path, object]:
    """Return the edits that bring the base to `value`; that of a whole listing is its leaves."""
    if conflict.path[0] != "listings" or len(conflict.path) > 2:
        return {conflict.path: value}
    if value is None:
        return {(*conflict.path, "label"): None}
    gone: dict[Path, object] = dict.fromkeys(dict(conflict.base or ()))
    return gone | dict(value)  # type: ignore[call-overload]
