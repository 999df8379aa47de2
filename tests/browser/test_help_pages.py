"""The help: its pages, and the keys that lead through the site."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city


def test_glossary_and_keys_fit_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    for path in ("/hilfe/glossar/", "/hilfe/tastatur/"):
        page.goto(f"{live_server}{path}")
        fits_every_look(page)


def test_keys_lead_through_the_site_and_can_be_switched_off(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    build_city()
    sign_in(coordination.username)
    page.goto(f"{live_server}/")
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page).to_have_url(f"{live_server}/massnahmen/")
    page.get_by_label("Suche", exact=True).press_sequentially("gm?")
    expect(page.get_by_label("Suche", exact=True)).to_have_value("gm?")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    fits_every_look(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.keyboard.press("g")
    page.keyboard.press("x")  # no page has this letter, and the next one is alone again
    page.keyboard.press("k")
    page.keyboard.press("Control+g")
    expect(page).to_have_url(f"{live_server}/massnahmen/")
    page.keyboard.press("G")
    page.keyboard.press("k")
    expect(page).to_have_url(f"{live_server}/konto/")

    page.get_by_label("Tasten wie „/“ und „?“ verwenden").uncheck()
    page.keyboard.press("Tab")
    for key in ("?", "g", "m"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/konto/$"))
