"""The demo city's meetings get minutes, resolutions with effects, and Aufträge done and open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from integration.demo_minutes import minutes_events
from steering.models import Assignment, AssignmentFollowUp, Meeting, Minutes, Resolution, ResolutionEffect
from tests.city import build_city, moment
from tests.factories import make_agenda_item, make_meeting, make_user

pytestmark = pytest.mark.django_db


def test_held_meetings_are_written_down_and_approved() -> None:
    build_city(moment("2017-04-10 08:00"))
    recent = timezone.localdate() - dt.timedelta(days=150)
    for day in (dt.date(2017, 4, 25), recent):
        item = {"measures": [7], "kind": "entscheidung", "proposal": "Das Büro öffnet."}
        make_agenda_item(make_meeting(day), "Büro", **item)
    for at, happen in minutes_events({"koordination": make_user()}):
        happen(at=at)
    assert set(Meeting.objects.values_list("state", flat=True)) == {"genehmigt"}
    assert Minutes.objects.count() == 2
    assert [str(one) for one in Resolution.objects.all()] == [
        "Festlegung 2017/1",
        f"Festlegung {recent.year}/1",
    ]
    assert ResolutionEffect.objects.count() == 1
    assert [one.is_done for one in Assignment.objects.order_by("due")] == [True, False]
    assert AssignmentFollowUp.objects.get().assignment == Assignment.objects.running().get()
