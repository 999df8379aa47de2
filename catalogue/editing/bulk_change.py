"""One change made to many measures at once: what it means for each, and doing it in one change set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from catalogue.actions import Applied, Collision, MeasureEdit, apply
from catalogue.changes import MeasureChange
from catalogue.derived import responsibilities
from catalogue.merging import Merge
from catalogue.models import MeasureVersion
from catalogue.records import Edits, Involvement, MeasureRecord, State, changes, overlay, relabelled
from catalogue.reference.references import References
from catalogue.vocabulary import FIELD_LABELS, Role
from integration.bulk import batches
from integration.history.models import ChangeSet

_BATCH = 2_000  # measures a query asks for


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What to change in each measure, entries of reference data by slug; what is empty stays as it is."""

    state: State | None = None
    lead: str = ""
    unit: str = ""
    role: str = Role.INVOLVED.value
    unit_gone: str = ""
    marks: Collection[tuple[str, str]] = ()  # ("target_groups", slug) and ("locations", slug)
    marks_gone: Collection[tuple[str, str]] = ()
    field: str = ""
    field_gone: str = ""

    def edits(self, record: MeasureRecord, refs: References) -> Edits:
        """Return what this means for one measure; nothing where it says all of it already."""
        found: dict[tuple, Any] = {}
        if self.state and self.state != record.status:
            found["status",] = self.state
        found |= self._units(record)
        for kind, slug in self.marks:
            if slug not in getattr(record, kind):
                found[kind, slug] = "x"
        for kind, slug in self.marks_gone:
            if slug in getattr(record, kind):
                found[kind, slug] = None
        return found | self._listings(record, refs)

    def _units(self, record: MeasureRecord) -> dict[tuple, Any]:
        found: dict[tuple, Any] = {}
        if self.unit_gone:
            if record.lead == self.unit_gone:
                found["lead",] = None
            if self.unit_gone in record.units:
                found["units", self.unit_gone] = None
        if self.lead and self.lead != record.lead:
            found["lead",] = self.lead
        known = record.units.get(self.unit)
        if self.unit and self.unit != record.lead and (known is None or known.role != self.role):
            found["units", self.unit] = Involvement(self.role, known.mark if known else "x")
        return found

    def _listings(self, record: MeasureRecord, refs: References) -> dict[tuple, Any]:
        """Return the listing to add, the first free number, and those to remove: never a measure's last."""
        found: dict[tuple, Any] = {}
        listings = record.listings
        if self.field and self.field not in {one.action_field for one in listings.values()}:
            sub = max(listings, default=-1) + 1
            found["listings", sub, "label"] = refs.action_fields[self.field].labels[1]
            found["listings", sub, "action_field"] = self.field
            if record.main is not None and (concept := listings[record.main].concept):
                found["listings", sub, "concept"] = concept
        gone = [
            sub for sub, one in listings.items() if self.field_gone and one.action_field == self.field_gone
        ]
        if len(gone) < len(listings) + bool(found):
            found |= {("listings", sub, "label"): None for sub in gone}
        return found


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a bulk change would do to measures as they were at one moment: their edits and changes."""

    edits: list[MeasureEdit]
    changes: list[MeasureChange]
    unchanged: int

    @property
    def fields(self) -> list[tuple[str, int]]:
        """Return how many measures change in which field, the most frequent first."""
        counted = Counter(
            name
            for one in self.changes
            if one.before and one.after
            for name in {FIELD_LABELS[change.path[0]] for change in changes(one.before, one.after)}
        )
        return counted.most_common()

    @property
    def units(self) -> list[tuple[str, int]]:
        """Return for which units how many measures change, before or after; the most concerned first."""
        counted = Counter(name for one in self.changes for name in _concerned(one))
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _concerned(one: MeasureChange) -> set[str]:
    records = [record for record in (one.before, one.after) if record]
    return {record.label("units", unit) for record in records for unit, _, _ in responsibilities(record)}


def plan_bulk(change: BulkChange, numbers: Collection[int], since: ChangeSet, refs: References) -> BulkPlan:
    """Return what the change would do to these measures as they were right after the change set `since`."""
    edits, done, unchanged = [], [], 0
    for number, record in _records_at(numbers, since):
        found = change.edits(record, refs)
        if found:
            after = overlay(record, found)
            edits.append(MeasureEdit(number, found, record))
            done.append(MeasureChange(number, record, relabelled(after, refs.labels_of(after))))
        else:
            unchanged += 1
    return BulkPlan(edits, done, unchanged)


def _records_at(numbers: Iterable[int], since: ChangeSet) -> Iterator[tuple[int, MeasureRecord]]:
    """Yield the records that these measures had then, by number; one query for each batch."""
    standing = Q(valid_to__isnull=True) | Q(valid_to__gt=since.at)
    for part in batches(sorted(numbers), _BATCH):
        rows = MeasureVersion.objects.filter(standing, number__in=part, valid_from__lte=since.at)
        for number, data in rows.in_catalogue_order().values_list("number", "stored__data"):
            yield number, MeasureRecord.from_json(number, data)


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What was written; what was not, by number: where somebody else was faster, or the measure is gone."""

    applied: Applied
    collisions: dict[int, Merge]
    gone: list[int]


@transaction.atomic
def carry_out(edits: Collection[MeasureEdit], *, by: Any, reason: str = "") -> BulkDone:
    """Write a plan's edits as one change set. What others changed meanwhile is merged; a measure in which
    they changed the same stays as it is."""
    ChangeSet.objects.lock()
    present = set(present_among([edit.number for edit in edits], MeasureVersion.objects.all()))
    standing = [edit for edit in edits if edit.number in present]
    gone = [edit.number for edit in edits if edit.number not in present]
    way = ChangeSet.Way.BULK
    try:
        return BulkDone(apply(standing, by=by, way=way, reason=reason), {}, gone)
    except Collision as collision:
        rest = [edit for edit in standing if edit.number not in collision.merges]
        return BulkDone(apply(rest, by=by, way=way, reason=reason), collision.merges, gone)


def present_among(numbers: Collection[int], versions: Any) -> list[int]:
    """Return which of these measures have a current version among `versions`; one query for each batch."""
    found: list[int] = []
    for part in batches(sorted(set(numbers)), _BATCH):
        rows = versions.current().filter(number__in=part)
        found += rows.in_catalogue_order().values_list("number", flat=True)
    return found
