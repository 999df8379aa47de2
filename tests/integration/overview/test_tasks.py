"""„Als Nächstes“: all that waits for a person in one list, nothing of others, each line with its way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.barriers.report_actions import report_barrier, settle_report
from integration.history.models import ChangeSet
from integration.overview.counted import Counts
from integration.overview.dated import MOST
from integration.overview.reader import Reader
from integration.overview.tasks import Task, Tasks
from steering.freezing import checksum
from steering.models import Departure, GoalTalk, Meeting, Side, Takeover
from steering.talks.agreement_actions import confirm
from steering.talks.agreement_record import record_of
from tests.catalogue.unit_returns import issue_to
from tests.factories import (
    make_agenda_item,
    make_assignment,
    make_assignment_follow_up,
    make_clarification,
    make_follow_up,
    make_goal,
    make_goal_talk,
    make_indicator,
    make_measure,
    make_meeting,
    make_report,
    make_review,
    make_seat,
    make_section,
    make_user,
)

pytestmark = pytest.mark.usefixtures("city")
NOW = timezone.make_aware(dt.datetime(2018, 3, 1, 9))
TODAY = NOW.date()
SOON, LATE = TODAY + dt.timedelta(days=9), TODAY - dt.timedelta(days=9)


def tasks_of(user: User) -> Tasks:
    reader = Reader(user, NOW)
    return Tasks(reader, Counts(reader))


def told(user: User) -> list[tuple[str, str]]:
    return [(task.kind, task.about) for task in tasks_of(user).all]


def texts(user: User) -> set[str]:
    return {task.text for task in tasks_of(user).all}


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def of_unit(slug: str) -> User:
    return make_user(Hat.DEPARTMENT, username=slug.lower(), unit=unit(slug))


def fill() -> None:
    make_follow_up(7, TODAY)
    make_follow_up(7, TODAY + dt.timedelta(days=1))
    make_clarification(28, due=LATE)
    make_measure(29, next_step="Bescheid abwarten", next_step_date="2018-01-15")


def test_what_is_due_comes_oldest_first() -> None:
    fill()
    assert told(make_user()) == [
        ("Nächster Schritt", "Maßnahme 29"),
        ("Antwort", "Maßnahme 28"),
        ("Wiedervorlage", "Maßnahme 7"),
    ]


def test_barriers_wait_for_the_administration_by_the_day_that_was_promised() -> None:
    told: Any = {"problem": "Kein Name", "page": "/katalog/", "email": "", "link": ""}
    report = report_barrier(at=NOW - dt.timedelta(days=40), **told)
    settle_report(report_barrier(at=NOW, **told), answer="Behoben", by=None)
    (task,) = (task for task in tasks_of(make_user(Hat.ADMINISTRATION)).all if task.kind == "Barriere")
    assert task.day == TODAY - dt.timedelta(days=10)
    assert task[2:5] == ("Gemeldete Barriere beantworten: Kein Name", f"/barrieren/{report.pk}/", "/katalog/")
    assert kinds(make_user(Hat.COORDINATION, username="amt")) == set()


def kinds(user: User) -> set[str]:
    return {task.kind for task in tasks_of(user).all}


def test_department_reads_what_is_due_of_its_measures() -> None:
    fill()
    own = of_unit("FB-61")
    make_follow_up(29, TODAY, by=own)
    assert told(own) == [("Nächster Schritt", "Maßnahme 29"), ("Wiedervorlage", "Maßnahme 29, Fb-61")]


def test_next_step_of_a_dropped_measure_is_not_due() -> None:
    make_measure(29, next_step_date="2018-01-15", status=("entfallen", "kein Bedarf"))
    assert told(make_user()) == []


def test_unit_sees_all_that_is_asked_of_it_and_the_office_what_is_late(client: Client) -> None:
    kita = unit("51.3")
    issue_to("51.3", {28: "beteiligt"})
    make_clarification(28, "Wann beginnt es?", unit=kita, due=SOON)
    make_assignment(kita, "Räume suchen", due=SOON)
    make_assignment(kita, "Liste schicken", due=LATE)
    make_assignment(kita, "Noch im Entwurf", due=SOON, started_at=None)
    make_section(make_report(None, 2017), unit=kita, due=SOON)
    goal = make_goal(make_goal_talk(kita, 2018), steps=[("Einladen", LATE), ("Irgendwann", None)])
    make_indicator(goal, "Beratene Familien", due=SOON)
    asked = {
        "Rückmeldung für 51.3 Kindertagesstätten",
        "Wann beginnt es?",
        "Räume suchen",
        "Liste schicken",
        "Text „Ausblick“",
        "Einladen",
        "Beratene Familien",
    }
    own = of_unit("51.3")
    assert texts(own) == asked
    assert texts(of_unit("FB-51")) == asked  # the unit above
    assert texts(of_unit("FB-61")) == set()
    assert texts(make_user()) == {"Liste schicken", "Einladen"}
    client.force_login(own, backend="integration.accounts.backends.PasswordBackend")
    for task in tasks_of(own).all:
        assert client.get(task.url).status_code == 200, task


def test_person_with_two_hats_sees_each_thing_once() -> None:
    make_assignment(unit("51.3"), "Liste schicken", due=LATE)
    both = make_user(Hat.COORDINATION, unit=unit("51.3"))
    assert [task.text for task in tasks_of(both).all] == ["Liste schicken"]


def test_group_prepares_its_meeting_and_reads_the_minutes() -> None:
    member = make_user("", username="mitglied")
    make_seat(unit("FB-61"), person=member)
    coming = make_meeting(SOON, state=Meeting.State.INVITED, proposals_until=SOON - dt.timedelta(days=2))
    sent = make_meeting(LATE, state=Meeting.State.MINUTES_SENT, objections_until=TODAY)
    make_meeting(LATE - dt.timedelta(days=60), state=Meeting.State.CANCELLED, cancelled_because="Krank")
    assert [(task.text, task.url) for task in tasks_of(member).all] == [
        (f"Protokoll vom {LATE:%d.%m.%Y} prüfen", f"/sitzungen/{sent.pk}/protokoll/"),
        ("Themen vorschlagen", f"/sitzungen/{coming.pk}/tops/neu/"),
        (f"{coming.title}: Unterlagen lesen", f"/sitzungen/{coming.pk}/mappe/"),
    ]
    office = make_user()
    assert [task.url for task in tasks_of(office).all] == [f"/sitzungen/{coming.pk}/"]
    sent.objections_until = LATE
    sent.save()
    assert "Frist für Einwendungen ist vorbei" in tasks_of(office).all[0].text


def test_unit_is_asked_for_its_stellungnahme_until_it_has_said_something() -> None:
    meeting = make_meeting(SOON, state=Meeting.State.INVITED)
    make_agenda_item(meeting, "Kitas", measures=[7, 28])
    assert told(of_unit("51.3")) == [("Sitzung", "Kitas")]
    lead = of_unit("FB-51")
    assert texts(lead) == {"Stellungnahme zu Maßnahme 7", "Stellungnahme zu Maßnahme 28"}
    make_review(meeting, 7, unit("FB-51"))
    make_review(meeting, 28, unit("51.3"))
    assert texts(lead) == set()
    assert texts(of_unit("FB-61")) == set()  # takes part in 7, which another unit leads


def test_both_partners_see_the_agreement_that_waits_for_them() -> None:
    kita, office = of_unit("51.3"), make_user()
    talk = make_goal_talk(unit("51.3"), 2018, state=GoalTalk.State.HELD, starts_at=NOW - dt.timedelta(days=1))
    assert texts(kita) == set()  # without a goal there is nothing to confirm
    make_indicator(make_goal(talk, measures=[28]), measured_how="Listen")
    waits = {"Zielvereinbarung 2018 bestätigen"}
    assert (texts(kita), texts(office), texts(of_unit("FB-61"))) == (waits, waits, set())
    confirm(talk, Side.UNIT, seen=checksum(record_of(talk)), by=kita, at=NOW)
    assert (texts(kita), texts(office)) == (set(), waits)


def test_next_talk_stands_in_the_list_however_much_comes_before_it() -> None:
    own = of_unit("51.3")
    for place in range(MOST):
        make_clarification(28, f"Frage {place}", unit=unit("51.3"), due=TODAY + dt.timedelta(days=1))
    times = {"starts_at": NOW + dt.timedelta(days=20), "ends_at": NOW + dt.timedelta(days=21)}
    make_goal_talk(unit("51.3"), 2018, state=GoalTalk.State.PLANNED, **times)
    make_goal_talk(unit("FB-61"), 2018, state=GoalTalk.State.PLANNED, **times)
    tasks = tasks_of(own)
    assert (tasks.shown[-1].text, tasks.is_cut) == (
        "Zielgespräch 2018 mit 51.3 Kindertagesstätten vorbereiten",
        True,
    )
    assert len(tasks.shown) < MOST


def test_office_is_asked_whether_a_talk_was_held() -> None:
    passed = {"starts_at": NOW - dt.timedelta(days=2), "ends_at": NOW - dt.timedelta(days=1)}
    make_goal_talk(unit("51.3"), 2018, state=GoalTalk.State.PLANNED, **passed)
    assert texts(make_user()) == {"Zielgespräch 2018 mit 51.3 Kindertagesstätten: wurde es geführt?"}
    assert texts(of_unit("51.3")) == set()


def test_what_waits_without_a_day_stands_with_what_is_due_today() -> None:
    make_assignment(unit("51.3"), due=SOON, wished_due=SOON, wished_because="Ferien")
    make_follow_up(7, TODAY)
    make_clarification(28, due=LATE)
    late, *rest = tasks_of(make_user()).late
    assert late.kind == "Antwort"
    assert rest[0] == Task(None, "Auftrag", "1 Verlängerung erbeten", "/aufgaben/?stand=verlaengerung")


def test_wiedervorlage_of_an_auftrag_is_due_for_who_set_it() -> None:
    own = of_unit("51.3")
    given = make_assignment(unit("51.3"), "Räume suchen", due=SOON)
    make_assignment_follow_up(given, TODAY, "Vermieter anrufen", by=own)
    first = tasks_of(own).all[0]
    assert (first.text, first.about) == ("Vermieter anrufen", "Auftrag an 51.3")
    assert first.url == f"/aufgaben/{given.pk}/#wiedervorlage"
    assert "Vermieter anrufen" not in texts(of_unit("FB-51"))


def test_who_takes_over_is_asked_to_acknowledge_it_and_the_administration_sees_what_is_not() -> None:
    heir, other = of_unit("51.3"), of_unit("FB-61")
    with transaction.atomic():
        written = ChangeSet.objects.open(by=None, way=ChangeSet.Way.FORM)
    told_of = {"last_day": LATE, "reason": "Ruhestand", "change_set": written}
    gone = Departure.objects.create(function="Stelle 51.3 alt", **told_of, **Departure.stamp(None, NOW))
    stamp = Takeover.stamp(None)
    Takeover.objects.create(departure=gone, successor=heir, function=str(heir), things=[], **stamp)
    assert texts(heir) == {"Übernahme von Stelle 51.3 alt bestätigen"}
    assert texts(other) == set()
    assert texts(make_user(Hat.ADMINISTRATION)) == {"1 Übernahme ist noch nicht bestätigt"}
