"""Minutes, Aufträge and resolutions in a browser: every look, by keyboard, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from steering.assignments.assignment_actions import ask_for_time
from steering.minutes import minutes_actions
from steering.minutes.resolution_actions import record_result
from steering.models import AgendaItem, Assignment, Resolution
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_agenda_item, make_assignment, make_meeting, make_seat

LONG = "Sprachkursteilnahmebescheinigungsverfahren"


@pytest.fixture
def item(transactional_db: None, coordination: User) -> AgendaItem:
    """A TOP with everything that can stand in it, its minutes sent."""
    build_city()
    unit = Unit.objects.get(code="FB 61")
    make_seat(unit, function=LONG)
    top = make_agenda_item(make_meeting(), LONG, measures=[7], proposal=f"{LONG} öffnen", facts=LONG)
    minutes_actions.save_text(top, f"- {LONG}\n- **zwei**", seen=1, by=None)
    record_result(top, "festlegung", wording=LONG, measures=top.measures.all(), by=None)
    task = make_assignment(unit, f"{LONG} prüfen", item=top)
    ask_for_time(task, dt.date(2199, 1, 1), LONG, by=coordination)
    minutes_actions.save_attendance(top.meeting, {}, [LONG], by=None)
    minutes_actions.send_draft(top.meeting, objections_until=dt.date(2199, 1, 1), by=coordination)
    return AgendaItem.objects.get(pk=top.pk)


def test_pages_fit_every_look(
    page: Page, live_server: LiveServer, item: AgendaItem, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/")
    fits_every_look(page)  # the overview with what is overdue
    minutes = f"/sitzungen/{item.meeting_id}/protokoll/"
    top, task = f"{minutes}top/{item.pk}/", Assignment.objects.get().pk
    for path in (
        minutes,
        top,
        f"{minutes}teilnahme/",
        f"{minutes}auszuege/",
        f"{top}ergebnis/{Resolution.objects.get().pk}/",
        f"{top}auftrag/{task}/",
        f"{top}berichtigung/",
        "/aufgaben/",
        f"/aufgaben/{task}/",
        "/beschluesse/",
    ):
        page.goto(f"{live_server}{path}")
        for summary in page.locator("main summary").all():
            summary.click()
        fits_every_look(page)


def type_on_before_the_answer(page: Page, url: str, text: str) -> None:
    """Type while the first save is still on its way: no reason to conflict with oneself."""
    held: list[Route] = []
    page.route(url, lambda route: held.append(route), times=1)
    page.get_by_label("Protokolltext").fill("Von selbst")
    while not held:
        page.wait_for_timeout(100)
    answer = held[0].fetch()
    page.get_by_label("Protokolltext").fill(text)
    page.wait_for_timeout(2_000)  # longer than the pause before a save
    held[0].fulfill(response=answer)


def test_typing_is_saved_by_itself_and_survives_a_lost_connection(
    page: Page, live_server: LiveServer, item: AgendaItem, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    text_url = f"{live_server}/sitzungen/{item.meeting_id}/protokoll/top/{item.pk}/"
    page.goto(text_url)
    text = page.get_by_label("Protokolltext")
    type_on_before_the_answer(page, text_url, "Von selbst **gespeichert**")
    expect(page.get_by_role("status").last).to_contain_text("Gespeichert um")
    expect(page.locator("[data-shown] strong")).to_have_text("gespeichert")
    item.refresh_from_db()
    assert item.text == "Von selbst **gespeichert**"
    cookies: Any = page.context.cookies()
    page.context.clear_cookies()  # signed out elsewhere, or an hour has passed
    text.fill("Abgemeldet geschrieben")
    expect(page.get_by_role("status").last).to_contain_text("Anmeldung oder Berechtigung gilt nicht mehr")
    page.context.add_cookies(cookies)
    page.context.set_offline(True)
    text.fill("Ohne Netz geschrieben")
    expect(page.get_by_role("status").last).to_contain_text("nicht erreichbar")
    again = page.context.new_page()
    page.context.set_offline(False)
    page.close()
    minutes_actions.save_text(item, "Inzwischen anders", seen=item.version, by=None)
    again.goto(text_url)
    again.get_by_role("button", name="Wiederherstellen").press("Enter")
    expect(again.get_by_label("Protokolltext")).to_have_value("Ohne Netz geschrieben")
    again.get_by_role("button", name="Text speichern").press("Enter")
    expect(again.get_by_role("heading", name="Als Sie begonnen haben")).to_be_visible()
    expect(again.get_by_text("Inzwischen anders")).to_be_visible()
    fits_every_look(again)
    again.get_by_role("button", name="So speichern").press("Enter")
    expect(again.get_by_role("status").first).to_contain_text("Der Text ist gespeichert")
    item.refresh_from_db()
    assert item.text == "Ohne Netz geschrieben"
