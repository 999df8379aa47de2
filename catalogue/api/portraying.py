"""Versions of measures in the interface's shape: what the catalogue says, and no person's name."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from catalogue.api.shapes import (
    WORDS,
    DatedText,
    ExtractMeasure,
    Involved,
    ListingShape,
    Marked,
    MeasureShape,
    Named,
    State,
)
from catalogue.changes import MeasureChange, ordered
from catalogue.derived import day_of, responsibilities
from catalogue.models import Gap, MeasureVersion
from catalogue.records import ListingRecord, MeasureRecord
from catalogue.vocabulary import Role, Status

_PART_OF = {  # where a record's field stands in a shape
    "text": "measure",
    "progress_date": "progress",
    "next_step_date": "next_step",
    "lead": "units",
    "main": "listings",
}
_COLUMNS = ("pk", "number", "version", "valid_from", "change_set", "stored__data")


def measures_of(versions: Iterable[int], day: dt.date | None = None) -> list[MeasureShape]:
    """Return the measures of these keys of versions, in their order (two queries).

    `day` is the past one they are of: their addresses keep it.
    """
    return [MeasureShape(**fields) for _, fields in _fields_of(list(versions), day)]


def extract_of(roles: dict[int, str], day: dt.date | None = None) -> list[ExtractMeasure]:
    """Return the measures of these versions, each with the role that a unit has in it."""
    return [ExtractMeasure(**fields, role=roles[pk]) for pk, fields in _fields_of(list(roles), day)]


def changed_fields(change: MeasureChange) -> list[str]:
    """Return the keys of what differs between a measure before and after."""
    names = (one.path[0] for one in ordered(change.before, change.after))
    return list(dict.fromkeys(WORDS[_PART_OF.get(name, name)] for name in names))


def _fields_of(keys: list[int], day: dt.date | None) -> Iterator[tuple[int, dict[str, Any]]]:
    gaps: dict[int, list[str]] = defaultdict(list)
    for version, kind in Gap.objects.filter(version__in=keys).order_by("pk").values_list("version", "kind"):
        gaps[version].append(kind)
    rows = {row[0]: row[1:] for row in MeasureVersion.objects.filter(pk__in=keys).values_list(*_COLUMNS)}
    for key in keys:
        number, version, begun, change_set, data = rows[key]
        record = MeasureRecord.from_json(number, data)
        stamps = {"version": version, "begun": timezone.localtime(begun), "change_set": change_set}
        yield key, {**stamps, **_said(record), "gaps": gaps[key], "url": _address(number, day)}


def _said(record: MeasureRecord) -> dict[str, Any]:
    status = Status(record.status.value)
    return {
        "number": record.number,
        "goal": record.goal,
        "measure": record.text,
        "timeframe": record.timeframe,
        "status": State(key=status.value, label=status.label, reason=record.status.reason),
        "progress": DatedText(text=record.progress, date=day_of(record.progress_date)),
        "next_step": DatedText(text=record.next_step, date=day_of(record.next_step_date)),
        "clarification": record.clarification,
        "superseded_by": int(record.superseded_by) if record.superseded_by else None,
        "hat": list(record.hat),
        "target_groups": _marked(record, "target_groups"),
        "locations": _marked(record, "locations"),
        "units": [_involved(record, *one) for one in responsibilities(record)],
        "listings": [_listing(record, sub, one) for sub, one in record.listings.items()],
    }


def _marked(record: MeasureRecord, kind: str) -> list[Marked]:
    marks = getattr(record, kind).items()
    return [Marked(slug=key, label=record.title(kind, key), mark=_beyond_cross(text)) for key, text in marks]


def _involved(record: MeasureRecord, slug: str, role: str, mark: str) -> Involved:
    return Involved(
        slug=slug,
        code=record.label("units", slug),
        label=record.title("units", slug),
        role=role,
        mark="" if role == Role.VOLUNTEER else _beyond_cross(mark),
    )


def _listing(record: MeasureRecord, sub: int, listing: ListingRecord) -> ListingShape:
    return ListingShape(
        number=f"{record.number},{sub}",
        is_main=sub == record.main,
        action_field=_named(record, "action_fields", listing.action_field),
        concept=_named(record, "concepts", listing.concept),
        page=listing.page,
        label_as_printed=listing.label,
        remark=listing.remark,
    )


def _named(record: MeasureRecord, kind: str, slug: str) -> Named | None:
    return Named(slug=slug, label=record.title(kind, slug)) if slug else None


def _beyond_cross(text: str) -> str:
    return "" if text == "x" else text


def _address(number: int, day: dt.date | None) -> str:
    """Return where people read the measure."""
    path = reverse("catalogue:measure-detail", args=[number])
    return f"{settings.SITE_URL}{path}" + (f"?stand={day:%Y-%m-%d}" if day else "")
