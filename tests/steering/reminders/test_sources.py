"""What people owe, source by source, and who is told of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from catalogue.models import MeasureVersion, Unit
from catalogue.upkeep.steps import confirm
from integration.accounts.models import User
from integration.accounts.roles import Hat, Role
from integration.barriers.report_actions import report_barrier, settle_report
from steering.assignments.assignment_actions import grant
from steering.departures.departure_actions import acknowledge
from steering.freezing import checksum
from steering.models import (
    AgreementConfirmation,
    AnnualReport,
    AssignmentFollowUp,
    GoalTalk,
    ReminderChoice,
    ReportSignature,
)
from steering.reminders import barrier_dues, catalogue_dues, departure_dues, report_dues, steering_dues
from steering.reminders.due import Due, Stage
from steering.reminders.recipients import Recipients
from steering.talks.agreement_record import record_of
from tests import factories as make
from tests.city import build_city, moment

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 4)


@pytest.fixture(autouse=True)
def city() -> None:
    build_city()


def unit(slug: str = "51.3") -> Unit:
    return Unit.objects.get(slug=slug)


def said(dues: Any) -> list[tuple[str, Stage, str]]:
    """Return of each due its text, its stage and the unit that owes it, "" for the Koordination."""
    names = dict(Unit.objects.values_list("pk", "slug"))
    return [(due.text, due.stage, names.get(due.unit, "")) for due in dues]


def issued(due: dt.date, slug: str = "51.3") -> Any:
    extract = make.make_extract(unit(slug))
    extract.due = due
    extract.save()
    return extract


def test_return_is_asked_of_the_unit_and_once_late_the_office_knows() -> None:
    issued(TODAY + dt.timedelta(days=14), "FB-51")
    issued(TODAY + dt.timedelta(days=15), "FB-61")
    issued(TODAY - dt.timedelta(days=1))
    assert said(catalogue_dues.returns(TODAY)) == [
        ("Rückmeldung zum Maßnahmenkatalog für 51.3 Kindertagesstätten", Stage.DUE, "51.3"),
        ("Die Rückmeldung von 51.3 steht aus", Stage.NOTE, ""),
        ("Rückmeldung zum Maßnahmenkatalog für FB 51 Kinder, Jugend und Familie", Stage.SOON, "FB-51"),
    ]


def test_question_goes_to_its_unit_or_to_the_office_and_not_where_the_measure_is_dropped() -> None:
    make.make_clarification(28, "Wer zahlt?", unit=unit(), due=TODAY)
    make.make_clarification(7, "Wo?", due=TODAY)
    make.make_clarification(29, "Wann?", due=TODAY)
    make.make_clarification(7, "Ohne Tag")
    make.make_measure(29, status=("entfallen", "Doppelt"))
    assert said(catalogue_dues.answers(TODAY)) == [
        ("Antwort zu Maßnahme 28: Wer zahlt?", Stage.DUE, "51.3"),
        ("Antwort zu Maßnahme 7: Wo?", Stage.DUE, ""),
    ]


def test_measure_nobody_looked_at_is_asked_of_its_lead_again_after_each_confirmation() -> None:
    today = timezone.localdate()
    later = today + dt.timedelta(days=400)
    assert list(catalogue_dues.untouched(today)) == []
    before = list(catalogue_dues.untouched(later))
    assert [(due.item, due.unit) for due in before] == [("7", unit("FB-51").pk), ("28", None), ("29", None)]
    assert before[0].bundle
    assert "luecke=unberuehrt&stelle=FB-51&rolle=federfuehrend" in before[0].bundle.path
    assert before[0].key == f"sachstand:7:{today:%Y-%m-%d}"
    looked = timezone.now() + dt.timedelta(days=100)
    confirm(MeasureVersion.objects.current(), [7, 28], by=None, at=looked)
    confirm(MeasureVersion.objects.current(), [28], by=None, at=looked + dt.timedelta(days=200))
    after = {due.item: due.key for due in catalogue_dues.untouched(later)}
    assert after == {
        "7": f"sachstand:7:{timezone.localdate(looked):%Y-%m-%d}",
        "29": f"sachstand:29:{today:%Y-%m-%d}",
    }


def test_auftrag_and_its_lateness() -> None:
    make.make_assignment(unit(), "Bedarf prüfen", due=TODAY - dt.timedelta(days=1))
    make.make_assignment(unit(), "Läuft noch nicht", due=TODAY, started_at=None)
    assert said(steering_dues.assignments(TODAY)) == [
        ("Auftrag der Steuerungsgruppe: Bedarf prüfen", Stage.DUE, "51.3"),
        ("Der Auftrag an 51.3 ist überfällig: Bedarf prüfen", Stage.NOTE, ""),
    ]


def test_values_and_steps_of_agreements_in_force() -> None:
    goal = make.make_goal(make.make_goal_talk(unit(), 2026), steps=[("Einladen", TODAY), ("Ohne Tag", None)])
    make.make_indicator(goal, due=TODAY + dt.timedelta(days=14))
    make.make_value(make.make_indicator(goal, "Gemessen", due=TODAY), day=TODAY)
    draft = make.make_goal(
        make.make_goal_talk(unit("FB-51"), 2026, state="gefuehrt"), steps=[("Nein", TODAY)]
    )
    make.make_indicator(draft, due=TODAY)
    assert said(steering_dues.values(TODAY)) == [
        ("Wert des Indikators „Beratene Familien“ (Zielgespräch 2026 mit 51.3)", Stage.SOON, "51.3")
    ]
    assert said(steering_dues.steps(TODAY)) == [
        ("Schritt zum Jahresziel: Einladen (Zielgespräch 2026 mit 51.3)", Stage.DUE, "51.3")
    ]


def test_text_of_a_report_is_asked_of_its_unit() -> None:
    report = make.make_report()
    make.make_section(report, unit=unit(), due=TODAY)
    make.make_section(report, "einleitung", unit=unit(), due=TODAY, is_done=True)
    make.make_section(report, "ziele", due=TODAY)
    assert said(report_dues.sections(TODAY)) == [
        ("Text „Ausblick“ zum Jahresbericht 2021, ganze Stadt", Stage.DUE, "51.3")
    ]


def test_signatures_are_asked_of_units_then_of_the_chair_and_once_late_the_office_knows() -> None:
    make.make_seat(unit("FB-61"), office="vorsitz")
    report = make.make_report(unit("FB-51"), state="mitzeichnung", content={"year": 2021})
    make.make_section(report, unit=unit(), is_done=True)
    in_time = dt.date(2022, 4, 29)

    def sign(by: Unit) -> None:
        sha256 = checksum(report.content)
        ReportSignature.objects.create(report=report, unit=by, sha256=sha256, **ReportSignature.stamp(None))

    text = "Mitzeichnung des Berichts: Jahresbericht 2021, FB 51"
    before = said(report_dues.signatures(in_time))
    assert before == [(text, Stage.SOON, "51.3"), (text, Stage.SOON, "FB-51")]
    sign(unit())
    assert said(report_dues.signatures(TODAY)) == [
        (text, Stage.DUE, "FB-51"),
        ("Die Mitzeichnung von FB 51 steht aus: Jahresbericht 2021, FB 51", Stage.NOTE, ""),
    ]
    sign(unit("FB-51"))
    last = "Schlusszeichnung des Berichts: Jahresbericht 2021, FB 51"
    assert said(report_dues.signatures(in_time)) == [(last, Stage.SOON, "FB-61")]
    AnnualReport.objects.update(content={"year": 2022})
    assert said(report_dues.signatures(in_time)) == before, "what was changed is signed anew"


def test_wish_for_more_time_is_the_offices_until_it_is_decided() -> None:
    wished = TODAY + dt.timedelta(days=30)
    task = make.make_assignment(unit(), "Bedarf prüfen", wished_due=wished, wished_because="Urlaub")
    text = "51.3 bittet um Verlängerung bis 03.06.2026: Bedarf prüfen"
    assert said(steering_dues.wishes(TODAY)) == [(text, Stage.DUE, "")]
    grant(task, by=None)
    assert said(steering_dues.wishes(TODAY)) == []


def test_takeover_is_asked_of_the_successor_a_week_after_its_letter_and_the_office_knows() -> None:
    leaver = make.make_user("", username="geht", unit=unit(), function="Stelle 51.3")
    heir = make.make_user("", username="kommt", function="Leitung 51.3")
    takeover = make.make_departure(leaver, heir).takeovers.get()
    week = timezone.localdate() + dt.timedelta(days=7)
    assert list(departure_dues.takeovers(week - dt.timedelta(days=1))) == []
    asked, known = departure_dues.takeovers(week)
    assert asked.text == "Bestätigen Sie bitte, dass Sie die Aufgaben von Stelle 51.3 übernommen haben"
    assert (told(asked), asked.is_due) == ([("kommt", "")], True)
    assert (known.text, known.stage, known.person) == (
        "Nicht bestätigt: Übernahme durch Leitung 51.3 von Stelle 51.3",
        Stage.NOTE,
        None,
    )
    acknowledge(takeover, by=heir)
    assert list(departure_dues.takeovers(week)) == []


def test_barrier_is_the_administrations_two_weeks_before_its_month_is_over_until_it_is_answered() -> None:
    told: Any = {"page": "", "email": "", "link": ""}
    late, soon, fresh = (
        report_barrier(problem=problem, at=moment(f"2026-04-{day} 23:30"), **told)
        for problem, day in (("Kein Name", "04"), ("Zu klein", "18"), ("Zu bunt", "19"))
    )
    found = list(barrier_dues.barriers(TODAY))
    assert [(due.text.partition(": ")[2], due.stage, due.day) for due in found] == [
        ("Kein Name", Stage.DUE, TODAY),
        ("Zu klein", Stage.SOON, TODAY + dt.timedelta(days=14)),
    ]
    assert {due.role for due in found} == {Role.ADMINISTRATION}
    assert found[0].path == f"/barrieren/{late.pk}/"
    for report in (late, fresh):
        settle_report(report, answer="Behoben", by=None)
    assert [due.path for due in barrier_dues.barriers(TODAY)] == [f"/barrieren/{soon.pk}/"]


def test_next_step_that_is_overdue_is_its_leads_or_the_offices() -> None:
    make.make_measure(7, next_step="Träger fragen", next_step_date="2026-05-03")
    make.make_measure(28, next_step_date="2026-05-02")
    make.make_measure(29, next_step_date="2026-05-04")
    assert said(catalogue_dues.next_steps(TODAY)) == [
        ("Nächster Schritt zu Maßnahme 28: ohne nähere Angabe", Stage.DUE, ""),
        ("Nächster Schritt zu Maßnahme 7: Träger fragen", Stage.DUE, "FB-51"),
    ]
    make.make_measure(7, status=("entfallen", "Doppelt"))
    make.make_measure(28, next_step_date="2026-05-20")
    assert said(catalogue_dues.next_steps(TODAY)) == []


def test_wiedervorlage_of_an_auftrag_is_its_persons() -> None:
    kita = make.make_user("", username="kita", unit=unit())
    task = make.make_assignment(unit("FB-61"))
    stamp = AssignmentFollowUp.stamp(kita)
    AssignmentFollowUp.objects.create(assignment=task, due=TODAY, reason="Nachfragen", **stamp)
    (due,) = steering_dues.follow_ups(TODAY)
    assert due.text == "Wiedervorlage vom 04.05.2026 zum Auftrag an FB 61: Nachfragen"
    assert told(due) == [("kita", "")]


def test_missing_talks_are_the_offices_from_march_on() -> None:
    make.make_goal_talk(unit(), 2026)  # 51.3 speaks for FB 51
    assert said(steering_dues.missing_talks(dt.date(2026, 2, 28))) == []
    assert said(steering_dues.missing_talks(TODAY)) == [
        ("Mit FB 61 Stadtplanung ist für 2026 kein Zielgespräch geplant", Stage.DUE, "")
    ]


def test_late_agreement_is_asked_of_whoever_has_yet_to_confirm() -> None:
    talk = make.make_goal_talk(unit(), 2026, state=GoalTalk.State.HELD)
    in_time, late = dt.date(2026, 3, 10), dt.date(2026, 4, 20)
    assert said(steering_dues.late_talks(in_time)) == said(steering_dues.confirmations(in_time)) == []
    assert [one[1:] for one in said(steering_dues.late_talks(late))] == [(Stage.DUE, "51.3"), (Stage.DUE, "")]
    AgreementConfirmation.objects.create(
        talk=talk,
        side="koordination",
        sha256=checksum(record_of(talk)),
        confirmed_on=in_time,
        **AgreementConfirmation.stamp(None),
    )
    assert [one[1:] for one in said(steering_dues.confirmations(in_time))] == [(Stage.NOTE, "51.3")]
    assert [one[1:] for one in said(steering_dues.late_talks(late))] == [(Stage.DUE, "51.3")]
    make.make_goal(talk)  # and what was confirmed is no more what stands there
    assert said(steering_dues.confirmations(in_time)) == []
    assert len(said(steering_dues.late_talks(late))) == 2


def test_meetings_too_few_and_minutes_that_wait() -> None:
    make.make_meeting(TODAY - dt.timedelta(days=60), state="protokoll-versandt", objections_until=TODAY)
    make.make_meeting(TODAY - dt.timedelta(days=15))
    make.make_meeting(TODAY - dt.timedelta(days=14))
    make.make_meeting(TODAY - dt.timedelta(days=90), state="genehmigt")
    assert [text for text, _, _ in said(steering_dues.minutes(TODAY))] == [
        "Das Protokoll der Sitzung vom 19.04.2026 ist noch nicht versandt"
    ]
    assert len(said(steering_dues.minutes(TODAY + dt.timedelta(days=1)))) == 3
    assert said(steering_dues.too_few_meetings(TODAY)) == []
    (late,) = steering_dues.too_few_meetings(dt.date(2027, 3, 1))
    assert (late.text[:34], late.stage) == ("Für 2027 fehlen noch zwei Sitzunge", Stage.DUE)


# --- Who is told --------------------------------------------------------------------------------


def owed(stage: Stage = Stage.DUE, slug: str | None = "51.3", person: User | None = None) -> Due:
    return Due(
        "x", "x", "/", stage, unit=unit(slug).pk if slug else None, person=person.pk if person else None
    )


def told(due: Due) -> list[tuple[str, str]]:
    """Return who is told of a due, each with the unit in whose place, and that "niemand" is."""
    recipients = Recipients(on=timezone.localdate())
    found, unheard = recipients.assign([due])
    rows = [(recipients.people[key].username, one[0].instead_of) for key, one in found.items()]
    return rows + [("niemand", "")] * len(unheard)


def test_unit_without_people_leads_up_to_its_parent_and_then_to_the_office() -> None:
    assert told(owed()) == [("niemand", "")]
    make.make_user(Hat.COORDINATION, username="koordination")
    assert told(owed()) == [("koordination", "51.3")]
    make.make_user("", username="fb51", unit=unit("FB-51"))
    assert told(owed()) == [("fb51", "51.3")]
    make.make_user("", username="ohne-adresse", unit=unit(), email="")
    make.make_user("", username="ging", unit=unit(), is_active=False)
    assert told(owed()) == [("fb51", "51.3")]
    kita = make.make_user("", username="kita", unit=unit())
    assert told(owed()) == [("kita", "")]
    ReminderChoice.objects.create(user=kita, pace="keine")
    assert told(owed()) == [("fb51", "51.3")]
    assert told(owed(slug=None)) == [("koordination", "")]


def test_office_may_decline_all_but_what_is_due() -> None:
    office = make.make_user(Hat.COORDINATION, username="koordination")
    ReminderChoice.objects.create(user=office, pace="keine")
    assert told(owed(slug=None)) == [("koordination", "")]
    assert told(owed(Stage.NOTE, slug=None)) == [("niemand", "")]


def test_what_a_role_owes_goes_to_its_people_and_without_them_to_the_office() -> None:
    due = Due("x", "x", "/", Stage.DUE, role=Role.ADMINISTRATION)
    make.make_user(Hat.COORDINATION, username="koordination")
    assert told(due) == [("koordination", "")]
    administration = make.make_user(Hat.ADMINISTRATION, username="administration")
    assert told(due) == [("administration", "")]
    ReminderChoice.objects.create(user=administration, pace="keine")
    assert told(due) == [("administration", "")]
    assert told(owed(slug=None)) == [("koordination", "")]


def test_follow_up_is_its_persons_own_until_that_leaves() -> None:
    make.make_user(Hat.COORDINATION, username="koordination")
    kita = make.make_user("", username="kita", unit=unit())
    make.make_follow_up(28, TODAY, "Nachfragen", by=kita)
    make.make_follow_up(28, TODAY + dt.timedelta(days=1), by=kita)
    (due,) = catalogue_dues.follow_ups(TODAY)
    assert due.text == "Wiedervorlage vom 04.05.2026 zu Maßnahme 28: Nachfragen"
    assert told(due) == [("kita", "")]
    ReminderChoice.objects.create(user=kita, pace="keine")
    assert told(due) == []
    kita.is_active = False
    kita.save()
    assert told(due) == [("koordination", "")]
