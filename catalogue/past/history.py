"""What change sets did to measures: which of them a person may see, and what each did.

A change set's moment is unique, so what it wrote are the versions that began then, and what it replaced or
withdrew are those that ended then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalogue.changes import MeasureChange
from catalogue.models import MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.records import MeasureRecord
from integration.bulk import batches
from integration.history.models import ChangeSet, ChangeSetQuerySet, ReferenceChange

_PERSONAL = ("catalogue.contact", "catalogue.unitmembership")  # reference data that name people


@dataclass(slots=True)
class Extent:
    """How many measures a change set made, changed and withdrew, and how many other things it changed."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    references: int = 0

    @property
    def measures(self) -> int:
        return self.new + self.changed + self.withdrawn


def references_for(user: Any) -> QuerySet[ReferenceChange]:
    """Return the changes of the catalogue's reference data that a person may see."""
    found = ReferenceChange.objects.filter(model__startswith="catalogue.")
    if not user.has_perm("catalogue.view_unit"):
        return found.none()
    return found if user.has_perm("catalogue.view_person_names") else found.exclude(model__in=_PERSONAL)


def sets_of(
    versions: MeasureVersionQuerySet, references: QuerySet[ReferenceChange] | None = None
) -> ChangeSetQuerySet:
    """Return the change sets that wrote or withdrew any of `versions`, the newest first.

    For those that a person may see, pass the versions visible to that person: a measure counts as it was
    after the change, or before it where the change withdrew it. `references` adds the sets of these changes.
    """
    versions = versions.order_by()
    written = versions.filter(change_set=OuterRef("pk"))
    withdrawn = _without_successor(versions).filter(valid_to=OuterRef("at"))
    undos = Q(undoes__isnull=False)  # only an undo withdraws
    which: Any = Exists(written) | undos & Exists(withdrawn)
    if references is not None:
        which |= Exists(references.filter(change_set=OuterRef("pk")))
    return ChangeSet.objects.filter(which).in_order()


def sets_of_measure(number: int, versions: MeasureVersionQuerySet) -> ChangeSetQuerySet:
    """Return the change sets that wrote or withdrew one of `versions` of this measure, the newest first.

    The measure's few versions are read first: starting from them, no database has to guess where to begin.
    """
    versions = versions.filter(measure__number=number).order_by()
    written = list(versions.values_list("change_set", flat=True))
    withdrawn = list(_without_successor(versions).values_list("valid_to", flat=True))
    return ChangeSet.objects.filter(Q(pk__in=written) | Q(at__in=withdrawn)).in_order()


def touched(change_set: ChangeSet, versions: MeasureVersionQuerySet) -> dict[int, int]:
    """Return the measures of which the change set wrote or withdrew one of `versions`: number → key."""
    versions = versions.order_by()
    found = list(versions.filter(change_set=change_set).values_list("number", "measure"))
    if change_set.undoes_id:
        withdrawn = _without_successor(versions).filter(valid_to=change_set.at)
        found += withdrawn.values_list("number", "measure")
    return dict(sorted(found))


def _without_successor(versions: MeasureVersionQuerySet) -> MeasureVersionQuerySet:
    """Return the versions that ended without another one: their measure's creation was undone."""
    successor = MeasureVersion.objects.filter(measure=OuterRef("measure"), valid_from=OuterRef("valid_to"))
    return versions.filter(~Exists(successor), valid_to__isnull=False)


def measure_changes(change_set: ChangeSet, measures: Iterable[int]) -> list[MeasureChange]:
    """Return what the set did to the measures of these keys, in the catalogue's order (one query)."""
    rows = MeasureVersion.objects.filter(measure__in=list(measures))
    return changes_by_set([change_set], rows).get(change_set.pk, [])


def changes_by_set(
    sets: Iterable[ChangeSet], versions: MeasureVersionQuerySet
) -> dict[int, list[MeasureChange]]:
    """Return by the sets' keys what each did, as far as `versions` tell it (one query)."""
    keys = {one.at: one.pk for one in sets}
    rows = versions.order_by().filter(Q(change_set__in=list(keys.values())) | Q(valid_to__in=list(keys)))
    before: dict[tuple[int, int], MeasureRecord] = {}
    after: dict[tuple[int, int], MeasureRecord] = {}
    for number, ended, began, data in rows.values_list("number", "valid_to", "valid_from", "stored__data"):
        record = MeasureRecord.from_json(number, data)
        for side, moment in ((before, ended), (after, began)):
            if moment in keys:
                side[keys[moment], number] = record
    found: dict[int, list[MeasureChange]] = defaultdict(list)
    for pair in sorted(before | after):
        found[pair[0]].append(MeasureChange(pair[1], before.get(pair), after.get(pair)))
    return found


def extents(sets: Sequence[ChangeSet], versions: MeasureVersionQuerySet) -> dict[int, Extent]:
    """Return by key what each set did, its measures as far as they are among `versions` (four queries)."""
    found = measure_extents(sets, versions)
    others = ReferenceChange.objects.filter(change_set__in=[one.pk for one in sets]).order_by()
    for pk, number in others.values_list("change_set").annotate(Count("pk")):
        found[pk].references = number
    return found


def measure_extents(sets: Sequence[ChangeSet], versions: MeasureVersionQuerySet) -> dict[int, Extent]:
    """Return the same of measures alone (three queries)."""
    found: dict[int, Extent] = defaultdict(Extent)
    versions = versions.order_by()
    written = versions.filter(change_set__in=[one.pk for one in sets])
    for pk, number in _by_set(written):
        found[pk].new = number
    replaced = MeasureVersion.objects.filter(measure=OuterRef("measure"), valid_to=OuterRef("valid_from"))
    # A condition, not a second count of the same rows: of many, it is joined instead of asked for each.
    for pk, number in _by_set(written.filter(Exists(replaced), version__gt=1)):
        found[pk].new -= number
        found[pk].changed = number
    undos = {one.at: one for one in sets if one.undoes_id}
    withdrawn = _without_successor(versions).filter(valid_to__in=list(undos))
    for at, number in withdrawn.values_list("valid_to").annotate(Count("pk")):
        found[undos[at].pk].withdrawn = number
    return found


def _by_set(versions: MeasureVersionQuerySet) -> Iterator[tuple[int, int]]:
    """Yield the key of each change set that wrote any of `versions`, with how many."""
    yield from versions.values_list("change_set").annotate(Count("pk"))


def current_versions(numbers: Sequence[int]) -> Iterator[tuple[int, tuple[tuple, MeasureRecord]]]:
    """Yield (number, ((version key, measure key, version), record)) of each measure that has a version."""
    for part in batches(numbers, 2_000):
        rows = MeasureVersion.objects.current().filter(number__in=part)
        for pk, measure, version, number, data in rows.values_list(
            "pk", "measure", "version", "number", "stored__data"
        ):
            yield number, ((pk, measure, version), MeasureRecord.from_json(number, data))
