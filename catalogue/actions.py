"""Every write of a measure. Nothing else saves one: an update past here would leave no history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from catalogue.derived import (
    GapRow,
    ListingRow,
    LocationRow,
    ResponsibilityRow,
    TargetGroupRow,
    day_of,
    fields_of,
    rows_of,
    search_text,
)
from catalogue.digests import digests_of
from catalogue.merging import Merge, merge
from catalogue.models import (
    Gap,
    Goal,
    Listing,
    LocationMark,
    Measure,
    MeasureVersion,
    Responsibility,
    TargetGroupMark,
    VersionRecord,
)
from catalogue.past.history import current_versions
from catalogue.past.undo import plan_undo
from catalogue.records import Edits, MeasureRecord, overlay, relabelled
from catalogue.reference import counterparts
from catalogue.reference.reference_changes import note
from catalogue.reference.reference_undo import revert
from catalogue.reference.references import References
from catalogue.upkeep.clarifications import follow
from integration.bulk import batches, insert_rows
from integration.history.models import ChangeSet

BATCH = 5_000  # rows a statement writes at most; SQLite takes fewer by itself
TABLES: dict[type[tuple], type[models.Model]] = {
    ListingRow: Listing,
    ResponsibilityRow: Responsibility,
    TargetGroupRow: TargetGroupMark,
    LocationRow: LocationMark,
    GapRow: Gap,
}


@dataclass(frozen=True, slots=True)
class MeasureEdit:
    """Edits of measure `number`. `base` is the record they were made on; None: the current one."""

    number: int
    edits: Edits
    base: MeasureRecord | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done, by numbers. `change_set` is None where nothing changed: then nothing was written.

    Only an undo withdraws measures, has some kept wholly or in part because they were edited later, and
    has reference data `reverted`, by their slugs.
    """

    change_set: ChangeSet | None
    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    reverted: list[str] = field(default_factory=list)


class Collision(Exception):
    """Somebody changed the same fields in between; nothing was written. `merges` by measure number."""

    def __init__(self, merges: dict[int, Merge]):
        super().__init__("In der Zwischenzeit wurden dieselben Angaben geändert.")
        self.merges = merges


class Withdrawn(Exception):
    """The measure's creation was undone in between; nothing was written."""


class NumberTaken(Exception):
    """Another measure has the number, or had it; nothing was written."""


@transaction.atomic
def apply(
    edits: Iterable[MeasureEdit],
    *,
    by: Any,
    way: str,
    reason: str = "",
    at: dt.datetime | None = None,
    references: References | None = None,
) -> Applied:
    """Write the edits of any number of measures as one change set, in bulk, or nothing at all.

    `by` is the acting user, None for a command; `way` a `ChangeSet.Way`; `references` may carry new units
    and action fields, which are saved first. Raises `Collision` where an edit's base is not current and
    both sides changed the same field, `Withdrawn` where the measure of a base is there no more.
    """
    ChangeSet.objects.lock()
    references = references or References.load()
    edits = list(edits)
    current = dict(current_versions([edit.number for edit in edits]))
    records = _records_after(edits, {number: record for number, (_, record) in current.items()})
    if not records and not references.new:
        return Applied(None)
    change_set = ChangeSet.objects.open(by=by, way=way, reason=reason, at=at)
    _save_references(references, change_set)
    replaced = {number: keys for number, (keys, _) in current.items() if number in records}
    _write(records, replaced, change_set, references)
    new = [number for number in records if number not in replaced]
    return Applied(change_set, new=new, changed=list(replaced))


def _records_after(edits: list[MeasureEdit], current: dict[int, MeasureRecord]) -> dict[int, MeasureRecord]:
    """Return the record of each measure that the edits change, by number; raise `Collision` if they can't."""
    records = {}
    collisions = {}
    for edit in edits:
        before = current.get(edit.number)
        if edit.base and before is None and edit.base != MeasureRecord(edit.number):
            raise Withdrawn
        after = overlay(edit.base or before or MeasureRecord(edit.number), edit.edits)
        if edit.base and before and edit.base != before:
            merged = merge(edit.base, after, before)
            after = merged.record
            if merged.conflicts:
                collisions[edit.number] = merged
        if after != before:
            records[edit.number] = after
    if collisions:
        raise Collision(collisions)
    return records


def edit_measure(edit: MeasureEdit, *, by: Any, way: str = ChangeSet.Way.FORM, reason: str = "") -> Applied:
    """Write the edits of one measure."""
    return apply([edit], by=by, way=way, reason=reason)


@transaction.atomic
def create_measure(edit: MeasureEdit, *, by: Any, reason: str = "") -> Applied:
    """Write a new measure. Raises `NumberTaken`; a number is not used twice, nor that of a withdrawn one."""
    ChangeSet.objects.lock()
    if Measure.objects.filter(number=edit.number).exists():
        raise NumberTaken
    return apply([edit], by=by, way=ChangeSet.Way.FORM, reason=reason)


@transaction.atomic
def undo(change_set: ChangeSet, *, by: Any, reason: str = "", chosen: Collection[str] = ()) -> Applied:
    """Take back what a change set did, as `plan_undo` says, in a change set of its own.

    What was edited later stays and is listed in `kept`, but for what is `chosen` among the plan's choices; if
    nothing is left to take back, nothing is written.
    """
    ChangeSet.objects.lock()
    plan = plan_undo(change_set, chosen)
    kept = [one.number for one in plan.kept]
    if plan.is_empty:
        return Applied(None, kept=kept)
    opened = ChangeSet.objects.open(by=by, way=ChangeSet.Way.UNDO, reason=reason, undoes=change_set)
    reverted = [one.key for one in plan.reverted if revert(one, opened)]
    withdrawn = [plan.current[number][0] for number in plan.withdrawn]
    _close(withdrawn, opened)
    follow({measure: "" for _, measure, _ in withdrawn}, opened)
    replaced = {number: plan.current[number][0] for number in plan.changed}
    _write(plan.records, replaced, opened, References.load())
    if reverted:
        counterparts.refresh()
    return Applied(opened, plan.revived, plan.changed, plan.withdrawn, kept, reverted)


def _write(
    records: dict[int, MeasureRecord], replaced: dict[int, tuple], change_set: ChangeSet, refs: References
) -> None:
    """Close the replaced versions and write the new ones with all that hangs on them."""
    _close(replaced.values(), change_set)
    measures = {number: measure for number, (_, measure, _) in replaced.items()}
    measures |= _measures([number for number in records if number not in replaced])
    last = {number: version for number, (_, _, version) in replaced.items()}
    last |= _last_versions([number for number in records if number not in replaced])
    goals = Goal.objects.ids_of(record.goal for record in records.values())
    labelled = [relabelled(record, refs.labels_of(record)) for record in records.values()]
    versions = MeasureVersion.objects.bulk_create(
        [
            MeasureVersion(
                measure_id=measures[record.number],
                change_set=change_set,
                version=last.get(record.number, 0) + 1,
                number=record.number,
                valid_from=change_set.at,
                status=record.status.value,
                status_reason=record.status.reason,
                goal_id=goals.get(record.goal),
                superseded_by=int(record.superseded_by) if record.superseded_by else None,
                next_step_date=day_of(record.next_step_date),
                search=search_text(record),
            )
            for record in labelled
        ],
        batch_size=BATCH,
    )
    pairs = list(zip(versions, labelled, strict=True))
    VersionRecord.objects.bulk_create(
        (_stored(version.pk, record) for version, record in pairs),
        batch_size=BATCH,
    )
    derived = [(version.pk, rows_of(record, refs)) for version, record in pairs]
    for kind, model in TABLES.items():
        rows = ((pk, *row) for pk, rows in derived for row in rows[kind])
        insert_rows(model, ("version_id", *fields_of(kind)), rows)
    follow({measures[number]: record.clarification for number, record in records.items()}, change_set)


def _stored(key: int, record: MeasureRecord) -> VersionRecord:
    data = record.to_json()
    return VersionRecord(version_id=key, data=data, digests=digests_of(data))


def _close(replaced: Iterable[tuple], change_set: ChangeSet) -> None:
    """End versions at the change set's moment."""
    for part in batches([key for key, _, _ in replaced], 2_000):
        MeasureVersion.objects.filter(pk__in=part).update(valid_to=change_set.at)


def _measures(numbers: list[int]) -> dict[int, int]:
    """Return the measures of these numbers; what does not exist is created, what was undone is revived."""
    known: dict[int, int] = {}
    for part in batches(numbers, 2_000):
        known.update(Measure.objects.filter(number__in=part).values_list("number", "pk"))
    made = Measure.objects.bulk_create(
        [Measure(number=number) for number in numbers if number not in known], batch_size=BATCH
    )
    return known | {measure.number: measure.pk for measure in made}


def _last_versions(numbers: list[int]) -> dict[int, int]:
    """Return the last version of measures that have none now, because their creation was undone."""
    found: dict[int, int] = {}
    for part in batches(numbers, 2_000):
        rows = MeasureVersion.objects.filter(number__in=part).values("number")
        found.update(rows.annotate(last=models.Max("version")).values_list("number", "last"))
    return found


def _save_references(references: References, change_set: ChangeSet) -> None:
    """Save new units and action fields, parents first as they were added, and note them in history."""
    for row in references.new:
        if row.parent:
            row.parent_id = row.parent.pk
        row.save()
        note(change_set, row, None)
    references.new.clear()
