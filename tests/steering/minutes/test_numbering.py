"""People who resolve at the same moment get numbers of their own, and none is left out."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from steering.minutes.resolution_actions import record_result
from steering.models import AgendaItem, Resolution
from tests.factories import make_agenda_item, make_meeting

PEOPLE, EACH = 4, 3


@pytest.mark.django_db(transaction=True)
def test_resolutions_of_people_who_resolve_at_once_have_different_numbers() -> None:
    meetings = [make_meeting(dt.date(2017, 6, day)) for day in range(1, PEOPLE + 1)]
    items = [make_agenda_item(meeting, f"Sitzung {meeting.day}") for meeting in meetings]
    together = Barrier(PEOPLE)

    def resolve(item: AgendaItem) -> None:
        try:
            for number in range(EACH):
                together.wait()
                record_result(item, "festlegung", wording=f"{item}, {number}", by=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(resolve, items))
    numbers = Resolution.objects.order_by("number").values_list("year", "number")
    assert list(numbers) == [(2017, number) for number in range(1, PEOPLE * EACH + 1)]
