"""At least one talk a year: who has it, who is late, and with what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.models import GoalTalk
from steering.talks.cycle import Board, lateness, missing
from tests.city import build_city
from tests.factories import make_goal_talk, make_measure, make_unit, make_user

State = GoalTalk.State


@pytest.mark.parametrize(
    ("day", "late"),
    [
        ("2026-02-28", False),
        ("2026-03-01", True),
        ("2026-12-31", True),
        ("2027-01-01", True),
        ("2025-06-01", False),
    ],
)
def test_missing_talk_is_seen_in_time(day: str, late: bool) -> None:
    assert bool(missing(2026, on=dt.date.fromisoformat(day))) is late


@pytest.mark.parametrize(
    ("state", "day", "late"),
    [
        (State.PLANNED, "2026-03-10", False),
        (State.PLANNED, "2026-03-11", True),
        (State.HELD, "2026-04-21", False),
        (State.HELD, "2026-04-22", True),
        (State.AGREED, "2027-03-31", False),
        (State.AGREED, "2027-04-01", True),
        (State.EVALUATED, "2029-01-01", False),
        (State.CANCELLED, "2029-01-01", False),
    ],
)
def test_talk_that_does_not_go_on_is_late(state: str, day: str, late: bool) -> None:
    starts = timezone.make_aware(dt.datetime(2026, 3, 10, 10))
    talk = GoalTalk(year=2026, starts_at=starts, ends_at=starts, state=state)
    assert bool(lateness(talk, on=dt.date.fromisoformat(day))) is late


@pytest.mark.django_db
def test_board_shows_each_unit_once_and_who_is_late() -> None:
    build_city()
    make_unit("vhs", kind=Unit.Kind.PARTNER)
    make_measure(40, units={"vhs": "kooperation"})
    make_goal_talk(Unit.objects.get(slug="51.3"), 2026, state=State.REPORTED)
    make_goal_talk(Unit.objects.get(slug="FB-51"), 2025, state=State.REPORTED)
    board = Board(make_user(Hat.COORDINATION), 2026, today=dt.date(2026, 5, 1))
    assert [(row.unit.slug, row.measures, len(row.talks), bool(row.warning)) for row in board.rows] == [
        ("FB-51", 2, 1, False),  # 51.3 speaks for its department
        ("FB-61", 2, 0, True),
    ]
    make_goal_talk(Unit.objects.get(slug="vhs"), 2026, state=State.REPORTED)
    board = Board(make_user(Hat.ADMINISTRATION), 2026, today=dt.date(2026, 5, 1))
    assert [row.unit.slug for row in board.rows] == ["FB-51", "FB-61", "vhs"]
    assert [row.unit.slug for row in board.late] == ["FB-61"]


@pytest.mark.django_db
def test_department_sees_its_own_row() -> None:
    build_city()
    unit = Unit.objects.get(slug="51.3")
    make_goal_talk(unit, 2026)
    make_goal_talk(Unit.objects.get(slug="FB-61"), 2026)
    board = Board(make_user(Hat.DEPARTMENT, unit=unit), 2026, today=dt.date(2026, 5, 1))
    assert [(row.unit.slug, row.measures, len(row.talks)) for row in board.rows] == [("51.3", 1, 1)]
