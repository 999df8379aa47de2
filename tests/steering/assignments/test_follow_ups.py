"""A Wiedervorlage of an Auftrag is like one of a measure: private, on the overview when its day has come."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.assignments.follow_ups import visible_follow_ups
from steering.models import Assignment, AssignmentFollowUp
from tests.city import build_city
from tests.factories import make_assignment, make_assignment_follow_up, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def given() -> Assignment:
    build_city()
    return make_assignment(Unit.objects.get(code="51.3"), "Räume suchen")


def person(code: str) -> User:
    return make_user(Hat.DEPARTMENT, username=code, unit=Unit.objects.get(code=code))


def test_person_sets_one_reads_it_on_the_overview_and_settles_it(client: Client, given: Assignment) -> None:
    today = timezone.localdate()
    client.force_login(person("51.3"))
    told = {"vorlage-due": today.isoformat(), "vorlage-reason": "Vermieter anrufen"}
    late = {**told, "vorlage-due": (today - dt.timedelta(days=1)).isoformat()}
    path = f"/aufgaben/{given.pk}/wiedervorlage/"
    answer = client.post(path, late)
    assert (answer.status_code, "ist schon vorbei" in answer.content.decode()) == (422, True)
    client.post(path, told)
    step = AssignmentFollowUp.objects.get()
    assert "Vermieter anrufen" in client.get("/").content.decode()
    for page in (f"/aufgaben/{given.pk}/", "/wiedervorlagen/"):
        assert "Vermieter anrufen" in client.get(page).content.decode()
    client.post(f"/aufgaben/vorlagen/{step.pk}/")
    assert "Vermieter anrufen" not in client.get("/wiedervorlagen/").content.decode()
    assert "Vermieter anrufen" in client.get("/wiedervorlagen/?status=erledigt").content.decode()
    assert "Vermieter anrufen" not in client.get("/").content.decode()


def test_one_is_read_by_who_set_it_and_by_koordination_as_long_as_they_see_the_auftrag(
    given: Assignment,
) -> None:
    own, above, office = person("51.3"), person("FB 51"), make_user(username="office")
    make_assignment_follow_up(given, reason="meine", by=own)
    make_assignment_follow_up(given, reason="deine", by=above)
    make_assignment_follow_up(given, timezone.localdate() + dt.timedelta(days=1), "später", by=own)

    def due(user: User) -> list[str]:
        found = visible_follow_ups(user) if user.has_perm("catalogue.add_followup") else ()
        return [one.reason for one in found if one.due <= timezone.localdate()]

    assert (due(own), due(above), due(office)) == (["meine"], ["deine"], ["meine", "deine"])
    assert due(make_user(Hat.ADMINISTRATION, username="admin")) == []
    Assignment.objects.update(unit=Unit.objects.get(code="FB 61"))
    assert due(User.objects.get(pk=own.pk)) == []
