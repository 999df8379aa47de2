"""What became of the catalogue between the ends of two days: new, changed and dropped measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from catalogue.changes import MeasureChange
from catalogue.models import MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet, end_of
from catalogue.records import MeasureRecord
from catalogue.vocabulary import Status

NEW, CHANGED, DROPPED = "neu", "geändert", "entfallen"
KINDS = (NEW, CHANGED, DROPPED)
_WITHOUT = {"handlungsfeld": "ohne Handlungsfeld", "stelle": "ohne Federführung"}


class Difference(NamedTuple):
    """One measure between the two days; `field` and `unit` name its action field and its lead, or nothing."""

    kind: str
    change: MeasureChange
    field: str
    unit: str

    @property
    def number(self) -> int:
        return self.change.number

    def group(self, by: str) -> str:
        return (self.unit if by == "stelle" else self.field) or _WITHOUT[by]


@dataclass(frozen=True)
class Comparison:
    """The measures that say something else at the end of `until` than at the end of `since`, by number."""

    since: dt.date
    until: dt.date
    differences: list[Difference]

    @cached_property
    def figures(self) -> dict[str, int]:
        """Return how many measures are new, changed and dropped."""
        kinds = [one.kind for one in self.differences]
        return {kind: kinds.count(kind) for kind in KINDS}

    def of_kind(self, kind: str) -> Comparison:
        """Return the comparison narrowed to one kind, the whole for the empty text."""
        some = [one for one in self.differences if kind in ("", one.kind)]
        return Comparison(self.since, self.until, some)

    def grouped(self, by: str) -> list[Difference]:
        """Return the differences in the order of their groups, those without one last."""
        return sorted(
            self.differences, key=lambda one: (one.group(by) == _WITHOUT[by], one.group(by), one.number)
        )


def groups(differences: Iterable[Difference], by: str) -> Iterator[tuple[str, list[Difference]]]:
    """Yield (name, differences) of each group; they come in order."""
    for name, some in groupby(differences, lambda one: one.group(by)):
        yield name, list(some)


def compare(
    since: dt.date,
    until: dt.date,
    versions: MeasureVersionQuerySet,
    units: Collection[str] | None = None,
) -> Comparison:
    """Return what differs between the ends of two days (three queries), `since` before `until`.

    `versions` are what a person may see: a measure counts as it is on the later day, or on the earlier one
    where it left the catalogue. `units`, by slug, narrow to measures one of them has a part in on either day.
    """
    found = differences(end_of(since), end_of(until), versions)
    return Comparison(since, until, [one for one in found if units is None or _takes_part(one.change, units)])


def differences(start: dt.datetime, end: dt.datetime, versions: MeasureVersionQuerySet) -> list[Difference]:
    """Return what differs between just before `start` and just before `end`, as `compare` does."""
    after = versions.before(end).filter(valid_from__gte=start)
    later = MeasureVersion.objects.before(end).filter(measure=OuterRef("measure"))
    ended = MeasureVersion.objects.before(start).filter(valid_to__lt=end)
    before = ended.filter(measure__in=after.order_by().values("measure"))
    gone = versions.before(start).filter(~Exists(later), valid_to__lt=end)
    old = _records(before) | _records(gone)
    new = _records(after)
    changes = (MeasureChange(number, old.get(number), new.get(number)) for number in sorted(old | new))
    return [one for change in changes if (one := _difference(change))]


def _records(versions: MeasureVersionQuerySet) -> dict[int, MeasureRecord]:
    rows = versions.order_by().values_list("number", "stored__data")
    return {number: MeasureRecord.from_json(number, data) for number, data in rows}


def _difference(change: MeasureChange) -> Difference | None:
    """Return what became of a measure, None where it says the same again."""
    before, after = change.before, change.after
    if before == after:
        return None
    if before is None:
        kind = NEW
    else:
        kind = DROPPED if after is None or (_is_dropped(after) and not _is_dropped(before)) else CHANGED
    return Difference(kind, change, _field(after or before), _unit(after or before))


def _is_dropped(record: MeasureRecord) -> bool:
    return record.status.value == Status.DROPPED


def _field(record: MeasureRecord | None) -> str:
    """Return the name of the main listing's action field, empty where it has none."""
    if record is None or record.main is None:
        return ""
    key = record.listings[record.main].action_field
    return record.title("action_fields", key) if key else ""


def _unit(record: MeasureRecord | None) -> str:
    return record.title("units", record.lead) if record and record.lead else ""


def _takes_part(change: MeasureChange, units: Collection[str]) -> bool:
    records = (record for record in (change.before, change.after) if record)
    return any(unit in units for record in records for unit in (record.lead, *record.units))
