"""Minutes in the browser: written along the agenda, sent, objected to, approved, and closed to every hat."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from catalogue.past.history import current_versions
from integration.accounts.roles import Hat
from integration.files.models import StoredBytes
from steering.assignments.assignment_actions import assign
from steering.minutes import minutes_actions
from steering.minutes.resolution_actions import record_result
from steering.models import AgendaItem, Assignment, Meeting, Minutes, Resolution
from tests.city import build_city
from tests.factories import make_agenda_item, make_meeting, make_seat, make_user
from tests.pdfs import barriers, read_aloud

pytestmark = pytest.mark.django_db
_SEEN = re.compile(r'name="seen" value="([^"]+)"')
SOON = timezone.localdate() + dt.timedelta(days=14)


@pytest.fixture
def item() -> AgendaItem:
    build_city()
    return make_agenda_item(make_meeting(), "Ein Büro", measures=[7], proposal="Das Büro öffnet 2018.")


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user())
    return client


def address(item: AgendaItem, step: str = "") -> str:
    return f"/sitzungen/{item.meeting_id}/protokoll/top/{item.pk}/{step}"


def typed(text: str, item: AgendaItem, **more: str) -> dict[str, str]:
    return {"text": text, "seen": str(item.version), "base": item.text, **more}


def frozen(item: AgendaItem) -> Minutes:
    """Have the minutes sent and approved."""
    minutes_actions.save_attendance(item.meeting, {}, ["Jobcenter"], by=None)
    past = timezone.now() - dt.timedelta(days=2)
    minutes_actions.send_draft(item.meeting, objections_until=timezone.localdate(past), by=None, at=past)
    return minutes_actions.approve(item.meeting, later=None, by=None)


def test_whole_way_of_minutes(office: Client, item: AgendaItem) -> None:
    seat = make_seat(Unit.objects.get(code="FB 61"), email="fb61@stadt.example")
    page = office.get(address(item)).content.decode()
    assert page.count("Das Büro öffnet 2018.") == 2  # on the agenda, and as wording "wie vorgeschlagen"
    office.post(address(item), typed("Es gab **Fragen**.", item))
    result = {"ergebnis-kind": "festlegung", "ergebnis-wording": "Das Büro öffnet 2018."}
    office.post(
        address(item, "ergebnis/"), {**result, "ergebnis-consent": "einvernehmlich", "ergebnis-measures": "7"}
    )
    task = {"auftrag-task": "Räume suchen", "auftrag-unit": "FB 61", "auftrag-due": SOON.isoformat()}
    office.post(address(item, "auftrag/"), task)
    resolved = Resolution.objects.get()
    state = {"stand-number": "7", "stand-status": "in-umsetzung", "stand-result": str(resolved.pk)}
    office.post(address(item, "stand/"), state)
    assert dict(current_versions([7]))[7][1].status.value == "in-umsetzung"
    office.post(
        f"/sitzungen/{item.meeting_id}/protokoll/teilnahme/",
        {f"presence_{seat.pk}": "vertreten", f"by_{seat.pk}": "Vertretung", "guests": "Jobcenter\n\nvhs"},
    )
    office.post(
        f"/sitzungen/{item.meeting_id}/protokoll/versand/", {"versand-objections_until": SOON.isoformat()}
    )
    assert [letter.to for letter in mail.outbox] == [["fb61@stadt.example"]]
    assert mail.outbox[0].attachments[0][0].endswith("_Entwurf.pdf")
    assert Assignment.objects.running().count() == 1
    html = office.get(f"/sitzungen/{item.meeting_id}/protokoll/").content.decode()
    for words in (
        "<strong>Fragen</strong>",
        "Festlegung 2017/1",
        "geplant → in Umsetzung",
        "Vertretung",
        "vhs",
    ):
        assert words in html
    effect = resolved.effects.get()
    assert "Festlegung 2017/1" in office.get(f"/aenderungen/{effect.change_set_id}/").content.decode()


def test_auftrag_and_result_are_changed_by_who_saw_what_they_say(office: Client, item: AgendaItem) -> None:
    task = assign(item, Unit.objects.get(code="FB 61"), "Räume suchen", due=SOON, by=None)
    result = record_result(item, "festlegung", wording="Öffnen", by=None)
    told = {"unit": "FB 61", "due": SOON.isoformat(), "function": "", "measures": "7"}
    for path, theirs, ours in (
        (f"auftrag/{task.pk}/", {**told, "task": "Räume mieten"}, {**told, "task": "Räume kaufen"}),
        (f"ergebnis/{result.pk}/", {"wording": "Im Mai öffnen"}, {"wording": "Im Juni öffnen"}),
    ):
        seen = _SEEN.findall(office.get(address(item, path)).content.decode())[0]
        office.post(address(item, path), {**theirs, "seen": seen})
        late = office.post(address(item, path), {**ours, "seen": seen})
        assert (late.status_code, "jemand anderes" in late.content.decode()) == (422, True)
        office.post(address(item, path), {**ours, "seen": _SEEN.findall(late.content.decode())[0]})
    task.refresh_from_db()
    result.refresh_from_db()
    assert (task.task, result.wording) == ("Räume kaufen", "Im Juni öffnen")
    assert list(task.measures.values_list("number", flat=True)) == [7]
    assert f"auftrag/{task.pk}/" in office.get(address(item)).content.decode()


def test_text_is_previewed_and_saved_by_script(office: Client, item: AgendaItem) -> None:
    shown = office.post(
        address(item), typed("*Nur* <script>x</script>", item, vorschau="ja")
    ).content.decode()
    assert "<em>Nur</em>" in shown
    item.refresh_from_db()
    assert item.text == ""
    asked: dict[str, Any] = {"headers": {"Accept": "application/json"}}
    answer = office.post(address(item), typed("Eins", item), **asked).json()
    assert answer == {"version": 2, "html": "<p>Eins</p>"}
    late = office.post(address(item), typed("Zwei", item), **asked)
    assert (late.status_code, "hat diesen TOP" in late.json()["satz"]) == (409, True)
    both = office.post(address(item), typed("Zwei", item))
    assert both.status_code == 409
    for words in ("Als Sie begonnen haben", "Eins", "Zwei"):
        assert words in both.content.decode()
    item.refresh_from_db()
    assert item.text == "Eins"
    office.post(address(item), typed("Eins und Zwei", item))
    item.refresh_from_db()
    assert item.text == "Eins und Zwei"


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("auftrag/", {"auftrag-unit": "FB 61", "auftrag-due": "2017-01-01"}, "01.01.2017 ist schon vorbei"),
        ("auftrag/", {"auftrag-unit": "FB 99", "auftrag-due": "2099-01-01"}, "FB 99“ gibt es nicht"),
        ("ergebnis/", {"ergebnis-kind": "festlegung"}, "Eine Festlegung hat einen Wortlaut."),
        ("ergebnis/", {"ergebnis-kind": "kenntnis", "ergebnis-measures": "99"}, "gibt es nicht: Maßnahme 99"),
        ("stand/", {"stand-number": "7", "stand-status": "entfallen"}, "braucht eine Begründung"),
    ],
)  # fmt: skip
def test_faulty_entry_is_refused_with_its_reason(
    office: Client, item: AgendaItem, step: str, data: dict[str, str], sentence: str
) -> None:
    answer = office.post(address(item, step), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_page_says_what_is_missing_and_what_has_changed_since_the_sending(
    office: Client, item: AgendaItem
) -> None:
    page = f"/sitzungen/{item.meeting_id}/protokoll/"
    assert "Noch ohne Text und Ergebnis: TOP 1." in office.get(page).content.decode()
    result = record_result(item, "festlegung", wording="Öffnen", by=None)
    minutes_actions.save_attendance(item.meeting, {}, ["Jobcenter"], by=None)
    minutes_actions.send_draft(item.meeting, objections_until=SOON, by=None)
    changed = "hat sich der Entwurf geändert"
    assert changed not in office.get(page).content.decode()
    office.post(address(item, f"ergebnis/{result.pk}/"), {"wording": "Im Mai öffnen"})
    assert changed in office.get(page).content.decode()


def test_page_checks_every_paper_that_went_out(office: Client, item: AgendaItem) -> None:
    page, broken = f"/sitzungen/{item.meeting_id}/protokoll/", "nicht mehr das, das abgelegt wurde"
    frozen(item)
    assert broken not in office.get(page).content.decode()
    StoredBytes.objects.filter(file=item.meeting.sent_drafts.get().pdf).update(data=b"%PDF-1.7")
    assert office.get(page).content.decode().count(broken) == 1
    StoredBytes.objects.filter(file=item.meeting.frozen_minutes.get().pdf).update(data=b"%PDF-1.7")
    assert "Prüfung nicht bestanden" in office.get(page).content.decode()


def test_refused_entry_stays_on_the_page(office: Client, item: AgendaItem) -> None:
    result = record_result(item, "festlegung", wording="Öffnen", by=None)
    state = {"stand-number": "7", "stand-status": "geplant"}
    answer = office.post(address(item, "stand/"), {**state, "stand-result": str(result.pk)})
    for words in ("Diesen Umsetzungsstand hat die Maßnahme schon.", 'name="stand-number" value="7"'):
        assert words in answer.content.decode()
    frozen(item)
    late = office.post(address(item), typed("Eine Stunde getippt", item))
    assert late.status_code == 422
    for words in ("ist genehmigt und wird nicht mehr geändert", "Eine Stunde getippt"):
        assert words in late.content.decode()
    assert "<textarea" not in office.get(address(item)).content.decode()


def forgeries(item: AgendaItem, result: Resolution, task: Assignment) -> dict[str, dict[str, str]]:
    """Return what somebody might post to change minutes, by address."""
    meeting = f"/sitzungen/{item.meeting_id}/protokoll/"
    given = {"task": "X", "unit": "FB 61", "due": SOON.isoformat()}
    return {
        address(item): typed("Gefälscht", item),
        address(item, "ergebnis/"): {"ergebnis-kind": "kenntnis"},
        address(item, f"ergebnis/{result.pk}/"): {"wording": "Gefälscht", "consent": "keiner"},
        address(item, f"ergebnis/{result.pk}/entfernen/"): {},
        address(item, "auftrag/"): {f"auftrag-{name}": value for name, value in given.items()},
        address(item, f"auftrag/{task.pk}/"): given,
        address(item, f"auftrag/{task.pk}/entfernen/"): {},
        f"{meeting}teilnahme/": {"guests": "Niemand"},
        f"{meeting}versand/": {"versand-objections_until": SOON.isoformat()},
        f"{meeting}einwendung/": {"einwendung-text": "Doch nicht"},
        f"{meeting}genehmigung/": {},
    }


def test_no_hat_changes_approved_minutes_by_posting(item: AgendaItem) -> None:
    result = record_result(item, "festlegung", wording="Öffnen", by=None)
    task = assign(item, Unit.objects.get(code="FB 61"), "Räume suchen", due=SOON, by=None)
    minutes = frozen(item)
    before = (minutes.record, minutes.sha256)
    posts = forgeries(item, result, task)
    fb51 = Unit.objects.get(code="FB 51")
    people = [
        make_user(hat, unit=fb51 if hat == Hat.DEPARTMENT else None)
        for hat in (*Hat, "")
        if hat != Hat.STEERING_GROUP
    ]
    member = make_user("", username="stg")
    make_seat(fb51, person=member)
    for person in (*people, member):
        client = Client()
        client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
        for path, data in posts.items():
            assert client.post(path, data).status_code in (302, 403, 422)
    item.refresh_from_db()
    result.refresh_from_db()
    assert (item.text, result.wording, Resolution.objects.count()) == ("", "Öffnen", 1)
    assert list(Assignment.objects.values_list("task", flat=True)) == ["Räume suchen"]
    kept = Minutes.objects.get()
    assert (kept.record, kept.sha256, kept.meeting.state) == (*before, Meeting.State.APPROVED)
    assert [one.by for one in item.meeting.attendance.all()] == ["Jobcenter"]


def test_correction_makes_another_edition(office: Client, item: AgendaItem) -> None:
    frozen(item)
    data = {"text": "Ergänzt", "reason": "Ein Satz fehlte."}
    office.post(address(item, "berichtigung/"), data)
    html = office.get(f"/sitzungen/{item.meeting_id}/protokoll/").content.decode()
    assert "Korrektur zu TOP 1: Ein Satz fehlte." in html
    assert "Inhalt, Prüfsumme und PDF passen zusammen" in html
    for edition, there in ((1, False), (2, True)):
        pdf = office.get(f"/sitzungen/{item.meeting_id}/protokoll/fassung-{edition}.pdf").content
        assert ("Ergänzt" in read_aloud(pdf)) == there
    assert "Ergänzt" in read_aloud(office.get(f"/sitzungen/{item.meeting_id}/protokoll.pdf").content)


def test_department_gets_its_own_extract(office: Client, item: AgendaItem) -> None:
    other = make_agenda_item(item.meeting, "Nur für andere", text="geheim")
    record_result(item, "kenntnis", measures=item.measures.all(), by=None)
    frozen(item)
    rows = office.get(f"/sitzungen/{item.meeting_id}/protokoll/auszuege/").content.decode()
    assert "FB 51" in rows
    office.post(f"/sitzungen/{item.meeting_id}/protokoll/auszuege/FB-51/weitergabe/")
    assert item.meeting.handovers.get().unit.code == "FB 51"
    client = Client()
    person = make_user(Hat.DEPARTMENT, username="fb51", unit=Unit.objects.get(code="FB 51"))
    client.force_login(person)
    pdf = client.get(f"/sitzungen/{item.meeting_id}/protokoll/auszuege/FB-51.pdf").content
    assert barriers(pdf) == []
    assert "Protokollauszug für FB 51" in read_aloud(pdf)
    assert other.title not in read_aloud(pdf)
    assert client.get(f"/sitzungen/{item.meeting_id}/protokoll/").status_code == 403
    assert "/protokoll/auszuege/FB-51.pdf" in client.get("/beschluesse/").content.decode()


def test_pages_cost_a_constant_number_of_queries(
    office: Client, item: AgendaItem, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        record_result(item, "festlegung", wording=f"W{number}", measures=item.measures.all(), by=None)
        make_agenda_item(item.meeting, f"TOP {number}", measures=[28])
    for path, most in (
        (f"/sitzungen/{item.meeting_id}/protokoll/", 30),
        (address(item), 25),
        ("/beschluesse/", 25),
    ):
        with django_assert_max_num_queries(most):
            assert office.get(path).status_code == 200
