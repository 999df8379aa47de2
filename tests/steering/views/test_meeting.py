"""The pages of meetings: planning, papers, the agenda's forms; each refusal is a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.reference.reference_changes import shown_references
from integration.history.models import ReferenceChange
from steering.meeting_actions import cancel
from steering.models import AgendaItem, Meeting, MeetingLetter
from tests.factories import (
    make_agenda_item,
    make_document,
    make_letter,
    make_measure,
    make_meeting,
    make_membership,
    make_need_change,
    make_seat,
    make_standard_item,
    make_unit,
)
from tests.integration.people import make_coordination, make_user

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + dt.timedelta(days=30)
FORM = {"title": "Sitzung", "day": SOON.isoformat(), "begins": "10:00", "ends": "12:00", "place": "Rathaus"}
TOP = {"title": "Räume", "kind": "beratung", "minutes": "10"}


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_coordination())
    return client


@pytest.fixture
def member() -> Client:
    person = make_user("stg")
    make_seat(make_unit("FB 61"), person=person)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def meeting() -> Meeting:
    return make_meeting(SOON, state=Meeting.State.PLANNED)


def test_office_plans_changes_and_calls_off_a_meeting(office: Client) -> None:
    make_standard_item("Begrüßung")
    page = office.post("/sitzungen/neu/", FORM)
    meeting = Meeting.objects.get()
    assert page.headers["Location"] == f"/sitzungen/{meeting.pk}/"
    assert f"{timezone.localtime(meeting.starts_at):%d.%m.%Y %H:%M}" == f"{SOON:%d.%m.%Y} 10:00"
    assert meeting.items.get().title == "Begrüßung"
    office.post(f"/sitzungen/{meeting.pk}/bearbeiten/", {**FORM, "place": "Raum 12"})
    answer = office.post(f"/sitzungen/{meeting.pk}/absagen/", {"reason": "Sturm"}, follow=True)
    assert "Sturm" in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.place, meeting.state) == ("Raum 12", Meeting.State.CANCELLED)
    again = office.post(f"/sitzungen/{meeting.pk}/absagen/", {"reason": "Sturm"})
    assert "inzwischen „abgesagt“" in again.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2017-04-23"}, "hat sich am 24.04.2017 konstituiert"),
        ({"ends": "09:00"}, "Das Ende liegt vor dem Beginn"),
        ({"place": ""}, "Ort oder eine Videokonferenz"),
        ({"begins": "zehn"}, "keine Uhrzeit"),
        ({"proposals_until": (SOON + dt.timedelta(days=1)).isoformat()}, "liegt nach der Sitzung"),
    ],
)
def test_impossible_meeting_is_refused_with_a_sentence(
    office: Client, wrong: dict[str, Any], sentence: str
) -> None:
    answer = office.post("/sitzungen/neu/", {**FORM, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("karte.html", b"<script>", "kann hier nicht abgelegt werden"),
        ("makro.docm", b"PK\x03\x04", "kann hier nicht abgelegt werden"),
        ("karte.pdf", b"<html>", "ist keine PDF-Datei"),
        ("karte.pdf", b"", "Die Datei ist leer"),
        ("karte.pdf", b"%PDF-" + b"x" * (10 * 2**20), "möglich sind 10 MB"),
    ],
    ids=["page", "macro", "disguised", "empty", "large"],
)
def test_paper_is_refused_with_a_sentence(
    office: Client, meeting: Meeting, name: str, data: bytes, sentence: str
) -> None:
    answer = office.post(f"/sitzungen/{meeting.pk}/unterlagen/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not meeting.documents.exists()


def test_paper_is_always_sent_as_an_attachment(office: Client, member: Client, meeting: Meeting) -> None:
    file = SimpleUploadedFile("Übersicht.pdf", b"%PDF-1.7")
    office.post(f"/sitzungen/{meeting.pk}/unterlagen/", {"title": "Zahlen", "file": file})
    document = meeting.documents.get()
    answer = member.get(f"/sitzungen/{meeting.pk}/unterlagen/{document.pk}/")
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    office.post(f"/sitzungen/{meeting.pk}/unterlagen/{document.pk}/entfernen/")
    assert not meeting.documents.exists()


def test_paper_of_another_meeting_is_not_found(office: Client, meeting: Meeting) -> None:
    document = make_document(make_meeting())
    assert office.get(f"/sitzungen/{meeting.pk}/unterlagen/{document.pk}/").status_code == 404


def test_paper_of_a_top_opens_for_whoever_sees_the_top(member: Client, meeting: Meeting) -> None:
    kita, unit = make_user("kita"), make_unit("51.3")
    make_membership(kita, unit)
    make_measure(28, units={unit.slug: "beteiligt"})
    make_measure(7)
    client = Client()
    client.force_login(kita)
    papers = {name: make_document(meeting, name) for name in ("eigene", "fremde", "vorgeschlagene", "lose")}
    make_agenda_item(meeting, measures=[28]).documents.add(papers["eigene"])
    make_agenda_item(meeting, measures=[7]).documents.add(papers["fremde"])
    proposed = make_agenda_item(meeting, measures=[28], state=AgendaItem.State.PROPOSED)
    proposed.documents.add(papers["vorgeschlagene"])

    def opened(who: Client) -> list[str]:
        paths = {name: f"/sitzungen/{meeting.pk}/unterlagen/{one.pk}/" for name, one in papers.items()}
        return [name for name, path in paths.items() if who.get(path).status_code == 200]

    assert (opened(member), opened(client)) == (["eigene", "fremde", "lose"], [])
    Meeting.objects.update(state=Meeting.State.INVITED)
    assert opened(client) == ["eigene"]
    page = client.get("/massnahmen/28/").content.decode()
    assert f"/unterlagen/{papers['eigene'].pk}/" in page
    listed = member.get(f"/sitzungen/{meeting.pk}/").content.decode()
    assert f"/unterlagen/{papers['vorgeschlagene'].pk}/" not in listed


def test_guests_are_asked_by_function_and_preset_in_the_minutes(
    office: Client, member: Client, meeting: Meeting
) -> None:
    path = f"/sitzungen/{meeting.pk}/gaeste/"
    form = {"gast-function": "Leitung Bibliothek", "gast-email": "gast@stadt.example"}
    assert office.post(path, form).status_code == 302
    again = office.post(path, form)
    assert (again.status_code, "steht schon auf der Liste" in again.content.decode()) == (422, True)
    wrong = office.post(path, {**form, "gast-email": "gast"})
    assert (wrong.status_code, "gültige E-Mail-Adresse" in wrong.content.decode()) == (422, True)
    page = member.get(f"/sitzungen/{meeting.pk}/").content.decode()
    assert ("Leitung Bibliothek" in page, "gast@stadt.example" in page) == (True, False)
    assert "Leitung Bibliothek" in office.get(f"/sitzungen/{meeting.pk}/einladen/").content.decode()
    attendance = office.get(f"/sitzungen/{meeting.pk}/protokoll/teilnahme/").context["form"]
    assert attendance.initial["guests"] == "Leitung Bibliothek"
    guest = meeting.guests.get()
    done = ReferenceChange.objects.get(model="steering.meetingguest")
    assert done.after == {"function": "Leitung Bibliothek", "meeting": str(meeting)}
    office.post(f"{path}{guest.pk}/entfernen/")
    assert not meeting.guests.exists()
    told = [one.name for one in shown_references(ReferenceChange.objects.order_by("pk"))]
    assert told == ["Gast Leitung Bibliothek, neu", "Gast Leitung Bibliothek, entfernt"]
    Meeting.objects.update(state=Meeting.State.HELD)
    assert "bleibt, wie sie ist" in office.post(path, form, follow=True).content.decode()


def test_letter_shows_who_got_it_and_goes_again_to_the_others(
    office: Client, member: Client, meeting: Meeting
) -> None:
    letter = make_letter(meeting)
    path, again = f"/sitzungen/{meeting.pk}/", f"/sitzungen/{meeting.pk}/schreiben/{letter.pk}/"
    page = office.get(path).content.decode()
    assert "1 von 2 erreicht" in page
    assert again in page
    assert again not in member.get(path).content.decode()
    answer = office.post(again, follow=True).content.decode()
    assert "FB 61, Leitung: Hier ist keine E-Mail-Adresse mehr eingetragen." in answer
    MeetingLetter.objects.update(waiting=["sitz-2"])
    assert office.get(path).headers["Refresh"] == "2"
    MeetingLetter.objects.update(broke_off=True)
    assert "nach 1 von 2 abgebrochen" in office.get(path).content.decode()
    other = make_meeting(dt.date(2018, 1, 1))
    assert office.post(f"/sitzungen/{other.pk}/schreiben/{letter.pk}/").status_code == 404


def test_office_is_told_to_send_the_cancellation_until_it_is_sent(office: Client, meeting: Meeting) -> None:
    make_letter(meeting)
    cancel(meeting, "Sturm", by=None)
    path = f"/sitzungen/{meeting.pk}/"
    assert "Absage senden" in office.get(path).content.decode()
    meeting.refresh_from_db()
    make_letter(meeting, kind="absage")
    assert "Absage senden" not in office.get(path).content.decode()


def test_member_proposes_and_reads_the_answer(office: Client, member: Client, meeting: Meeting) -> None:
    member.post(f"/sitzungen/{meeting.pk}/tops/neu/", TOP)
    item = meeting.items.get()
    assert item.state == AgendaItem.State.PROPOSED
    form = {"answer": "ablehnen"}
    path = f"/sitzungen/{meeting.pk}/tops/{item.pk}/antwort/"
    assert "braucht ein Wort dazu" in office.post(path, form).content.decode()
    office.post(path, {**form, "word": "Gehört in den Ausschuss"})
    assert "Gehört in den Ausschuss" in member.get(f"/sitzungen/{meeting.pk}/").content.decode()
    top = f"/sitzungen/{meeting.pk}/tops/{item.pk}/"
    office.post(f"{top}bearbeiten/", {**TOP, "title": "Andere Räume", "reason": "Deutlicher"})
    page = member.get(top).content.decode()
    for words in ("abgelehnt", "Gehört in den Ausschuss", "Deutlicher", "→ Andere Räume"):
        assert words in page
    other = make_agenda_item(meeting, "Vertraulich", state=AgendaItem.State.PROPOSED)
    assert member.get(f"/sitzungen/{meeting.pk}/tops/{other.pk}/").status_code == 404


def test_member_is_told_that_it_is_too_late(member: Client, meeting: Meeting) -> None:
    Meeting.objects.update(proposals_until=timezone.localdate() - dt.timedelta(days=1))
    assert "Vorschläge waren bis zum" in member.get(f"/sitzungen/{meeting.pk}/").content.decode()
    answer = member.post(f"/sitzungen/{meeting.pk}/tops/neu/", TOP)
    assert answer.status_code == 422
    assert not meeting.items.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"measures": "28, x"}, "„x“ ist keine Nummer"),
        ({"measures": "99"}, "Eine Maßnahme 99 gibt es im Katalog nicht"),
        ({"kind": "entscheidung"}, "gehört ein Beschlussvorschlag"),
    ],
)
def test_faulty_item_is_refused_with_a_sentence(
    office: Client, meeting: Meeting, wrong: dict[str, str], sentence: str
) -> None:
    make_measure(28)
    answer = office.post(f"/sitzungen/{meeting.pk}/tops/neu/", {**TOP, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_item_about_a_dropped_measure_is_said(office: Client, meeting: Meeting) -> None:
    make_measure(11, status=("entfallen", "Doppelt"))
    answer = office.post(f"/sitzungen/{meeting.pk}/tops/neu/", {**TOP, "measures": "11"}, follow=True)
    assert "Maßnahme 11 ist entfallen" in answer.content.decode()
    assert meeting.items.get().measures.get().number == 11


def test_suggestion_is_taken_with_one_click_and_once(office: Client, meeting: Meeting) -> None:
    make_measure(7)
    need = make_need_change(7)
    path, data = f"/sitzungen/{meeting.pk}/tops/uebernehmen/", {"quelle": f"bedarf:{need.pk}"}
    office.post(path, data)
    answer = office.post(path, data, follow=True)
    assert "gilt inzwischen nicht mehr" in answer.content.decode()
    item = meeting.items.get()
    assert (item.state, item.measures.get().number) == (AgendaItem.State.ACCEPTED, 7)


def test_all_measures_of_a_source_are_taken_with_one_click(office: Client, meeting: Meeting) -> None:
    for number in (7, 8):
        make_measure(number, next_step="Raum mieten", next_step_date="2017-01-01")
    path = f"/sitzungen/{meeting.pk}/"
    assert "Alle als einen TOP aufnehmen" in office.get(path).content.decode()
    office.post(f"{path}tops/uebernehmen/", {"quelle": "termin:alle"})
    item = meeting.items.get()
    assert list(item.measures.values_list("number", flat=True).order_by("number")) == [7, 8]
    assert "Maßnahmen 7, 8: Nächster Schritt bis 01.01.2017: Raum mieten" in item.facts
    assert "von-selbst" not in office.get(path).content.decode()


def test_order_by_numbers_and_by_buttons(office: Client, meeting: Meeting) -> None:
    first, second, third = (make_agenda_item(meeting, title) for title in "ABC")
    moved = office.post(f"/sitzungen/{meeting.pk}/tops/{first.pk}/schieben/", {"richtung": "ab"})
    assert moved["Location"] == f"/sitzungen/{meeting.pk}/#top-{first.pk}"
    assert "„A“ ist jetzt TOP 2." in office.get(f"/sitzungen/{meeting.pk}/").content.decode()
    assert [item.title for item in meeting.items.on_agenda()] == ["B", "A", "C"]
    office.post(f"/sitzungen/{meeting.pk}/tops/reihenfolge/", {f"platz-{third.pk}": "1"})
    assert [item.title for item in meeting.items.on_agenda()] == ["C", "B", "A"]
    answer = office.post(
        f"/sitzungen/{meeting.pk}/tops/reihenfolge/", {f"platz-{second.pk}": "zwei"}, follow=True
    )
    assert "„zwei“ ist kein Platz" in answer.content.decode()


def test_list_has_the_next_first_and_counts_each_year(member: Client, meeting: Meeting) -> None:
    make_meeting(dt.date(2017, 6, 12))
    page = member.get("/sitzungen/")
    assert page.context["upcoming"] == [meeting]
    assert [(year, counted.count) for year, counted, _ in page.context["past"]] == [(2017, 1)]
    assert "zu wenige" in page.content.decode()


def test_invitation_as_calendar_entry_and_pdf(member: Client, meeting: Meeting) -> None:
    entry = member.get(f"/sitzungen/{meeting.pk}/einladung.ics")
    assert entry.headers["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"
    assert meeting.uid.encode() in entry.content
    paper = member.get(f"/sitzungen/{meeting.pk}/einladung.pdf")
    assert paper.content.startswith(b"%PDF-")


def test_page_costs_the_same_queries_for_few_and_many(
    office: Client, meeting: Meeting, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for number in (1, 12):
        for one in range(number):
            key = number * 100 + one
            make_measure(key)
            make_agenda_item(meeting, measures=[key]).documents.add(make_document(meeting))
            make_agenda_item(meeting, measures=[key], state=AgendaItem.State.PROPOSED)
            make_need_change(key)
        with django_assert_max_num_queries(40) as queries:
            office.get(f"/sitzungen/{meeting.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
