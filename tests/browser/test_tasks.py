"""Whole tasks by keyboard alone, from signing in to what is said at the end, and where the focus is then."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.actions import MeasureEdit, apply
from catalogue.drafts import drafting
from catalogue.models import MeasureVersion, Unit
from integration.history.models import ChangeSet
from steering.models import MinutesComment
from tests.browser.conftest import SignIn
from tests.catalogue.workbooks import HEADINGS, NR, PARTNERS, TEXT, workbook
from tests.city import build_city
from tests.factories import make_agenda_item, make_draft, make_meeting, make_seat, make_user
from tests.integration.people import PASSWORD, make_administration, make_coordination

FAR = 200  # stops to what is looked for


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    build_city()


def go_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_have_count(1)
    for _ in range(FAR):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{page.url}: no way by Tab to {target}")


def press(page: Page, name: str, role: str = "link", within: str = "body") -> None:
    go_to(page, page.locator(within).get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def is_told(page: Page, sentence: str) -> None:
    """What was done is said where the focus is, and the next stop lies in the page's contents."""
    told = page.get_by_role("status")
    expect(told).to_contain_text(sentence)
    expect(told).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_measure_is_found_changed_and_settled_with_somebody_else(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server}/anmelden/")
    go_to(page, page.get_by_label("Anmeldename"))
    page.keyboard.type(make_coordination().username)
    go_to(page, page.get_by_label("Passwort", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    press(page, "Maßnahmen", within="header")
    go_to(page, page.get_by_label("Suche", exact=True))
    page.keyboard.type("Sprechstunde")
    page.keyboard.press("Enter")
    press(page, "28,1", within="main")
    press(page, "Bearbeiten")
    go_to(page, page.get_by_label("Ziel", exact=True))
    page.keyboard.press("Control+a")
    page.keyboard.type("Alle kennen die Kita")
    theirs = MeasureEdit(28, {("goal",): "Eltern finden die Kita"})
    apply([theirs], by=None, way=ChangeSet.Way.FORM, reason="Telefonat")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("inzwischen geändert")
    go_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")  # from what the catalogue says to what was typed
    press(page, "So speichern", "button")
    is_told(page, "Maßnahme 28 ist gespeichert.")
    record = MeasureVersion.objects.current().with_records().get(number=28).record
    assert record.goal == "Alle kennen die Kita"


def test_member_objects_to_minutes(page: Page, live_server: LiveServer, sign_in: SignIn) -> None:
    member, today = make_user("", username="stg"), timezone.localdate()
    make_seat(Unit.objects.get(slug="FB-61"), person=member)
    until = today + dt.timedelta(days=7)
    meeting = make_meeting(today - dt.timedelta(days=7), state="protokoll-versandt", objections_until=until)
    make_agenda_item(meeting)
    sign_in(member.username)
    page.goto(f"{live_server}/sitzungen/{meeting.pk}/protokoll/")
    press(page, "Einwendung abgeben", "button")
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the summary leads to the field
    page.keyboard.type("Der Beschluss lautete anders.")
    press(page, "Einwendung abgeben", "button")
    is_told(page, "Einwendung")
    assert MinutesComment.objects.get().text == "Der Beschluss lautete anders."


def test_import_is_told_what_a_column_and_a_name_mean(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    rows = [{NR: "50,0", TEXT: "Offener Treff", PARTNERS: "Verein Nord", "Anmerkung": "Im Bau"}]
    draft = make_draft(workbook(rows, columns=[*HEADINGS, "Anmerkung"]))
    drafting.read(draft)
    sign_in(make_administration().username)
    page.goto(f"{live_server}/import/{draft.pk}/")
    press(page, "Ansehen und berichtigen", within="main")
    go_to(page, page.get_by_label("Stelle für „Verein Nord").first)
    page.keyboard.type("FB 61")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vorschau", timeout=20_000)
    expect(page.get_by_label("Stelle für „Verein Nord")).to_have_count(0)


def test_top_is_moved_and_the_page_goes_on_there(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    meeting = make_meeting(timezone.localdate() + dt.timedelta(days=30), state="geplant")
    for title in ("Erstens", "Zweitens", "Drittens"):
        make_agenda_item(meeting, title)
    sign_in(make_coordination().username)
    page.goto(f"{live_server}/sitzungen/{meeting.pk}/")
    go_to(page, page.locator("button", has_text="Nach unten: TOP 1"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("„Erstens“ ist jetzt TOP 2.")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Erstens"
