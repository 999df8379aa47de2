"""Minutes are written TOP by TOP, sent, approved and then never change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.models import Unit
from catalogue.past.history import current_versions
from catalogue.records import State
from integration.history.models import ChangeSet
from steering.assignments.assignment_actions import ask_for_time, assign, change_task, grant, take_back
from steering.freezing import checksum, verify
from steering.minutes import minutes_actions as actions
from steering.minutes.resolution_actions import (
    change_result,
    cite,
    record_result,
    record_status,
    remove_result,
)
from steering.models import AgendaItem, Attendance, Frozen, Meeting, Minutes, Resolution
from tests.city import build_city, moment
from tests.factories import make_agenda_item, make_meeting, make_seat, make_user
from tests.pdfs import barriers, facts_of, read_aloud, text_of

pytestmark = pytest.mark.django_db

TODAY = dt.date(2017, 7, 1)
NOW = moment("2017-07-01 12:00")


@pytest.fixture
def meeting() -> Meeting:
    """A meeting that was held in the city, with two TOPs and who was there."""
    build_city(moment("2017-05-01 08:00"))
    held = make_meeting()
    make_agenda_item(held, "Ein Büro für alle", measures=[7], proposal="Das Büro öffnet 2018.")
    make_agenda_item(held, "Verschiedenes")
    seat = make_seat(Unit.objects.get(code="FB 61"), office="vorsitz", function="Fachbereichsleitung")
    actions.save_attendance(held, {seat: ("vertreten", "Stellvertretung")}, ["Jobcenter"], by=None, at=NOW)
    return held


def sent(meeting: Meeting, until: dt.date = TODAY) -> Meeting:
    actions.send_draft(meeting, objections_until=until, by=make_user(username="buero"), at=NOW)
    meeting.refresh_from_db()
    return meeting


def approved(meeting: Meeting) -> Minutes:
    return actions.approve(sent(meeting), later=None, by=None, at=NOW + dt.timedelta(days=1))


def test_two_people_write_different_tops_and_the_same_top_conflicts(meeting: Meeting) -> None:
    first, second = meeting.items.all()
    actions.save_text(first, "Eins", seen=1, by=None, at=NOW)
    actions.save_text(second, "Zwei", seen=1, by=None, at=NOW)
    with pytest.raises(actions.TextConflict) as conflict:
        actions.save_text(first, "Anders", seen=1, by=None, at=NOW)
    assert (conflict.value.item.text, conflict.value.item.version) == ("Eins", 2)
    assert actions.save_text(first, "Eins", seen=1, by=None, at=NOW).version == 2  # both wrote the same
    assert actions.save_text(first, "Anders", seen=2, by=None, at=NOW).text == "Anders"


def test_festlegungen_are_numbered_without_gaps(meeting: Meeting) -> None:
    top = meeting.items.all()[0]
    made = [record_result(top, "festlegung", wording=f"W{n}", by=None, at=NOW) for n in range(3)]
    assert [str(one) for one in made] == [f"Festlegung 2017/{n}" for n in (1, 2, 3)]
    assert record_result(top, "kenntnis", by=None, at=NOW).number is None
    remove_result(made[0], by=None, at=NOW)
    assert list(Resolution.objects.filter(kind="festlegung").values_list("number", "wording")) == [
        (1, "W1"),
        (2, "W2"),
    ]
    assert Resolution.objects.searched("festlegung 2017/2 buero").get().wording == "W2"
    with pytest.raises(ValidationError, match="Eine Festlegung hat eine Nummer und einen Wortlaut"):
        record_result(top, "festlegung", wording=" ", by=None, at=NOW)
    sent(meeting)
    with pytest.raises(ValidationError, match="schon versandt"):
        remove_result(Resolution.objects.get(number=2), by=None, at=NOW)


def test_status_change_cites_the_resolution(meeting: Meeting) -> None:
    top = meeting.items.all()[0]
    resolved = record_result(top, "festlegung", wording="Beginnen", by=None, at=NOW)
    base = dict(current_versions([7]))[7][1]
    effect = record_status(resolved, base, State("in-umsetzung"), by=None, at=NOW)
    assert effect
    assert effect.change_set.reason == "Festlegung 2017/1 vom 12.06.2017: Ein Büro für alle"
    assert dict(current_versions([7]))[7][1].status == State("in-umsetzung")
    with pytest.raises(ValidationError, match="beruft sich"):
        remove_result(resolved, by=None, at=NOW)
    sent(meeting)
    changes = meeting.sent_drafts.get().record["items"][0]["results"][0]["changes"]
    assert changes == ["Maßnahme 7, Umsetzungsstand: geplant → in Umsetzung"]


def test_assignments_start_with_the_sending(meeting: Meeting) -> None:
    top, unit = meeting.items.all()[0], Unit.objects.get(code="51.3")
    with pytest.raises(ValidationError, match="schon vorbei"):
        assign(top, unit, "Prüfen", due=dt.date(2017, 6, 30), by=None, at=NOW)
    given = assign(top, unit, "Prüfen", due=dt.date(2017, 9, 1), by=None, at=NOW)
    said: dict[str, Any] = {"function": "", "measures": top.measures.all(), "by": None, "at": NOW}
    with pytest.raises(ValidationError, match="schon vorbei"):
        change_task(given, unit, "Räume prüfen", due=dt.date(2017, 6, 30), **said)
    given = change_task(given, unit, "Räume prüfen", due=dt.date(2017, 10, 1), **said)
    assert (given.task, given.due, given.started_at) == ("Räume prüfen", dt.date(2017, 10, 1), None)
    assert [one.number for one in given.measures.all()] == [7]
    sent(meeting)
    given.refresh_from_db()
    assert given.started_at == NOW
    for act in (
        lambda: take_back(given, by=None, at=NOW),
        lambda: change_task(given, unit, "X", due=TODAY, **said),
    ):
        with pytest.raises(ValidationError, match="läuft"):
            act()


def test_draft_needs_attendance_and_a_day_to_come(meeting: Meeting) -> None:
    with pytest.raises(ValidationError, match="schon vorbei"):
        actions.send_draft(meeting, objections_until=dt.date(2017, 6, 30), by=None, at=NOW)
    Attendance.objects.all().delete()
    with pytest.raises(ValidationError, match="Teilnahme"):
        actions.send_draft(meeting, objections_until=TODAY, by=None, at=NOW)
    meeting.refresh_from_db()
    assert meeting.state == "durchgefuehrt"


def test_silence_approves_only_when_nobody_objected(meeting: Meeting) -> None:
    sent(meeting)
    with pytest.raises(ValidationError, match=r"noch bis zum 01\.07\.2017"):
        actions.approve(meeting, later=None, by=None, at=NOW)
    actions.object_to(meeting, "TOP 1 fehlt etwas", by=None, at=NOW)
    with pytest.raises(ValidationError, match="Einwendungen waren bis"):
        actions.object_to(meeting, "zu spät", by=None, at=NOW + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="Genehmigt wird in einer Sitzung"):
        actions.approve(meeting, later=None, by=None, at=NOW + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="späteren Sitzung"):
        actions.approve(meeting, later=meeting, by=None, at=NOW)
    later = make_meeting(dt.date(2017, 11, 6))
    minutes = actions.approve(meeting, later=later, by=None, at=moment("2017-11-07 09:00"))
    assert minutes.record["approval"] == "Genehmigt in der Sitzung am 06.11.2017."


def test_approved_minutes_change_by_no_action(meeting: Meeting) -> None:
    top = meeting.items.all()[0]
    resolved = record_result(top, "festlegung", wording="Beginnen", by=None, at=NOW)
    unit = Unit.objects.get(code="51.3")
    task = assign(top, unit, "Prüfen", due=dt.date(2018, 1, 1), by=None, at=NOW)
    minutes = approved(meeting)
    late: dict[str, Any] = {"by": None, "at": NOW + dt.timedelta(days=2)}
    for act in (
        lambda: actions.save_text(top, "Anders", seen=1, **late),
        lambda: actions.save_attendance(meeting, {}, [], **late),
        lambda: actions.send_draft(meeting, objections_until=dt.date(2018, 1, 1), **late),
        lambda: actions.approve(meeting, later=None, **late),
        lambda: record_result(top, "kenntnis", **late),
        lambda: change_result(resolved, wording="Anders", consent="", measures=[], **late),
        lambda: remove_result(resolved, **late),
        lambda: assign(top, unit, "Neu", due=dt.date(2018, 1, 1), **late),
        lambda: change_task(task, unit, "Neu", due=dt.date(2018, 1, 1), function="", measures=[], **late),
        lambda: take_back(task, **late),
    ):
        with pytest.raises(ValidationError, match="genehmigt und wird nicht mehr geändert"):
            act()
    with pytest.raises(Frozen):
        minutes.save()
    with pytest.raises(Frozen):
        minutes.delete()
    with pytest.raises(Frozen):
        Minutes.objects.update(sha256="")
    with pytest.raises(Frozen):
        Minutes.objects.all().delete()
    assert verify(Minutes.objects.get()) == []


def test_correction_is_another_version_that_says_why(meeting: Meeting) -> None:
    top = meeting.items.all()[0]
    resolved = record_result(top, "festlegung", wording="Beginnen", by=None, at=NOW)
    first = approved(meeting)
    when = {"by": None, "at": NOW + dt.timedelta(days=9)}
    wordings = {resolved.pk: "Im Herbst beginnen"}
    with pytest.raises(ValidationError, match="berichtigt wird und warum"):
        actions.correct(top, text="", wordings=wordings, reason="", **when)
    with pytest.raises(ValidationError, match="nichts zu berichtigen"):
        actions.correct(top, text="", wordings={}, reason="Versehen", **when)
    second = actions.correct(top, text="", wordings=wordings, reason="Die Jahreszeit fehlte.", **when)
    assert str(second).startswith("2. Fassung")
    assert second.correction == "Korrektur zu TOP 1: Die Jahreszeit fehlte."
    assert "Im Herbst beginnen" in read_aloud(second.pdf.read())
    first.refresh_from_db()
    assert first.record["items"][0]["results"][0]["wording"] == "Beginnen"
    assert verify(first) == verify(second) == []


def test_minutes_keep_what_was_resolved_whatever_happens_afterwards(meeting: Meeting) -> None:
    first, second = meeting.items.all()
    resolved = record_result(first, "festlegung", wording="Beginnen", by=None, at=NOW)
    task = assign(second, Unit.objects.get(code="51.3"), "Prüfen", due=dt.date(2017, 9, 1), by=None, at=NOW)
    sent(meeting)
    ask_for_time(task, dt.date(2018, 2, 1), "Umbau", by=None, at=NOW)
    grant(task, by=None, at=NOW)
    later = {"by": None, "at": NOW + dt.timedelta(days=1)}
    before = actions.approve(meeting, later=None, **later).record
    assert before["items"][1]["assignments"][0]["due"] == "01.09.2017"
    cite(ChangeSet.objects.in_order()[0], resolved)
    make_seat(Unit.objects.get(code="FB 51"))
    after = actions.correct(second, text="Ergänzt", wordings={}, reason="Ein Satz fehlte.", **later).record
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"edition", "correction", "items"}
    assert after["items"][0] == before["items"][0]
    assert after["items"][1] == {**before["items"][1], "text": "Ergänzt"}


def test_pdf_is_accessible_and_prints_the_checksum_of_its_record(meeting: Meeting) -> None:
    top = meeting.items.all()[0]
    hostile = (
        '# Titel\n\nEin *kursives* **fettes** #eval("1") <script>x</script>\n\n1. eins\n2. zwei\n\n> Zitat'
    )
    actions.save_text(top, hostile, seen=1, by=None, at=NOW)
    record_result(top, "festlegung", wording="Das Büro öffnet 2018.", by=None, at=NOW)
    assign(top, Unit.objects.get(code="51.3"), "Prüfen", due=dt.date(2017, 9, 1), by=None, at=NOW)
    sent(meeting)
    draft = meeting.sent_drafts.get()
    data = draft.pdf.read()
    assert barriers(data) == []
    assert facts_of(data)["Title"] == "Protokoll der Sitzung vom 12.06.2017, Entwurf"
    text = read_aloud(data)
    for words in (
        "Rathaus, Raum 12", "Leitung FB 61 Stadtplanung, vertreten durch Stellvertretung", "Gäste Jobcenter",
        "TOP 1: Ein Büro für alle", '#eval("1")', "Festlegung 2017/1 (einvernehmlich)", "01.09.2017",
        "Einwendungen sind bis zum 01.07.2017 möglich",
    ):  # fmt: skip
        assert words in text
    assert "script" not in text
    printed = "".join(text_of(data).replace("\u200b", "").split())
    assert f"SHA-256{checksum(draft.record)}" in printed
    assert verify(draft) == []


def test_check_finds_what_was_tampered_with(meeting: Meeting) -> None:
    minutes = approved(meeting)
    minutes.record["items"][0]["text"] = "Gefälscht"
    assert verify(minutes) == ["Der Inhalt passt nicht zu seiner Prüfsumme."]
    minutes.sha256 = checksum(minutes.record)
    assert verify(minutes) == ["Im PDF steht eine andere Prüfsumme."]


def test_minutes_of_a_meeting_to_come_are_not_written() -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    top = make_agenda_item(make_meeting(tomorrow, state="eingeladen"))
    with pytest.raises(ValidationError, match="Dann wird protokolliert"):
        actions.save_text(top, "Zu früh", seen=1, by=None)
    assert AgendaItem.objects.get().text == ""
    assert not ChangeSet.objects.exists()
