"""The Steuerungsgruppe's pages in a browser: every look, an agenda ordered by keyboard without scripts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from steering.agenda_order import move
from steering.models import AgendaItem, Meeting
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import (
    make_agenda_item,
    make_document,
    make_guest,
    make_letter,
    make_measure,
    make_meeting,
    make_need_change,
    make_seat,
    make_standard_item,
)
from tests.integration.people import PASSWORD

LONG = "Sprachkursteilnahmebescheinigungsverfahren"


@pytest.fixture
def meeting(transactional_db: None, coordination: User) -> Meeting:
    """A meeting to come with one of everything, and the group that meets."""
    build_city()
    make_seat(Unit.objects.get(slug="FB-51"), function=LONG, email=f"{LONG.lower()}@stadt.example")
    make_seat(Unit.objects.get(slug="FB-61"), valid_until=dt.date(2020, 1, 1))
    make_standard_item(LONG)
    make_measure(28, status=("entfallen", "Doppelt"))
    make_need_change(7, description=LONG)
    make_meeting(dt.date(2017, 6, 12))
    day = timezone.localdate() + dt.timedelta(days=30)
    meeting = make_meeting(day, state=Meeting.State.PLANNED, video_link=f"https://video.example/{LONG}")
    make_document(meeting, LONG)
    make_guest(meeting, LONG)
    make_letter(meeting)
    make_letter(meeting, kind="mappe", waiting=["sitz-2"], broke_off=True)
    for title in ("Erstens", "Zweitens", LONG):
        make_agenda_item(meeting, title, facts=LONG, proposal=LONG, measures=[7, 28])
    make_agenda_item(meeting, LONG, state=AgendaItem.State.DECLINED, word="Nein", by=coordination)
    return meeting


def test_pages_fit_every_look(
    page: Page, live_server: LiveServer, meeting: Meeting, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    here, item = f"/sitzungen/{meeting.pk}", meeting.items.first()
    assert item
    move(item, down=True, by=coordination)  # so that there is something to tell
    top = f"{here}/tops/{item.pk}/"
    for path in (
        *("/steuerungsgruppe/", "/steuerungsgruppe/neu/", "/sitzungen/", "/sitzungen/neu/"),
        *(f"{here}/", f"{here}/einladen/", f"{here}/absagen/"),
        *(top, f"{top}bearbeiten/", f"{top}antwort/"),
        *("/standard-tops/", "/standard-tops/neu/", "/"),
    ):
        page.goto(f"{live_server}{path}")
        fits_every_look(page)


def test_office_orders_and_fills_the_agenda_without_scripts(
    browser: Browser, live_server: LiveServer, meeting: Meeting, coordination: User
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="de-DE").new_page()
    page.goto(f"{live_server}/anmelden/")
    page.get_by_label("Anmeldename").fill(coordination.username)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.goto(f"{live_server}/sitzungen/{meeting.pk}/")
    page.locator("button", has_text="Nach unten: TOP 1").press("Enter")
    expect(page.locator(".tops__one h3").first).to_have_text("Zweitens")
    page.locator("button", has_text="Aufnehmen: Veränderter Bedarf").first.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("steht auf der Tagesordnung")
    page.get_by_role("link", name="TOP aufnehmen").press("Enter")
    page.get_by_label("Titel").fill("Räume")
    page.get_by_role("button", name="Speichern").press("Enter")
    expect(page.locator(".tops__one h3").last).to_have_text("Räume")
    page.context.close()
