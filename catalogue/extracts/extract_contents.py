"""What an extract tells, for page and PDF: by role, with what changed since the unit's last one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils import timezone

from catalogue.changes import MeasureChange
from catalogue.extracts.extract_facts import facts_of, title_of
from catalogue.extracts.issuing import involved
from catalogue.extracts.participation import participation
from catalogue.models import Extract, MeasureVersion, Unit
from catalogue.models.version import VersionRecord
from catalogue.records import MeasureRecord
from catalogue.reference.unit_tree import UnitTree
from catalogue.upkeep.clarifications import lines_of
from catalogue.vocabulary import Role, Status

_STATUS = dict(Status.choices)
Involved = tuple[int, str, MeasureRecord]  # the version's key, the unit's role, and the measure


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
    """Return what went out, compared with the extract before (four queries)."""
    same = Extract.objects.filter(unit=extract.unit, handed_over_from=extract.handed_over_from)
    earlier = same.filter(round__at__lt=extract.round.at)
    since = earlier.select_related("round", "unit").order_by("-round__at").first()
    facts = facts_of(extract)
    return _contents(extract.unit, title_of(extract), facts, involved(extract), since, extract)


def preview_of(unit: Unit, *, now: dt.datetime | None = None) -> Contents:
    """Return what the unit would get if it were issued now, compared with its last extract."""
    versions = MeasureVersion.objects.current().for_units(Unit.objects.filter(pk=unit.pk))
    roles = participation(versions, UnitTree.load()).get(unit.pk, {})
    rows = MeasureVersion.objects.filter(pk__in=roles).in_catalogue_order()
    rows_of = rows.values_list("pk", "number", "stored__data")
    measures = [(pk, roles[pk], MeasureRecord.from_json(number, data)) for pk, number, data in rows_of]
    since = unit.extracts.select_related("round", "unit").order_by("-round__at", "-pk").first()
    facts = [("Stand", f"{timezone.localdate(now):%d.%m.%Y}")]
    return _contents(unit, f"Maßnahmen für {unit}", facts, measures, since)


class _Before(NamedTuple):
    """What the extract before held: its versions by number, and the records of those that are others now."""

    versions: dict[int, int]
    records: dict[int, MeasureRecord]


def _before(since: Extract, now: set[int]) -> _Before:
    rows = since.measures.order_by("version__number").values_list("version__number", "version")
    versions = dict(rows)
    others = VersionRecord.objects.filter(version__in=set(versions.values()) - now)
    stored = others.values_list("version__number", "data")
    records = {number: MeasureRecord.from_json(number, data) for number, data in stored}
    return _Before(versions, records)


def _contents(
    unit: Unit,
    title: str,
    facts: list[tuple[str, str]],
    measures: list[Involved],
    since: Extract | None,
    extract: Extract | None = None,
) -> Contents:
    before = _before(since, {version for version, _, _ in measures}) if since else _Before({}, {})
    groups: dict[str, list[Entry]] = {role: [] for role in Role.values}
    for version, role, record in measures:
        is_same = since is None or before.versions.get(record.number) == version
        groups[role].append(Entry(record, None if is_same else _change(record, before)))
    here = {record.number for _, _, record in measures}
    return Contents(
        unit=unit,
        title=title,
        facts=facts,
        groups=[(str(Role(role).label), entries) for role, entries in groups.items() if entries],
        extract=extract,
        since=since,
        gone=[MeasureChange(n, before.records[n], None) for n in before.versions if n not in here],
    )


def _change(record: MeasureRecord, before: _Before) -> MeasureChange | None:
    old = before.records.get(record.number)
    return MeasureChange(record.number, old, record) if old != record else None


def readable_units(user: Any, *, on: dt.date) -> Any:
    """Return the units whose extracts a person may read: all, or the person's own and those below them."""
    if not user.has_perm("catalogue.view_extract"):
        return Unit.objects.none()
    if user.has_perm("catalogue.view_all_measures"):
        return Unit.objects.all()
    tops = Unit.objects.of_member(user, on=on)
    return Unit.objects.filter(pk__in={one.pk for top in tops for one in top.descendants(include_self=True)})
