"""Seats: a unit has one at a time, nothing said about past days is lost, and history says who and when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Unit
from integration.history.models import ChangeSet, ReferenceChange
from steering.models import Seat
from steering.models.seat import CONSTITUTED
from steering.seat_actions import end_seat, save_seat, succeed
from tests.factories import make_seat, make_unit
from tests.integration.people import make_coordination, make_user

pytestmark = pytest.mark.django_db
CHAIR = Seat.Office.CHAIR.value


@pytest.fixture
def unit() -> Unit:
    return make_unit("FB 61")


def seat_of(unit: Unit, **fields: Any) -> Seat:
    return save_seat(Seat(unit=unit), {"valid_from": CONSTITUTED, "function": "Leitung", **fields}, by=None)


def test_seat_is_written_in_a_change_set_that_says_who(unit: Unit) -> None:
    office = make_coordination()
    seat = save_seat(Seat(unit=unit), {"valid_from": CONSTITUTED, "function": " Leitung "}, by=office)
    assert seat.function == "Leitung"
    change = ReferenceChange.objects.select_related("change_set").get()
    assert (change.model, change.key, change.before) == ("steering.seat", "FB-61", None)
    assert change.change_set.by == office


def test_saving_the_same_writes_no_history(unit: Unit) -> None:
    seat = seat_of(unit)
    save_seat(seat, {"function": "Leitung"}, by=None)
    assert ChangeSet.objects.count() == 1


def test_history_keeps_no_personal_data_of_a_seat(unit: Unit) -> None:
    seat = seat_of(unit)
    save_seat(seat, {"email": "person@stadt.example", "person": make_user()}, by=None)
    after = ReferenceChange.objects.latest("pk").after
    assert (after["email"], after["person"]) == ("geändert", "geändert")
    assert "person@stadt.example" not in str(after)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"valid_from": dt.date(2017, 4, 23)}, "konstituiert"),
        ({"valid_from": dt.date(2018, 1, 1), "valid_until": dt.date(2017, 12, 31)}, "liegt vor"),
    ],
)
def test_seat_is_refused_with_a_sentence(unit: Unit, fields: dict[str, Any], name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        seat_of(unit, **fields)


def test_unit_has_one_seat_at_a_time(unit: Unit) -> None:
    seat = seat_of(unit)
    with pytest.raises(ValidationError, match="schon einen Sitz"):
        seat_of(unit, valid_from=dt.date(2020, 1, 1))
    end_seat(seat, last_day=dt.date(2019, 12, 31), by=None)
    assert seat_of(unit, valid_from=dt.date(2020, 1, 1)).pk


def test_group_has_one_chair_at_a_time(unit: Unit) -> None:
    seat_of(unit, office=CHAIR)
    with pytest.raises(ValidationError, match="Den Vorsitz hat in dieser Zeit schon FB 61"):
        seat_of(make_unit("FB 50"), office=CHAIR)


def test_succession_keeps_who_sat_there_before(unit: Unit) -> None:
    before = seat_of(unit, office=CHAIR)
    after = succeed(before, {"valid_from": dt.date(2020, 1, 1), "function": "Neue Leitung"}, by=None)
    assert after.office == CHAIR
    last, first = dt.date(2019, 12, 31), dt.date(2020, 1, 1)
    assert Seat.objects.held(on=last).get() == before
    assert Seat.objects.held(on=first).get() == after


def test_succession_starts_after_the_seat_began(unit: Unit) -> None:
    seat = seat_of(unit)
    with pytest.raises(ValidationError, match=r"besteht seit 24\.04\.2017"):
        succeed(seat, {"valid_from": CONSTITUTED, "function": "Neu"}, by=None)
    seat.refresh_from_db()
    assert seat.valid_until is None


def test_seat_ends_once() -> None:
    seat = make_seat(make_unit("FB 10"), valid_until=dt.date(2020, 1, 1))
    with pytest.raises(ValidationError, match=r"endet schon am 01\.01\.2020"):
        end_seat(seat, last_day=dt.date(2021, 1, 1), by=None)
