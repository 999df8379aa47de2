"""The agenda: who may propose until when, what the office makes of it, and in which order it stands."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from steering import agenda_actions as actions
from steering.agenda import agenda_of
from steering.agenda_order import move, set_order
from steering.meeting_actions import save_meeting
from steering.models import AgendaItem, AgendaItemStep, Meeting
from tests.factories import (
    make_agenda_item,
    make_measure,
    make_meeting,
    make_seat,
    make_standard_item,
    make_unit,
)
from tests.integration.people import make_coordination, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FIELDS = {"title": "Räume für Kurse", "kind": "beratung", "minutes": 20}
PLANNED = Meeting.State.PLANNED


def coming(days: int = 30, **fields: object) -> Meeting:
    return make_meeting(timezone.localdate() + dt.timedelta(days=days), **{"state": PLANNED, **fields})


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.on_agenda()]


def test_member_proposes_until_the_day_and_not_after_it() -> None:
    today = timezone.localdate()
    item = actions.propose(coming(proposals_until=today), FIELDS, by=make_user())
    assert item.state == AgendaItem.State.PROPOSED
    late = coming(proposals_until=today - dt.timedelta(days=1))
    with pytest.raises(ValidationError, match=r"möglich\. Wenden Sie sich an die Geschäftsführung"):
        actions.propose(late, FIELDS, by=None)


def test_new_meeting_begins_with_the_standard_items_and_others_come_before_the_closing_ones() -> None:
    make_standard_item("Begrüßung", position=1)
    make_standard_item("Verschiedenes", position=1, is_closing=True)
    starts = NOW + dt.timedelta(days=30)
    times = {"starts_at": starts, "ends_at": starts + dt.timedelta(hours=2), "place": "Rathaus"}
    meeting = save_meeting(Meeting(), times, by=None)
    proposed = actions.propose(meeting, FIELDS, by=None)
    actions.accept(proposed, by=None)
    assert titles(meeting) == ["Begrüßung", "Räume für Kurse", "Verschiedenes"]
    assert "Vorlage" in meeting.items.get(title="Begrüßung").steps.get().text


def test_declined_proposal_has_a_word_for_who_proposed_it() -> None:
    item = actions.propose(coming(), FIELDS, by=None)
    with pytest.raises(ValidationError, match="braucht ein Wort"):
        actions.decline(item, " ", by=None)
    assert actions.decline(item, "Gehört in den Fachausschuss.", by=None).state == AgendaItem.State.DECLINED


def test_postponed_item_stands_on_the_other_agenda_with_its_measures() -> None:
    make_measure(28)
    here, there = coming(30), coming(90)
    item = make_agenda_item(here, "Kita", measures=[28], facts="Es fehlen Plätze.")
    moved = actions.postpone(item, there, by=None)
    assert (moved.meeting, moved.postponed_from, moved.facts) == (there, item, "Es fehlen Plätze.")
    assert list(moved.measures.values_list("number", flat=True)) == [28]
    assert titles(here) == []
    with pytest.raises(ValidationError, match="andere"):
        actions.postpone(moved, there, by=None)


@pytest.mark.parametrize(
    ("down", "expected"), [(True, ["B", "A", "C"]), (False, ["A", "B", "C"])], ids=["down", "up at the top"]
)
def test_item_changes_places_with_its_neighbour(down: bool, expected: list[str]) -> None:
    meeting = coming()
    first, *_ = [make_agenda_item(meeting, title) for title in "ABC"]
    move(first, down=down, by=None)
    assert titles(meeting) == expected


@pytest.mark.parametrize(
    ("title", "place", "expected"), [("D", 2, "ADBC"), ("A", 3, "BCAD"), ("B", 99, "ACDB")]
)
def test_order_follows_the_numbers_typed(title: str, place: int, expected: str) -> None:
    meeting = coming()
    items = {one: make_agenda_item(meeting, one) for one in "ABCD"}
    places = {item.pk: number for number, item in enumerate(items.values(), start=1)}
    set_order(meeting, places | {items[title].pk: place}, by=None)
    assert "".join(titles(meeting)) == expected
    (step,) = AgendaItemStep.objects.all()  # only on the TOP that somebody moved
    assert step.text == f"von TOP {'ABCD'.index(title) + 1} zu TOP {expected.index(title) + 1}"


def test_whatever_happens_to_a_top_says_who_when_and_what() -> None:
    make_measure(28)
    office, member = make_coordination(), make_user("stg", function="Leitung FB 61")
    office.function = "Koordination"
    here, there = coming(30), coming(90)
    make_agenda_item(here, "Begrüßung")
    item = actions.propose(here, FIELDS, by=member)
    actions.decline(item, "Zu früh", by=office)
    actions.accept(item, by=office, word="Doch")
    edit = {"title": "Räume", "kind": "kenntnis", "measures": [28]}
    item = actions.save_item(AgendaItem.objects.get(pk=item.pk), edit, why="Kürzer", by=office, at=NOW)
    actions.save_item(item, edit, why="Nichts geändert", by=office)
    move(item, down=False, by=office)
    move(item, down=False, by=office)  # it is first already
    moved = actions.postpone(item, there, word="Keine Zeit", by=office)
    assert [(step.by_function, str(step), step.text) for step in item.steps.order_by("pk")] == [
        ("Leitung FB 61", "vorgeschlagen", ""),
        ("Koordination", "abgelehnt", "Zu früh"),
        ("Koordination", "auf die Tagesordnung genommen", "Doch"),
        (
            *("Koordination", "bearbeitet"),
            "Kürzer\nTitel: Räume für Kurse → Räume\nArt: zur Beratung → zur Kenntnis\nMaßnahmen: leer → 28",
        ),
        ("Koordination", "verschoben", "von TOP 2 zu TOP 1"),
        ("Koordination", "vertagt", f"auf die Sitzung am {there.day:%d.%m.%Y}\nKeine Zeit"),
    ]
    assert item.steps.get(kind="bearbeitet").at == NOW
    assert moved.steps.get().text == f"vertagt aus der Sitzung am {here.day:%d.%m.%Y}"


@pytest.mark.parametrize("state", ["protokoll-versandt", "genehmigt"])
def test_agenda_is_closed_once_the_minutes_are_sent(state: str) -> None:
    item = make_agenda_item(coming(state=state))
    with pytest.raises(ValidationError, match="Tagesordnung steht fest"):
        actions.save_item(item, {"title": "Anders"}, by=None)


def test_agenda_tells_when_each_item_begins_and_what_is_too_long() -> None:
    make_measure(11, status=("entfallen", "Doppelt"))
    meeting = coming()
    make_agenda_item(meeting, minutes=50)
    make_agenda_item(meeting, minutes=80, measures=[11])
    agenda = agenda_of(meeting, make_coordination())
    assert [f"{slot.begins:%H:%M}" for slot in agenda.slots] == ["10:00", "10:50"]
    assert (agenda.minutes, agenda.over, agenda.left) == (130, 10, 0)
    assert [one.number for one in agenda.slots[1].dropped] == [11]


def test_department_sees_only_sent_items_about_its_measures() -> None:
    unit = make_unit("FB 51")
    make_measure(28, lead="FB-51")
    make_measure(29)
    person = make_user("fb51")
    person.memberships.create(unit=unit, valid_from="2017-01-01")
    meeting = coming(state=Meeting.State.INVITED)
    mine = make_agenda_item(meeting, measures=[28])
    for numbers in ([29], []):
        make_agenda_item(meeting, measures=numbers)
    make_agenda_item(coming(60), measures=[28])
    assert list(AgendaItem.objects.visible_to(person)) == [mine]


def test_member_sees_the_agenda_and_own_proposals_only() -> None:
    member = make_user("stg")
    make_seat(make_unit("FB 61"), person=member)
    meeting = coming()
    shown = make_agenda_item(meeting)
    own = actions.propose(meeting, FIELDS, by=member)
    actions.propose(meeting, FIELDS, by=make_user("anderes"))
    assert set(AgendaItem.objects.visible_to(member)) == {shown, own}
