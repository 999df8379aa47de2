"""The meeting's folder: what it says of the time since the last meeting, and that it keeps saying it."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Answer, Measure, MeasureVersion, Unit, UnitReturn
from catalogue.records import State
from catalogue.upkeep.clarification_actions import answer, ask
from catalogue.upkeep.steps import confirm
from integration.accounts.models import User
from integration.history.models import ChangeSet
from steering import dossier_papers
from steering.dossier import Dossier
from steering.dossier_papers import dossier_pdf
from steering.models import AgendaItem, Assignment, Meeting
from tests.city import build_past, moment
from tests.factories import (
    make_agenda_item,
    make_document,
    make_meeting,
    make_need_change,
    make_seat,
    make_user,
)
from tests.pdfs import barriers, bookmarks_of, files_of, pages_of, read_aloud, text_of

NOW = moment("2022-04-20 09:00")
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    """The second meeting of a city that changed on 01.06.2021, 01.03.2022 and 15.03.2022."""
    build_past()
    first = make_meeting(dt.date(2021, 9, 1))
    item = make_agenda_item(first, "Kita-Plätze")
    Assignment.objects.create(
        item=item,
        unit=Unit.objects.get(slug="51.3"),
        task="Plätze zählen",
        due=dt.date(2022, 1, 31),
        started_at=first.starts_at,
        **Assignment.stamp(None, first.starts_at),
    )
    return make_meeting(dt.date(2022, 5, 2), state=Meeting.State.PLANNED)


def dossier(meeting: Meeting, user: User | None = None, now: dt.datetime = NOW) -> Dossier:
    return Dossier(Meeting.objects.get(pk=meeting.pk), user or make_user(username="leser"), now=now)


def pin(meeting: Meeting, at: str) -> None:
    """Send the invitation of a meeting at a moment."""
    meeting.pinned = ChangeSet.objects.filter(at__lt=moment(at)).order_by("at").last()
    meeting.save()


def change(number: int, text: str, at: str) -> None:
    edits = [MeasureEdit(number, {("text",): text})]
    apply(edits, by=None, way=ChangeSet.Way.FORM, at=moment(at))


def test_dossier_tells_what_changed_since_the_last_meeting(meeting: Meeting) -> None:
    confirm(MeasureVersion.objects.current(), [29], by=None, at=moment("2022-04-01 10:00"))
    folder = dossier(meeting)
    assert folder.last_meeting
    assert folder.last_meeting.starts_at.year == 2021
    assert {one.number: one.kind for one in folder.differences} == {7: "geändert", 28: "entfallen", 30: "neu"}
    assert folder.kinds == {"neu": 1, "geändert": 1, "entfallen": 1}
    assert folder.confirmed == 1
    assert [(one.number, one.label) for one in folder.figures][1] == (
        3,
        "Maßnahmen seit der letzten Sitzung geändert",
    )
    assert folder.figures[4].label == "laufende Aufträge, davon 1 überfällig"


def test_first_meeting_compares_with_nothing(meeting: Meeting) -> None:
    folder = dossier(make_meeting(dt.date(2020, 1, 1)))
    assert (folder.last_meeting, folder.differences) == (None, [])


def test_meeting_still_to_come_is_not_compared_with(meeting: Meeting) -> None:
    later = make_meeting(dt.date(2022, 6, 2), state=Meeting.State.PLANNED)
    folder = dossier(later)
    assert folder.last_meeting == Meeting.objects.get(starts_at__year=2021)
    assert len(folder.differences) == 3


def test_pinned_dossier_keeps_saying_the_same(meeting: Meeting) -> None:
    ask(29, "Wer plant den Weg?", by=None, at=moment("2022-03-20 10:00"))
    pin(meeting, "2022-04-01 00:00")
    before = dossier(meeting)
    told = [one.number for one in before.differences], before.fields, len(before.questions), before.later
    change(29, "Neue Wege", "2022-04-10 10:00")
    answer(before.questions[0], "FB 61", by=None, at=moment("2022-04-11 10:00"))
    after = dossier(meeting, before.user)
    assert ([one.number for one in after.differences], after.fields, len(after.questions)) == told[:3]
    assert told[3] == []
    assert [(one.number, one.kind) for one in after.later] == [(29, "geändert")]


def test_unpinned_dossier_follows_the_catalogue(meeting: Meeting) -> None:
    before = dossier(meeting)
    assert 29 not in [one.number for one in before.differences]
    change(29, "Neue Wege", "2022-04-10 10:00")
    after = dossier(meeting, before.user)
    assert 29 in [one.number for one in after.differences]
    assert after.later == []


def test_lists_are_linked_only_where_they_show_the_same_state(meeting: Meeting) -> None:
    pin(meeting, "2022-03-01 12:01")
    assert dossier(meeting).link_day == dt.date(2022, 3, 1)
    change(29, "Neue Wege", "2022-03-20 10:00")
    pin(meeting, "2022-03-20 10:01")
    change(29, "Ganz neue Wege", "2022-03-20 11:00")
    assert dossier(meeting, make_user(username="andere")).link_day is None


def test_what_units_reported_since_the_last_meeting_is_told(meeting: Meeting) -> None:
    unit = Unit.objects.get(slug="51.3")
    for sent, text in (("2021-08-01 10:00", "Früher"), ("2022-04-01 10:00", "Es fehlt Personal")):
        returned = UnitReturn.objects.create(
            unit=unit, way="browser", state="sent", sent_at=moment(sent), **UnitReturn.stamp(None)
        )
        Answer.objects.create(unit_return=returned, measure=Measure.objects.get(number=28), difficulties=text)
    assert [one.difficulties for one in dossier(meeting).reported] == ["Es fehlt Personal"]


def test_need_counts_until_it_is_decided(meeting: Meeting) -> None:
    make_need_change(28, day=dt.date(2022, 3, 1), at=moment("2022-03-02 10:00"))
    make_need_change(
        28,
        decision="Mehr Plätze",
        decided_by="Verwaltung",
        decided_on=dt.date(2022, 3, 20),
        at=moment("2022-03-02 10:00"),
    )
    pin(meeting, "2022-03-16 10:00")
    assert len(dossier(meeting).needs) == 2
    pin(meeting, "2022-04-01 00:00")
    folder = dossier(meeting, make_user(username="andere"))
    assert len(folder.needs) == 2  # nothing was written to the catalogue since: the state is that of 15.03.


def test_reader_finds_what_concerns_the_own_unit(meeting: Meeting) -> None:
    """Member, deputy and whoever belongs to the unit or to one below it; nobody once the seat has ended."""
    fb51 = Unit.objects.get(slug="FB-51")
    people = [make_user("", username=name) for name in ("mitglied", "vertretung")]
    people.append(make_user("", username="kita", unit=Unit.objects.get(slug="51.3")))
    seat = make_seat(fb51, person=people[0], deputy=people[1])
    for person in people:
        (own,) = dossier(meeting, person).own
        assert own.heading == "Ihr Fachbereich: FB 51 Kinder, Jugend und Familie"
        assert own.row
        assert [one.task for one in own.assignments] == ["Plätze zählen"]  # of 51.3, a unit below it
    rows = [dossier(meeting, person).own[0].row for person in people]
    assert [row.total for row in rows if row] == [2, 2, 1]  # 51.3 sees its own measures only
    seat.valid_until = NOW.date() - dt.timedelta(days=1)
    seat.save()
    assert not any(dossier(meeting, person).own for person in people)


def test_page_and_papers_say_the_same(meeting: Meeting, client: Client) -> None:
    kind, proposal = AgendaItem.Kind.DECIDE, "Wir führen sie ein."
    make_agenda_item(meeting, "Zentrale Anmeldung", kind=kind, proposal=proposal, measures=[28])
    client.force_login(make_user())
    html = client.get(f"/sitzungen/{meeting.pk}/mappe/").content.decode()
    pdf = client.get(f"/sitzungen/{meeting.pk}/mappe.pdf").content
    assert barriers(pdf) == []
    text = " ".join(text_of(pdf).split())
    for said in ("Wir führen sie ein.", "Plätze zählen", "Aufgegangen in Maßnahme 7"):
        assert said in html
        assert said in text
    summary = [page for page in pages_of(pdf) if "Tagesordnung" not in page]
    assert "Kurzfassung" in summary[0]
    workbook = openpyxl.load_workbook(io.BytesIO(client.get(f"/sitzungen/{meeting.pk}/mappe.xlsx").content))
    assert workbook.sheetnames == [
        *("Tagesordnung", "Nach Handlungsfeld", "Nach Stelle", "Seit der letzten Sitzung"),
        *("Offene Klärungen", "Veränderte Bedarfe", "Laufende Aufträge", "Anlagen"),
    ]
    assert [cell.value for cell in workbook["Tagesordnung"]["B"]] == ["Titel", "Zentrale Anmeldung"]
    assert workbook["Laufende Aufträge"]["A2"].value == "Plätze zählen"
    fields = dossier(meeting).fields
    last = [cell.value for cell in list(workbook["Nach Handlungsfeld"].rows)[-1]]
    assert last == ["Alle Maßnahmen", *(cell.number for cell in fields.total.cells), fields.total.total]


def test_papers_of_the_agenda_are_part_of_the_folder(
    meeting: Meeting, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever their type, inside the PDF with a bookmark each; what makes it too large is only named."""
    extract = dossier_pdf(dossier(make_meeting(dt.date(2020, 1, 1))), NOW)  # a PDF like any other
    loose = make_document(meeting, "Lageplan", b"\x89PNG\r\n", "../Plan\\ des = Hauses.PNG")
    paper = make_document(meeting, "Zahlen #1", extract)
    make_agenda_item(meeting, "Zur Kenntnis")
    make_agenda_item(meeting, "Haushalt", measures=[28]).documents.add(paper)
    kept_back = make_document(meeting, "Nicht beraten", b"PK\x03\x04", "entwurf.docx")
    make_agenda_item(meeting, state=AgendaItem.State.DECLINED, word="Nein").documents.add(kept_back)
    client.force_login(make_user())
    pdf = client.get(f"/sitzungen/{meeting.pk}/mappe.pdf").content
    assert barriers(pdf) == []
    assert files_of(pdf) == {"Anlage-1.pdf": extract, "Anlage-2.png": b"\x89PNG\r\n"}
    assert bookmarks_of(pdf)[-3:] == ["Anlagen", "Anlage 1: Zahlen #1", "Anlage 2: Lageplan"]
    text = " ".join(text_of(pdf).split())
    assert paper.file.sha256 in text.replace(" ", "")
    assert "Zu TOP 2" in read_aloud(pdf)
    html = client.get(f"/sitzungen/{meeting.pk}/mappe/").content.decode()
    assert f"/unterlagen/{loose.pk}/" in html
    assert "Nicht beraten" not in html
    monkeypatch.setattr(dossier_papers, "MAX_EMBEDDED", 10)
    small = client.get(f"/sitzungen/{meeting.pk}/mappe.pdf").content
    assert list(files_of(small)) == ["Anlage-2.png"]
    assert "Für dieses PDF zu groß" in " ".join(text_of(small).split())


def test_page_asks_the_same_number_of_queries_for_more(meeting: Meeting, client: Client) -> None:
    client.force_login(make_user())
    path = f"/sitzungen/{meeting.pk}/mappe/"
    counts = []
    for numbers in (range(40, 41), range(41, 53)):
        for number in numbers:
            edits = {("text",): "x", ("status",): State("geplant"), ("listings", 0, "label"): "S"}
            apply([MeasureEdit(number, edits)], by=None, way=ChangeSet.Way.FORM, at=timezone.now())
            ask(number, "Wer?", by=None)
            make_need_change(number)
            item = make_agenda_item(meeting, f"TOP {number}", measures=[number])
            item.documents.add(make_document(meeting))
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 32
