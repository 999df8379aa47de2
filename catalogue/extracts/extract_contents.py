"""What an extract tells, for page and PDF: by role, with what changed since the unit's last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from catalogue.changes import MeasureChange
from catalogue.extracts.extract_facts import facts_of, title_of
from catalogue.extracts.issuing import records_of
from catalogue.extracts.participation import participation
from catalogue.models import Extract, MeasureVersion, Unit
from catalogue.records import MeasureRecord
from catalogue.reference.unit_tree import UnitTree
from catalogue.upkeep.clarifications import lines_of
from catalogue.vocabulary import Role, Status

_STATUS = dict(Status.choices)
Involved = tuple[str, MeasureRecord]  # the unit's role, and the measure


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure of the extract. `change` is what happened since the last extract, None where nothing."""

    record: MeasureRecord
    change: MeasureChange | None

    @property
    def status(self) -> str:
        return _STATUS[self.record.status.value]

    @property
    def questions(self) -> list[str]:
        return lines_of(self.record.clarification)

    @property
    def is_new(self) -> bool:
        return self.change is not None and self.change.before is None


@dataclass(frozen=True, slots=True)
class Contents:
    """An extract, or with `extract` None how it would be if it were issued now."""

    unit: Unit
    title: str
    facts: list[tuple[str, str]]
    groups: list[tuple[str, list[Entry]]]  # by role, the strongest first
    extract: Extract | None = None
    since: Extract | None = None  # the unit's extract before
    gone: list[MeasureChange] = field(default_factory=list)  # in that one and not in this

    @property
    def measures(self) -> int:
        return sum(len(entries) for _, entries in self.groups)

    @property
    def changed(self) -> int:
        entries = (entry for _, group in self.groups for entry in group)
        return sum(entry.change is not None for entry in entries) + len(self.gone)

    @property
    def is_preliminary(self) -> bool:
        return self.extract is not None and self.extract.round.is_preliminary


def contents_of(extract: Extract) -> Contents:
    """Return what went out, compared with the extract before (three queries)."""
    same = Extract.objects.filter(unit=extract.unit, handed_over_from=extract.handed_over_from)
    earlier = same.filter(round__at__lt=extract.round.at)
    since = earlier.select_related("round", "unit").order_by("-round__at").first()
    measures = [(row.role, record) for row, record in records_of(extract)]
    facts = facts_of(extract)
    return _contents(extract.unit, title_of(extract), facts, measures, since, extract)


def preview_of(unit: Unit, *, now: dt.datetime | None = None) -> Contents:
    """Return what the unit would get if it were issued now, compared with its last extract."""
    versions = MeasureVersion.objects.current().for_units(Unit.objects.filter(pk=unit.pk))
    roles = participation(versions, UnitTree.load()).get(unit.pk, {})
    rows = MeasureVersion.objects.filter(pk__in=roles).in_catalogue_order()
    rows_of = rows.values_list("pk", "number", "stored__data")
    measures = [(roles[pk], MeasureRecord.from_json(number, data)) for pk, number, data in rows_of]
    since = unit.extracts.select_related("round", "unit").order_by("-round__at", "-pk").first()
    facts = [("Stand", f"{timezone.localdate(now):%d.%m.%Y}")]
    return _contents(unit, f"Maßnahmen für {unit}", facts, measures, since)


def _contents(
    unit: Unit,
    title: str,
    facts: list[tuple[str, str]],
    measures: Iterable[Involved],
    since: Extract | None,
    extract: Extract | None = None,
) -> Contents:
    before = {record.number: record for _, record in records_of(since)} if since else None
    groups: dict[str, list[Entry]] = {role: [] for role in Role.values}
    for role, record in measures:
        groups[role].append(Entry(record, _change(record, before)))
    here = {entry.record.number for entries in groups.values() for entry in entries}
    return Contents(
        unit=unit,
        title=title,
        facts=facts,
        groups=[(str(Role(role).label), entries) for role, entries in groups.items() if entries],
        extract=extract,
        since=since,
        gone=[MeasureChange(n, old, None) for n, old in (before or {}).items() if n not in here],
    )


def _change(record: MeasureRecord, before: dict[int, MeasureRecord] | None) -> MeasureChange | None:
    if before is None or before.get(record.number) == record:
        return None
    return MeasureChange(record.number, before.get(record.number), record)


def readable_units(user: Any, *, on: dt.date) -> Any:
    """Return the units whose extracts a person may read: all, or the person's own and those below them."""
    if not user.has_perm("catalogue.view_extract"):
        return Unit.objects.none()
    if user.has_perm("catalogue.view_all_measures"):
        return Unit.objects.all()
    tops = Unit.objects.of_member(user, on=on)
    return Unit.objects.filter(pk__in={one.pk for top in tops for one in top.descendants(include_self=True)})
