"""Three-way merge of records: what two people made of the same measure, together (design.md §1)."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.records import Leaves, MeasureRecord, Path, Value, from_leaves, leaves


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place where both sides changed the same differently; a whole listing where one side removed it."""

    path: Path
    base: Value
    ours: Value
    theirs: Value


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged record, which keeps the base's value wherever there is a conflict, and the conflicts."""

    record: MeasureRecord
    conflicts: tuple[Conflict, ...]


def merge(base: MeasureRecord, ours: MeasureRecord, theirs: MeasureRecord) -> Merge:
    """Return what both sides made of `base`, together; symmetric up to which side is called ours."""
    sides = [leaves(base), leaves(ours), leaves(theirs)]
    for sub in {path[1] for side in sides for path in side if path[0] == "listings"}:
        if not all(("listings", sub, "label") in side for side in sides):
            for side in sides:
                _fold_listing(side, sub)
    old, mine, others = sides
    merged: Leaves = {}
    conflicts = []
    for path in dict.fromkeys((*old, *mine, *others)):
        was, one, other = old.get(path), mine.get(path), others.get(path)
        if one != other and was not in (one, other):
            conflicts.append(Conflict(path, was, one, other))
        result = one if other in (was, one) else other if one == was else was
        if result is not None:
            merged[path] = result
    _unfold_listings(merged)
    kinds = {**theirs.labels, **ours.labels}
    labels = {kind: {**theirs.labels.get(kind, {}), **ours.labels.get(kind, {})} for kind in kinds}
    record = from_leaves(base.number, merged, labels)
    if ("main",) in merged and record.main != merged["main",]:
        conflicts.append(Conflict(("main",), old.get(("main",)), mine.get(("main",)), others.get(("main",))))
    return Merge(record, tuple(conflicts))


def _fold_listing(flat: Leaves, sub: int) -> None:
    """Make a listing that not all sides have one leaf, so that it is taken or left as a whole."""
    parts = {path: value for path, value in flat.items() if path[:2] == ("listings", sub)}
    for path in parts:
        del flat[path]
    if parts:
        flat["listings", sub] = tuple(sorted(parts.items()))


def _unfold_listings(flat: Leaves) -> None:
    for path in [path for path in flat if path[0] == "listings" and len(path) == 2]:
        flat.update(flat.pop(path))
