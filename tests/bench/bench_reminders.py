"""What there is to remind of, source by source and for everybody, beside loading all measures' records.

10,000 measures as they come from a workbook, a year later: nobody has looked at any of them, one in ten has a
next step that is overdue and one in twenty a question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Clarification, MeasureVersion, Unit
from catalogue.records import MeasureRecord
from integration.history.models import ChangeSet
from steering.reminders.sending import plan
from tests.bench.data import empty, fill, settle
from tests.bench.harness import Benchmark
from tests.factories import make_follow_up, make_membership
from tests.integration.people import make_coordination, make_user

MEASURES = range(1, 10_001)
FOLLOW_UPS = 200
WRITTEN = timezone.make_aware(dt.datetime(2024, 1, 15, 9))
NOW = WRITTEN + dt.timedelta(days=366)


def benchmarks() -> Iterator[Benchmark]:
    empty()
    fill(MEASURES, at=WRITTEN)
    _let_a_year_pass()
    settle()
    yield Benchmark(
        name=f"Erinnerungen: {len(MEASURES)} Maßnahmen, alle fällig",
        floor=load_records,
        measured=plan_all,
        ratio=3,
        repeat=5,
        queries=30,
    )


def _let_a_year_pass() -> None:
    office = make_coordination()
    units = list(Unit.objects.without_tree_fields())
    for unit in units:
        make_membership(make_user(f"person-{unit.pk}", email=f"{unit.pk}@stadt.example"), unit)
    day = timezone.localdate(WRITTEN) + dt.timedelta(days=90)
    edits = [MeasureEdit(number, {("next_step_date",): day.isoformat()}) for number in MEASURES[::10]]
    opened = apply(edits, by=office, way=ChangeSet.Way.FORM, at=WRITTEN).change_set
    keys = dict(MeasureVersion.objects.current().values_list("number", "measure"))
    Clarification.objects.bulk_create(
        Clarification(
            measure_id=keys[number],
            question="Wer zahlt?",
            unit=units[number % len(units)],
            due=day,
            opened=opened,
        )
        for number in MEASURES[::20]
    )
    for number in MEASURES[:FOLLOW_UPS]:
        make_follow_up(number, day, by=office)


def load_records() -> int:
    """Read the records of all measures."""
    rows = MeasureVersion.objects.current().values_list("number", "stored__data")
    return len([MeasureRecord.from_json(*row) for row in rows])


def plan_all() -> int:
    """Find out who is to be told what, and write all letters."""
    planned = plan(now=NOW)
    return len([one.text for one in planned.digests])
