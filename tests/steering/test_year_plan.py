"""The Jahresplan: what stands in it, what is late, who sees what, and its calendar in another parser."""

from __future__ import annotations

import datetime as dt

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.roles import Hat
from steering.models import GoalTalk, Meeting
from steering.year_plan import YearPlan
from tests.city import build_city, moment
from tests.factories import (
    make_extract_round,
    make_goal_talk,
    make_meeting,
    make_report,
    make_seat,
    make_section,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = dt.date
TODAY = DAY(2021, 6, 1)
PATH = "/jahresplan/"


def plan_of(user: object, year: int = 2021, today: dt.date = TODAY) -> YearPlan:
    return YearPlan(user, year, now=timezone.make_aware(dt.datetime(*today.timetuple()[:3], 9)), today=today)


def told(plan: YearPlan) -> list[tuple[str, str, str]]:
    return [(f"{one.day:%d.%m.}", one.kind, one.warning) for one in plan.entries]


@pytest.fixture
def year() -> None:
    """2021 with an Abfrage, a meeting with its Fristen, a talk with 51.3 and the reports on 2020."""
    build_city(moment("2020-01-10 08:00"))
    kita, fb61 = Unit.objects.get(slug="51.3"), Unit.objects.get(slug="FB-61")
    days = {"key_date": DAY(2021, 4, 1), "due": DAY(2021, 5, 4)}
    make_extract_round([kita, fb61], **days, at=moment("2021-04-01 10:00"))
    make_meeting(
        DAY(2021, 3, 10),
        state=Meeting.State.MINUTES_SENT,
        proposals_until=DAY(2021, 2, 20),
        objections_until=DAY(2021, 4, 10),
    )
    make_meeting(DAY(2021, 1, 20), state=Meeting.State.CANCELLED, cancelled_because="Sturm")
    make_goal_talk(kita, 2020, state=GoalTalk.State.EVALUATED)
    make_goal_talk(kita, 2021, check_until=DAY(2021, 5, 29))
    make_section(make_report(kita, 2020), unit=kita, due=DAY(2021, 7, 1))


def test_plan_tells_days_and_marks_what_is_late(year: None) -> None:
    plan = plan_of(make_user(Hat.COORDINATION))
    minutes = "Das Protokoll der Sitzung vom 10.03.2021 ist noch nicht genehmigt; die Frist für Einwendungen"
    unpublished = "Seit 30.04.2021 sollte er veröffentlicht sein."
    assert told(plan) == [
        ("20.01.", "Sitzung", ""),
        ("20.02.", "Frist", ""),
        ("01.03.", "Zielgespräch", ""),
        ("10.03.", "Sitzung", ""),
        ("10.04.", "Frist", f"{minutes} ist vorbei."),
        ("30.04.", "Jahresbericht", unpublished),
        ("30.04.", "Jahresbericht", unpublished),
        ("04.05.", "Abfrage", "2 Rückmeldungen überfällig."),
        ("29.05.", "Frist", "Der Zwischenstand ist noch nicht geprüft."),
        ("01.07.", "Frist", ""),
    ]
    assert [(one.first.month, len(one.entries)) for one in plan.months] == [
        *((1, 1), (2, 1), (3, 2), (4, 3), (5, 2), (7, 1)),
    ]
    assert [(one.state, one.warning) for one in plan.targets] == [
        ("1 von mindestens 2, 1 gehalten", ""),
        (
            "mit 1 von 2 Stellen",
            "FB 61: Kein Zielgespräch geplant; seit 01.03. sollte der Termin stehen.",
        ),
        ("0 von 2 veröffentlicht", "Im Verzug: ganze Stadt, 51.3."),
    ]
    assert plan.late == 6, "a late report counts once"


def test_cadence_of_the_source_is_late_in_its_time(year: None) -> None:
    office = make_user(Hat.COORDINATION)
    meetings, *_ = plan_of(office, today=DAY(2021, 9, 1)).targets
    assert "Für 2021 fehlt noch eine Sitzung; seit 01.09." in meetings.warning
    for one in plan_of(office, 2022).targets:
        assert not one.warning
    early = plan_of(office, today=DAY(2021, 1, 2))
    assert early.late == 0, told(early)


def test_minutes_that_are_not_out_are_marked_at_the_meeting() -> None:
    build_city()
    make_meeting(DAY(2021, 5, 1))
    office = make_user(Hat.COORDINATION)
    sentence = "Das Protokoll der Sitzung vom 01.05.2021 ist noch nicht versandt."
    assert told(plan_of(office, today=DAY(2021, 5, 15)))[-1][2] == ""
    assert sentence in [warning for *_, warning in told(plan_of(office, today=DAY(2021, 5, 16)))]


def test_department_sees_its_own_and_no_meetings(year: None) -> None:
    kita, fb61 = Unit.objects.get(slug="51.3"), Unit.objects.get(slug="FB-61")
    own = plan_of(make_user(Hat.DEPARTMENT, username="kita", unit=kita))
    assert [kind for _, kind, _ in told(own)] == [
        *("Zielgespräch", "Jahresbericht", "Abfrage", "Frist", "Frist"),
    ]
    assert [one.state for one in own.entries if one.kind == "Abfrage"] == ["0 von 1 eingegangen"]
    assert [one.label for one in own.targets] == ["Zielgespräche", "Jahresberichte über 2020"]
    others = plan_of(make_user(Hat.DEPARTMENT, username="fb61", unit=fb61))
    assert [kind for _, kind, _ in told(others)] == ["Abfrage"]


def test_group_sees_meetings_and_writes_no_text(year: None) -> None:
    member = make_user("", username="mitglied")
    make_seat(Unit.objects.get(slug="FB-61"), person=member)
    days = [day for day, *_ in told(plan_of(member))]
    assert "10.03." in days
    assert "01.07." not in days


def test_calendar_keeps_the_uids_of_invitations_and_of_days(client: Client, year: None) -> None:
    client.force_login(make_user(Hat.COORDINATION))
    answer = client.get("/jahresplan.ics?jahr=2021")
    assert answer.headers["Content-Type"] == "text/calendar; method=PUBLISH; charset=utf-8"
    calendar = vobject.readOne(answer.content.decode())
    events = {one.uid.value: one for one in calendar.vevent_list}
    assert len(events) == 10
    meeting = Meeting.objects.get(state=Meeting.State.MINUTES_SENT)
    assert events[meeting.uid].dtstart.value == meeting.starts_at
    assert events[Meeting.objects.get(state=Meeting.State.CANCELLED).uid].status.value == "CANCELLED"
    assert events[f"einwendungen-{meeting.uid}"].dtstart.value == DAY(2021, 4, 10)
    talk = GoalTalk.objects.get(year=2021)
    assert events[talk.uid].url.value == f"http://testserver/zielgespraeche/{talk.pk}/"
    assert {"bericht-2020-stadt@integrationsplanung", "bericht-2020-51.3@integrationsplanung"} < set(events)
    again = vobject.readOne(client.get("/jahresplan.ics?jahr=2021").content.decode())
    assert [one.uid.value for one in again.vevent_list] == [one.uid.value for one in calendar.vevent_list]


@pytest.mark.parametrize("asked", ["", "1999", "zwei", "9" * 5000, "²"])
def test_unknown_year_is_this_one(client: Client, asked: str) -> None:
    build_city()
    client.force_login(make_user(Hat.COORDINATION))
    page = client.get(PATH, {"jahr": asked})
    assert page.context["plan"].year == timezone.localdate().year


def test_page_offers_years_with_something_in_them(client: Client, year: None) -> None:
    client.force_login(make_user(Hat.COORDINATION))
    page = client.get(PATH, {"jahr": "2020"})
    assert page.context["plan"].year == 2020
    assert {2020, 2021, timezone.localdate().year + 1} <= set(page.context["years"])
    assert 'href="/zielgespraeche/' in page.content.decode()


def test_page_takes_a_constant_number_of_queries(client: Client, year: None) -> None:
    client.force_login(make_user(Hat.COORDINATION))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PATH, {"jahr": "2021"})
        return len(asked)

    before = queries()
    for number in range(4):
        unit = make_unit(f"FB {number + 90}")
        make_goal_talk(unit, 2021, check_until=DAY(2021, 8, 1))
        make_section(make_report(unit, 2020), unit=unit, due=DAY(2021, 8, 1))
        make_meeting(DAY(2021, 8, number + 1), objections_until=DAY(2021, 9, 1))
    days = {"key_date": DAY(2021, 8, 1), "due": DAY(2021, 9, 1)}
    make_extract_round([Unit.objects.get(slug="51.3")], **days, at=moment("2021-08-01 10:00"))
    assert queries() == before <= 30
