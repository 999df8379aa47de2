"""Preparing an agreement: all that a page of preparation shows, beside loading the unit's measures' records.

A unit with 100 measures among 300, each with an open clarification or a result of the Steuerungsgruppe.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import MeasureVersion, Unit
from catalogue.records import Involvement, MeasureRecord
from integration.history.models import ChangeSet
from steering.minutes.resolution_actions import record_result
from steering.models import GoalTalk, Meeting
from steering.talks.preparation import Preparation
from tests.bench.data import empty, fill, settle
from tests.bench.harness import Benchmark
from tests.factories import (
    make_agenda_item,
    make_clarification,
    make_goal,
    make_goal_talk,
    make_indicator,
    make_meeting,
    make_unit,
)
from tests.integration.people import make_coordination

MEASURES, OF_UNIT, MEETINGS, GOALS = 300, 100, 4, 12


def benchmarks() -> Iterator[Benchmark]:
    empty()
    fill(range(1, MEASURES + 1), at=timezone.make_aware(dt.datetime(2024, 1, 15, 9)))
    unit = make_unit("77.7")
    _take_part(unit)
    for number in range(1, OF_UNIT + 1, 2):
        make_clarification(number)
    for month in range(1, MEETINGS + 1):
        meeting = make_meeting(dt.date(2024, month, 20), state=Meeting.State.MINUTES_SENT)
        item = make_agenda_item(meeting, measures=range(2, OF_UNIT + 1, 2))
        record_result(item, "kenntnis", measures=item.measures.all(), by=None)
    last = make_goal_talk(unit, 2025)
    for place in range(GOALS):
        make_indicator(make_goal(last, f"Ziel {place}", measures=[place + 1]))
    talk = make_goal_talk(unit, 2026, state=GoalTalk.State.PLANNED)
    settle()
    person = make_coordination()
    yield Benchmark(
        name=f"Zielgespräch vorbereiten: Stelle mit {OF_UNIT} Maßnahmen",
        floor=load_records,
        measured=lambda: prepare(talk, person),
        ratio=10,
        repeat=20,
        queries=14,
    )


def _take_part(unit: Unit) -> None:
    edits = [
        MeasureEdit(number, {("units", unit.slug): Involvement("beteiligt")})
        for number in range(1, OF_UNIT + 1)
    ]
    at = timezone.make_aware(dt.datetime(2024, 1, 16, 9))
    apply(edits, by=None, way=ChangeSet.Way.FORM, at=at)


def load_records() -> int:
    """Read the records of the unit's measures."""
    rows = MeasureVersion.objects.current().filter(responsibilities__unit__slug="77.7")
    return len([MeasureRecord.from_json(*row) for row in rows.values_list("number", "stored__data")])


def prepare(talk: GoalTalk, person: object) -> Preparation:
    """Compute every part of the preparation."""
    found = Preparation(talk, person, now=timezone.now())
    assert len(found.measures) == OF_UNIT
    parts = (found.states, found.questions, found.needs, found.last_goals, found.resolutions)
    assert all(part is not None for part in (*parts, found.assignments, found.reviews, found.requests))
    return found
