"""Editing a measure in a browser: every look, by keyboard alone, without scripts, and two people at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.actions import MeasureEdit, apply
from catalogue.records import State
from integration.accounts.models import User
from integration.history.models import ChangeSet
from tests.browser.checks import comes_true, fits_every_look, kept_in_browser
from tests.browser.conftest import SignIn, sign_in_at
from tests.catalogue.workbooks import record
from tests.city import build_city
from tests.integration.people import PASSWORD, make_coordination

LONG = "Sprachkursteilnahmebescheinigungsverfahren"


@pytest.fixture
def city(transactional_db: None) -> None:
    build_city()


@pytest.fixture
def here(page: Page, live_server: LiveServer, city: None, coordination: User, sign_in: SignIn) -> Page:
    """The browser of the Koordination, on the form of measure 29."""
    sign_in(coordination.username)
    page.goto(f"{live_server}/massnahmen/29/bearbeiten/")
    return page


@pytest.fixture
def colleague(browser: Browser, live_server: LiveServer, city: None) -> Iterator[Page]:
    """A second browser with a second person, on the same form."""
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    sign_in_at(page, live_server, make_coordination("zweite", function="Koordination 2").username)
    page.goto(f"{live_server}/massnahmen/29/bearbeiten/")
    yield page
    context.close()


def save(page: Page) -> None:
    """Press the button that stays in sight; a click may miss it where the browser scrolls under it."""
    page.get_by_role("button", name="Speichern").first.press("Enter")


# --- Looks


def test_form_fits_every_look(here: Page) -> None:
    here.get_by_role("checkbox", name="Kinder").check()
    here.get_by_text("Weitere Spalte").first.click()
    here.get_by_role("button", name="Stelle hinzufügen").click()
    fits_every_look(here)


def test_form_with_problems_fits_every_look(here: Page) -> None:
    here.get_by_label("Federführung").fill(LONG)
    here.get_by_label("Umsetzungsstand").select_option("entfallen")
    here.get_by_label("Seite").first.fill("irgendwo")
    save(here)
    expect(here.get_by_role("alert")).to_be_focused()
    here.get_by_role("alert").get_by_role("link", name="Katalogzeile 1: Seite").click()
    expect(here.get_by_label("Seite").first).to_be_focused()
    fits_every_look(here)


def test_form_of_a_new_measure_fits_every_look(here: Page, live_server: LiveServer) -> None:
    here.goto(f"{live_server}/massnahmen/neu/")
    fits_every_look(here)


def test_conflict_fits_every_look(here: Page) -> None:
    edits = {("text",): f"Wege zum {LONG}", ("status",): State("geplant"), ("listings", 1, "label"): None}
    apply([MeasureEdit(29, edits)], by=None, way=ChangeSet.Way.FORM, reason="Beschluss der Sitzung")
    here.get_by_label("Maßnahme", exact=True).fill("Wege zum Park")
    here.get_by_label("Umsetzungsstand").select_option("umgesetzt")
    here.get_by_label("Bemerkung").first.fill("Neu")
    save(here)
    expect(here.get_by_role("heading", level=1)).to_contain_text("inzwischen geändert")
    fits_every_look(here)
    here.get_by_role("button", name="So speichern").click()
    fits_every_look(here)


# --- By keyboard alone, and without scripts


def test_measure_is_edited_by_keyboard_alone(here: Page) -> None:
    here.get_by_role("link", name="Stand der Umsetzung").press("Enter")
    here.keyboard.press("Tab")
    expect(here.get_by_label("Umsetzungsstand")).to_be_focused()
    here.keyboard.type("gep")
    here.get_by_role("link", name="Zuständigkeit").press("Enter")
    here.keyboard.press("Tab")
    here.keyboard.type("FB 51")
    add = here.get_by_role("button", name="Stelle hinzufügen")
    add.press("Enter")
    expect(here.get_by_label("Stelle", exact=True).last).to_be_focused()
    here.keyboard.type("51.3")
    here.get_by_role("link", name="Für wen und wo").press("Enter")
    here.keyboard.press("Tab")
    here.keyboard.press("Space")
    here.keyboard.press("Tab")
    here.keyboard.type("ab 3 Jahren")
    here.keyboard.press("Control+s")
    expect(here.get_by_role("status")).to_contain_text("Maßnahme 29 ist gespeichert.")
    now = record(29)
    assert (now.status.value, now.lead, sorted(now.units)) == ("geplant", "FB-51", ["51.3", "FB-61"])
    assert now.target_groups == {"kinder": "ab 3 Jahren"}


def test_measure_is_edited_without_scripts(
    browser: Browser, live_server: LiveServer, city: None, coordination: User
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="de-DE").new_page()
    sign_in_at(page, live_server, coordination.username)
    page.get_by_role("link", name="Maßnahmen", exact=True).first.click()
    page.get_by_role("link", name="Maßnahme anlegen").click()
    page.get_by_label("Ziel", exact=True).fill("Ein neues Ziel")
    page.get_by_role("button", name="Stelle hinzufügen").click()
    expect(page.get_by_label("Stelle", exact=True)).to_have_count(1)
    expect(page.get_by_label("Ziel", exact=True)).to_have_value("Ein neues Ziel")
    page.get_by_label("Stelle", exact=True).fill("Stadtplanung")
    page.get_by_role("button", name="Katalogzeile hinzufügen").click()
    expect(page.get_by_label("Handlungsfeld", exact=True)).to_have_count(2)
    page.get_by_label("Handlungsfeld", exact=True).last.select_option("Schule")
    save(page)
    expect(page.get_by_role("status")).to_contain_text("Maßnahme 30 ist angelegt.")
    assert sorted(record(30).listings) == [0, 1]
    assert list(record(30).units) == ["FB-61"]
    page.context.close()


# --- Two people


def test_two_people_edit_the_same_measure(here: Page, colleague: Page) -> None:
    here.get_by_label("Zeitrahmen").fill("bis 2019")
    here.get_by_label("Maßnahme", exact=True).fill("Wege zum Spielplatz und zum Park")
    colleague.get_by_label("Ziel", exact=True).fill("Alle spielen zusammen")
    colleague.get_by_label("Maßnahme", exact=True).fill("Wege zum Spielplatz und zur Schule")
    save(here)
    expect(here.get_by_role("status")).to_contain_text("gespeichert")
    save(colleague)
    expect(colleague.get_by_role("group", name="Maßnahme")).to_contain_text("zum Park")
    expect(colleague.get_by_text("Koordination,")).to_be_visible()
    colleague.get_by_label("Ihre Angabe nehmen").check()
    colleague.get_by_role("button", name="So speichern").click()
    expect(colleague.get_by_role("status")).to_contain_text("Maßnahme 29 ist gespeichert.")
    now = record(29)
    assert (now.goal, now.text) == ("Alle spielen zusammen", "Wege zum Spielplatz und zur Schule")
    assert now.timeframe == "bis 2019"


# --- What is typed is not lost


def test_closed_tab_keeps_what_was_typed(here: Page, live_server: LiveServer) -> None:
    here.get_by_label("Ziel", exact=True).fill("Halb fertig")
    here.get_by_role("button", name="Stelle hinzufügen").click()
    here.get_by_label("Stelle", exact=True).last.fill("51.3")
    kept_in_browser(here, "51.3")
    context: BrowserContext = here.context
    here.close()
    again = context.new_page()
    again.goto(f"{live_server}/massnahmen/29/bearbeiten/")
    expect(again.get_by_text(re.compile(r"nicht gespeicherte Eingaben von \d\d:\d\d Uhr"))).to_be_visible()
    again.get_by_role("button", name="Wiederherstellen").press("Enter")
    expect(again.get_by_label("Ziel", exact=True)).to_have_value("Halb fertig")
    save(again)
    expect(again.get_by_role("status")).to_contain_text("gespeichert")
    assert (record(29).goal, sorted(record(29).units)) == ("Halb fertig", ["51.3", "FB-61"])
    again.goto(f"{live_server}/massnahmen/29/bearbeiten/")
    expect(again.get_by_role("button", name="Wiederherstellen")).to_be_hidden()


def test_expired_session_keeps_what_was_typed(here: Page, coordination: User) -> None:
    here.get_by_label("Ziel", exact=True).fill("Vor dem Abmelden")
    here.context.clear_cookies(name="sessionid")
    save(here)
    here.get_by_label("Anmeldename").fill(coordination.username)
    here.get_by_label("Passwort", exact=True).fill(PASSWORD)
    here.get_by_role("button", name="Anmelden", exact=True).click()
    here.get_by_role("button", name="Wiederherstellen").click()
    expect(here.get_by_label("Ziel", exact=True)).to_have_value("Vor dem Abmelden")


def test_kept_texts_of_an_older_version_are_merged(here: Page, live_server: LiveServer) -> None:
    here.get_by_label("Ziel", exact=True).fill("Mein Ziel")
    kept_in_browser(here, "Mein Ziel")
    apply([MeasureEdit(29, {("text",): "Anders"})], by=None, way=ChangeSet.Way.FORM)
    again = here.context.new_page()
    again.goto(f"{live_server}/massnahmen/29/bearbeiten/")
    expect(again.get_by_text("Die Maßnahme wurde seither geändert")).to_be_visible()
    fits_every_look(again)
    again.get_by_role("button", name="Wiederherstellen").click()
    expect(again.get_by_label("Ziel", exact=True)).to_have_value("Mein Ziel")
    save(again)
    expect(again.get_by_role("status")).to_contain_text("inzwischen geändert: Maßnahme.")
    assert (record(29).goal, record(29).text) == ("Mein Ziel", "Anders")


def test_leaving_with_unsaved_changes_warns(here: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    here.on("dialog", stay)
    here.get_by_label("Ziel", exact=True).fill("Halb fertig")
    here.get_by_role("link", name="Abbrechen").click(no_wait_after=True)
    here.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(here.get_by_label("Ziel", exact=True)).to_have_value("Halb fertig")


def test_signing_out_forgets_what_was_typed(here: Page, live_server: LiveServer) -> None:
    here.get_by_label("Ziel", exact=True).fill("Halb fertig")
    kept_in_browser(here, "Halb fertig")
    here.on("dialog", lambda dialog: dialog.accept())
    here.goto(f"{live_server}/")
    assert here.evaluate("Object.keys(localStorage).length") == 1
    here.locator(".menu > summary").click()
    here.get_by_role("button", name="Abmelden").click()
    expect(here.get_by_text("Sie sind abgemeldet.")).to_be_visible()
    comes_true(here, "() => Object.keys(localStorage).length === 0")
