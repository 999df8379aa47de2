"""The overview says what a person has to do about Zielgespräche, and nothing to others."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from steering.talks.overview import TalksNow

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.freezing import checksum
from steering.models import GoalTalk, Side
from steering.talks.agreement_actions import confirm
from steering.talks.agreement_record import record_of
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime(2026, 5, 1, 9))


def test_department_sees_its_next_talk_and_what_waits_for_its_confirmation() -> None:
    build_city()
    unit = Unit.objects.get(slug="51.3")
    times = {"starts_at": NOW + dt.timedelta(days=3), "ends_at": NOW + dt.timedelta(days=4)}
    coming = make_goal_talk(unit, 2027, state=GoalTalk.State.PLANNED, **times)
    make_goal_talk(Unit.objects.get(slug="FB-61"), 2027, state=GoalTalk.State.PLANNED, **times)
    talk = make_goal_talk(unit, 2026, state=GoalTalk.State.HELD)
    kita = make_user(Hat.DEPARTMENT, unit=unit)
    assert TalksNow(kita, now=NOW).to_confirm == []  # without a goal there is nothing to confirm
    make_indicator(make_goal(talk, measures=[28]), measured_how="Listen")
    found = TalksNow(kita, now=NOW)
    assert (found.coming, found.to_confirm, found.late) == (coming, [talk], [])
    confirm(talk, Side.UNIT, seen=checksum(record_of(talk)), by=kita)
    assert TalksNow(kita, now=NOW).to_confirm == []
    other = TalksNow(make_user(Hat.DEPARTMENT, username="fb61", unit=Unit.objects.get(slug="FB-61")), now=NOW)
    assert (other.to_confirm, other.late) == ([], [])


def test_office_sees_who_is_late_on_its_overview(client: Client) -> None:
    build_city()
    office = make_user(Hat.COORDINATION)
    found = TalksNow(office, now=NOW)
    assert [row.unit.slug for row in found.late] == ["FB-51", "FB-61"]
    make_goal_talk(Unit.objects.get(slug="FB-61"), 2026, state=GoalTalk.State.REPORTED)
    assert [row.unit.slug for row in TalksNow(office, now=NOW).late] == ["FB-51"]
    client.force_login(office, backend="integration.accounts.backends.PasswordBackend")
    year = timezone.localdate().year
    past = timezone.localtime() - dt.timedelta(days=2)
    ends = past + dt.timedelta(hours=1)
    make_goal_talk(Unit.objects.get(slug="51.3"), year, state="geplant", starts_at=past, ends_at=ends)
    GoalTalk.objects.filter(unit__slug="FB-61").update(year=year)
    page = client.get("/").content.decode()
    assert "1 Stelle im Verzug" in page
    assert "dass das Gespräch geführt wurde, ist nicht vermerkt" in page
