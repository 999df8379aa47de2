"""The rows that hang on a version: derived from its record here and nowhere else.

`actions.apply` writes them, `manage.py verify` will compare them; there is one truth, the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalogue.gaps import gaps
from catalogue.records import MARKS, MeasureRecord
from catalogue.reference.references import References, known
from catalogue.vocabulary import FIELD_LABELS, Role
from integration.texts import fold

NUMBER = "Nummer"


class ListingRow(NamedTuple):
    sub_number: int
    is_main: bool
    concept_id: int | None
    action_field_id: int | None
    page: str


class ResponsibilityRow(NamedTuple):
    unit_id: int
    role: str
    mark: str


class TargetGroupRow(NamedTuple):
    target_group_id: int
    mark: str


class LocationRow(NamedTuple):
    location_id: int
    mark: str


class GapRow(NamedTuple):
    kind: str


def fields_of(kind: type[tuple]) -> tuple[str, ...]:
    """Return the names of the table's columns that a kind of row fills."""
    fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
    return fields


def rows_of(record: MeasureRecord, refs: References) -> dict[type[tuple], list]:
    """Return the rows of a version of this record, by kind, without the version they belong to."""
    return {
        ListingRow: [
            ListingRow(
                sub,
                sub == record.main,
                known(refs.concepts, one.concept),
                known(refs.action_fields, one.action_field),
                one.page[:40],
            )
            for sub, one in record.listings.items()
        ],
        ResponsibilityRow: [
            ResponsibilityRow(refs.units[unit].pk, role, mark)
            for unit, role, mark in responsibilities(record)
        ],
        TargetGroupRow: [
            TargetGroupRow(refs.target_groups[key].pk, mark) for key, mark in record.target_groups.items()
        ],
        LocationRow: [LocationRow(refs.locations[key].pk, mark) for key, mark in record.locations.items()],
        GapRow: [GapRow(kind) for kind in gaps(record, refs)],
    }


def responsibilities(record: MeasureRecord) -> Iterable[tuple[str, str, str]]:
    """Yield (unit, role, mark), the lead first; a unit that leads is not named a second time."""
    if record.lead:
        involved = record.units.get(record.lead)
        yield record.lead, Role.LEAD.value, involved.mark if involved else ""
    for unit, involvement in record.units.items():
        if unit != record.lead:
            yield unit, involvement.role, involvement.mark


def day_of(iso: str) -> dt.date | None:
    """Return a record's date as the database keeps it; what is no date is none."""
    try:
        return dt.date.fromisoformat(iso)
    except ValueError:
        return None


def searched_texts(record: MeasureRecord) -> Iterator[tuple[str, str]]:
    """Yield all that a search looks through, as (what it is, text), the most telling first."""
    yield from ((NUMBER, number) for number in numbers(record))
    for name in ("goal", "text", "progress", "next_step", "clarification", "timeframe"):
        yield FIELD_LABELS[name], getattr(record, name)
    yield FIELD_LABELS["status"], record.status.reason
    for listing in record.listings.values():
        yield FIELD_LABELS["remark"], listing.remark
        yield from listing.extra.items()
        yield FIELD_LABELS["label"], listing.label
        yield from ((FIELD_LABELS["lost"], text) for text in listing.lost.values())
    for kind, name in (("units", "units"), ("action_fields", "action_field")):
        yield from ((FIELD_LABELS[name], long) for _, long in record.labels.get(kind, {}).values())
    for name in ("units", *MARKS):
        for value in getattr(record, name).values():
            mark = value.mark if name == "units" else value
            yield FIELD_LABELS[name], mark if mark != "x" else ""


def numbers(record: MeasureRecord) -> list[str]:
    """Return the numbers under which a measure is found: its listings', or its own."""
    return [f"{record.number},{sub}" for sub in record.listings] or [str(record.number)]


def search_text(record: MeasureRecord) -> str:
    """Return all that a search looks through, folded."""
    return fold("\n".join(text for _, text in searched_texts(record) if text))
