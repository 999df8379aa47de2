"""What happened to one measure over the years, step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalogue.changes import MeasureChange
from catalogue.models import MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.records import MeasureRecord
from integration.history.models import ChangeSet


class Step(NamedTuple):
    """A moment at which the measure changed, with the keys of its versions before and after.

    `before` is None where it came into the catalogue, `after` where it was withdrawn. `version` is the
    number of the version after.
    """

    at: dt.datetime
    before: int | None
    after: int | None
    version: int | None
    kind: str  # as people read it


@dataclass(frozen=True, slots=True)
class Event:
    """A step with what there is to tell of it."""

    step: Step
    change_set: ChangeSet
    change: MeasureChange


def steps(number: int, versions: MeasureVersionQuerySet) -> list[Step]:
    """Return the steps of a measure, the newest first (two queries).

    Those of which `versions` hold the version after, or before where it was withdrawn: pass what a person
    may see. Empty where that is nothing.
    """
    seen = set(versions.filter(measure__number=number).order_by().values_list("pk", flat=True))
    rows = MeasureVersion.objects.filter(measure__number=number).order_by("valid_from")
    found: list[Step] = []
    last: int | None = None
    ended: dt.datetime | None = None
    for pk, version, began, until in rows.values_list("pk", "version", "valid_from", "valid_to"):
        if last and ended and ended != began:
            found.append(Step(ended, last, None, None, "zurückgenommen"))
            last = None
        kind = "geändert" if last else "wieder aufgenommen" if found else "neu"
        found.append(Step(began, last, pk, version, kind))
        last, ended = pk, until
    if last and ended:
        found.append(Step(ended, last, None, None, "zurückgenommen"))
    return [step for step in reversed(found) if (step.after or step.before) in seen]


def events(number: int, some: Sequence[Step]) -> list[Event]:
    """Return these steps with their change sets and records (two queries)."""
    keys = {key for step in some for key in (step.before, step.after) if key}
    stored = MeasureVersion.objects.filter(pk__in=keys).values_list("pk", "stored__data")
    records = {pk: MeasureRecord.from_json(number, data) for pk, data in stored}
    sets = ChangeSet.objects.filter(at__in=[step.at for step in some]).select_related("by", "undoes")
    by_moment = {one.at: one for one in sets}
    return [
        Event(
            step,
            by_moment[step.at],
            MeasureChange(number, records.get(step.before or 0), records.get(step.after or 0)),
        )
        for step in some
    ]
