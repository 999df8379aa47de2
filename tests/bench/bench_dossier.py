"""The meeting's folder, beside loading the revisions that were made since the last meeting; its PDF beside
the same words by typst alone.

300 measures with 2,000 revisions between the two meetings.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.test import Client
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion
from catalogue.records import MeasureRecord
from integration.accounts.models import User
from integration.history.models import ChangeSet
from steering.dossier import Dossier
from steering.models import Meeting
from tests.bench.bench_pdf import typst_alone
from tests.bench.data import empty, fill, settle
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in
from tests.factories import make_agenda_item, make_meeting

MEASURES, REVISIONS = 300, 2_000
LAST, NEXT = dt.date(2024, 3, 1), dt.date(2024, 11, 1)
HOUR = dt.timedelta(hours=1)


def benchmarks() -> Iterator[Benchmark]:
    empty()
    begin = timezone.make_aware(dt.datetime(2024, 1, 15, 9))
    fill(range(1, MEASURES + 1), at=begin)
    for number in range(REVISIONS):
        edits = {("progress",): f"Sachstand {number}: Gespräche geführt, Mittel beantragt"}
        at = begin + dt.timedelta(days=60) + HOUR * number
        apply([MeasureEdit(number % MEASURES + 1, edits)], by=None, way=ChangeSet.Way.FORM, at=at)
    settle()
    make_meeting(LAST)
    meeting = make_meeting(NEXT, pinned=ChangeSet.objects.order_by("at").last())
    make_agenda_item(meeting, "Stand der Umsetzung", measures=[1, 2, 3])
    with signed_in() as client:
        person = User.objects.get()
        yield from of_meeting(client, meeting, person)


def of_meeting(client: Client, meeting: Meeting, person: User) -> Iterator[Benchmark]:
    yield Benchmark(
        name=f"Sitzungsunterlagen: {MEASURES} Maßnahmen, {REVISIONS} Fassungen seither",
        floor=load_revisions,
        measured=lambda: compute(meeting, person),
        ratio=2,
        repeat=10,
        queries=25,
    )
    address = f"/sitzungen/{meeting.pk}/mappe.pdf"
    yield Benchmark(
        name=f"Sitzungsunterlagen als PDF, {MEASURES} geänderte Maßnahmen",
        floor=partial(typst_alone, cells(compute(meeting, person))),
        measured=partial(get, client, address),
        ratio=4,  # what fell away is struck through and what came is underlined, word by word
        queries=35,
        kilobytes=1_500,
    )


def load_revisions() -> int:
    """Read the records of all that was written since the last meeting."""
    rows = MeasureVersion.objects.filter(valid_from__date__gt=LAST).values_list("number", "stored__data")
    return len([MeasureRecord.from_json(number, data) for number, data in rows])


def compute(meeting: Meeting, person: object) -> Dossier:
    """Compute every part of the dossier, with the differences word by word."""
    folder = Dossier(meeting, person, now=timezone.now())
    parts = (folder.figures, folder.fields, folder.units, folder.stuck, folder.own, folder.later)
    changes = [one.change.shown for one in folder.differences]
    assert len(changes) == MEASURES
    assert all(part is not None for part in parts)
    return folder


def cells(folder: Dossier) -> str:
    """Return the words of the longest part, what changed since the last meeting, as JSON."""
    rows = [
        [str(one.number), f"{one.kind} {one.field} {one.unit}", f"{each.label}: {_all(each)}"]
        for one in folder.differences
        for each in one.change.shown
    ]
    return json.dumps({"widths": [14, 38, 114], "rows": rows})


def _all(change: Any) -> str:
    return " ".join(part.text for part in change.parts)
