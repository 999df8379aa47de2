"""What minutes say of changes in the catalogue, and what reading it costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.past.history import current_versions
from catalogue.records import State
from steering.minutes.minutes_record import record_of
from steering.minutes.resolution_actions import record_result, record_status
from steering.models import Meeting
from tests.city import build_city, moment
from tests.factories import make_agenda_item, make_measure, make_meeting

pytestmark = pytest.mark.django_db


def carry_out(meeting: Meeting, number: int, *states: str) -> None:
    """Have a TOP resolve that a measure's status becomes one after the other."""
    item = make_agenda_item(meeting, f"Maßnahme {number}", measures=[number])
    resolved = record_result(item, "festlegung", wording="Weiter.", measures=item.measures.all(), by=None)
    for state in states:
        record_status(resolved, dict(current_versions([number]))[number][1], State(state), by=None)


def test_effects_are_told_each_at_its_result_at_the_same_cost_for_one_and_many() -> None:
    build_city(moment("2017-05-01 08:00"))
    meeting, told, costs = make_meeting(), [], []
    for numbers in ((7,), range(100, 108)):
        for number in numbers:
            if number != 7:
                make_measure(number, status="geplant")
            carry_out(meeting, number, "in-umsetzung", "umgesetzt")
        with CaptureQueriesContext(connection) as queries:
            told = [item["results"][0]["changes"] for item in record_of(meeting, by_function="")["items"]]
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert told == [
        [
            f"Maßnahme {number}, Umsetzungsstand: geplant → in Umsetzung",
            f"Maßnahme {number}, Umsetzungsstand: in Umsetzung → umgesetzt",
        ]
        for number in (7, *range(100, 108))
    ]
