"""What comes up by itself for an agenda: each source finds what it is for, and says why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from steering.agenda_sources import suggestion, suggestions
from steering.models import AgendaItem, Assignment, Meeting
from tests.factories import (
    make_agenda_item,
    make_clarification,
    make_measure,
    make_meeting,
    make_need_change,
    make_unit,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PAST = dt.date(2017, 6, 12)


@pytest.fixture
def meeting() -> Meeting:
    return make_meeting(TODAY + dt.timedelta(days=30), state=Meeting.State.PLANNED)


def keys(meeting: Meeting) -> list[str]:
    return [one.key for offer in suggestions(meeting, TODAY) for one in offer.ones]


def make_late_assignment(item: AgendaItem, days: int = 3) -> Assignment:
    due, started = TODAY - dt.timedelta(days=days), timezone.now()
    unit = make_unit(f"FB {Assignment.objects.count() + 1}")
    stamp = Assignment.stamp(None)
    return Assignment.objects.create(
        item=item, unit=unit, task="Räume nennen", due=due, started_at=started, **stamp
    )


def test_nothing_comes_up_where_nothing_is_due(meeting: Meeting) -> None:
    make_measure(7, status="geplant")
    assert keys(meeting) == []


def test_each_source_finds_what_it_is_for(meeting: Meeting) -> None:
    last = make_meeting(PAST, state=Meeting.State.MINUTES_SENT)
    put_off = make_agenda_item(last, "Kita", state=AgendaItem.State.POSTPONED)
    task = make_late_assignment(make_agenda_item(last))
    long_ago = timezone.now() - dt.timedelta(days=400)
    make_measure(7, status="geplant", at=long_ago)
    make_measure(8, status="in-umsetzung", at=long_ago, next_step="Raum", next_step_date="2017-01-01")
    question = make_clarification(7, due=TODAY - dt.timedelta(days=1))
    need = make_need_change(7)
    assert keys(meeting) == [
        f"protokoll:{last.pk}",
        f"vertagt:{put_off.pk}",
        f"auftrag:{task.pk}",
        f"klaerung:{question.pk}",
        f"bedarf:{need.pk}",
        "termin:8",
    ]  # 7 has been touched by the question
    found = suggestion(meeting, TODAY, f"auftrag:{task.pk}")
    assert found
    assert "fällig" in found.reason


def test_planned_measure_that_nobody_touched_is_stuck(meeting: Meeting) -> None:
    long_ago = timezone.now() - dt.timedelta(days=400)
    make_measure(7, status="geplant", at=long_ago)
    make_measure(8, status="umgesetzt", at=long_ago)
    assert keys(meeting) == ["ruht:7"]


def test_all_measures_of_a_source_are_taken_as_one_top(meeting: Meeting) -> None:
    long_ago = timezone.now() - dt.timedelta(days=400)
    make_measure(7, status="geplant", at=long_ago, goal="Ein Büro")
    (offer,) = suggestions(meeting, TODAY)
    assert offer.together is None  # one is taken as it is
    make_measure(8, status="nicht-begonnen", at=long_ago)
    make_measure(12, status="geplant", at=long_ago)
    found = suggestion(meeting, TODAY, "ruht:alle")
    assert found
    assert (found.title, found.measures) == ("Maßnahmen, die ruhen: 3", (7, 8, 12))
    since = timezone.localdate(long_ago)
    assert found.facts.splitlines() == [
        f"Maßnahmen 7, 12: „geplant“, und seit {since:%d.%m.%Y} nicht angefasst.",
        f"Maßnahme 8: „nicht begonnen“, und seit {since:%d.%m.%Y} nicht angefasst.",
    ]
    make_agenda_item(meeting, source=found.key, measures=found.measures)
    assert keys(meeting) == []
    make_measure(9, status="geplant", at=long_ago)
    (offer,) = suggestions(meeting, TODAY)
    assert ([one.key for one in offer.ones], offer.together) == (["ruht:9"], None)


def test_facts_of_very_many_measures_end_before_they_are_too_long(meeting: Meeting) -> None:
    long_ago = timezone.now() - dt.timedelta(days=400)
    for number in range(100, 250):
        step = f"{number}. Schritt, der noch zu gehen ist"
        make_measure(number, next_step=step, next_step_date="2017-01-01", at=long_ago)
    found = suggestion(meeting, TODAY, "termin:alle")
    assert found
    *lines, last = found.facts.splitlines()
    assert len(found.measures) == 150
    assert (len(found.facts) <= 8_000, last) == (True, f"… und {150 - len(lines)} weitere.")


def test_what_is_on_the_agenda_does_not_come_up_again(meeting: Meeting) -> None:
    make_measure(7)
    need = make_need_change(7)
    make_agenda_item(meeting, source=f"bedarf:{need.pk}")
    assert keys(meeting) == []


def test_suggestions_cost_the_same_queries_for_one_and_many(meeting: Meeting) -> None:
    item = make_agenda_item(make_meeting(PAST))
    counts = []
    for number in (1, 12):
        for one in range(number):
            key = number * 100 + one
            make_measure(key, next_step_date="2017-01-01")
            make_clarification(key, due=TODAY - dt.timedelta(days=1))
            make_need_change(key)
            make_late_assignment(item)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            suggestions(meeting, TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
