"""The frame around every page: header, navigation, footer, brightness, paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.browser.checks import fits_every_look, no_horizontal_scroll
from tests.browser.conftest import SignIn
from tests.integration.people import make_administration


@pytest.mark.parametrize("path", ["/anmelden/", "/barrierefreiheit/", "/datenschutz/", "/gibt-es-nicht/"])
def test_open_page_fits_every_look(page: Page, live_server: LiveServer, path: str) -> None:
    page.goto(f"{live_server}{path}")
    fits_every_look(page)


@pytest.mark.parametrize("path", ["/konto/", "/hilfe/", "/hilfe/massnahmen/", "/lizenzen/"])
def test_page_for_people_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn, path: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}{path}")
    fits_every_look(page)


def test_page_in_place_of_a_refused_document_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn, settings: Settings
) -> None:
    settings.CHILD_MEMORY_MB = 20
    sign_in(coordination.username)
    page.goto(f"{live_server}/katalog.pdf")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieses PDF gibt es gerade nicht")
    fits_every_look(page)


def test_skip_link_is_first_and_leads_to_content(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server}/barrierefreiheit/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Zum Inhalt springen")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_narrow_menu_opens_and_closes_without_script(
    browser: Browser, live_server: LiveServer, coordination: User, page: Page, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
        storage_state=page.context.storage_state(),
    )
    narrow = context.new_page()
    narrow.goto(f"{live_server}/konto/")
    overview = narrow.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Übersicht")
    expect(overview).to_be_hidden()
    narrow.get_by_role("button", name="Menü").click()
    expect(overview).to_be_visible()
    narrow.keyboard.press("Escape")
    expect(overview).to_be_hidden()
    context.close()


def test_open_account_menu_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/konto/")
    page.locator("details.menu > summary").click()
    fits_every_look(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Abmelden", exact=True)).to_be_hidden()


def test_person_signs_out_from_any_page(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/konto/")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Abmelden", exact=True).click()
    page.goto(f"{live_server}/konto/")
    expect(page).to_have_url(f"{live_server}/anmelden/?next=/konto/")


def test_chosen_brightness_stays_in_this_browser(page: Page, live_server: LiveServer) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server}/barrierefreiheit/")
    bright = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Darstellung").select_option("dunkel")
    page.goto(f"{live_server}/datenschutz/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != bright
    expect(page.get_by_label("Darstellung")).to_have_value("dark")


def test_paper_has_no_navigation(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/konto/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Hauptnavigation")).to_be_hidden()
    expect(page.get_by_role("contentinfo")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_faulty_form_leads_to_its_fields(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server}/anmelden/")
    page.get_by_role("button", name="Anmelden", exact=True).click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    fits_every_look(page)
    summary.get_by_role("link", name="Anmeldename").click()
    expect(page.get_by_label("Anmeldename")).to_be_focused()
    expect(page.get_by_label("Anmeldename")).to_have_accessible_description(
        "Dieses Feld ist zwingend erforderlich."
    )


def test_table_fits_windows_in_between(page: Page, live_server: LiveServer, sign_in: SignIn) -> None:
    sign_in(make_administration().username)
    page.goto(f"{live_server}/personen/")
    for width in (640, 1024, 1152, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        no_horizontal_scroll(page)
