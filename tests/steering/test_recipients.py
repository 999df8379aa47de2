"""Whom letters reach: minutes whoever sat there or does now, all others the guests too."""

from __future__ import annotations

import datetime as dt

import pytest

from steering.recipients import recipients_of
from tests.factories import make_guest, make_meeting, make_seat, make_unit

pytestmark = pytest.mark.django_db
TODAY = dt.date(2018, 3, 1)


def test_minutes_go_to_who_sat_there_or_does_now_and_letters_to_the_guests() -> None:
    meeting = make_meeting(dt.date(2017, 6, 12), state="eingeladen")
    make_seat(make_unit("FB 51"), email="damals@stadt.example", valid_until=dt.date(2017, 12, 31))
    make_seat(make_unit("FB 61"), email="heute@stadt.example", valid_from=dt.date(2018, 1, 1))
    make_guest(meeting)
    found = {
        kind: [one.address.partition("@")[0] for one in recipients_of(meeting, kind, today=TODAY)]
        for kind in ("protokoll", "einladung", "absage", "mappe")
    }
    assert found.pop("protokoll") == ["damals", "heute"]
    assert set(map(tuple, found.values())) == {("damals", "gast")}
