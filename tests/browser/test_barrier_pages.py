"""A barrier that somebody signed out tells of, until it is answered, in every look."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.integration.people import make_administration

LONG = "Sprachkursteilnahmebescheinigungsverfahrensverzeichnis " * 3


def test_barrier_is_told_and_answered(page: Page, live_server: LiveServer, sign_in: SignIn) -> None:
    page.goto(f"{live_server}/anmelden/")
    page.get_by_role("contentinfo").get_by_role("link", name="Barrierefreiheit").click()
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.get_by_label("Was funktioniert nicht?")).to_have_attribute("aria-invalid", "true")
    fits_every_look(page)
    page.get_by_label("Was funktioniert nicht?").fill(LONG)
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.get_by_text("Danke, Ihre Meldung ist angekommen.")).to_be_visible()
    sign_in(make_administration().username)
    page.goto(f"{live_server}/barrieren/")
    expect(page.get_by_text("Nicht per Mail weitergeleitet")).to_be_visible()
    fits_every_look(page)
    page.get_by_role("table").get_by_role("link").click()
    fits_every_look(page)
    page.get_by_label("Was wurde geantwortet oder getan?").fill("Behoben")
    page.get_by_role("button", name="Antwort festhalten").click()
    expect(page.get_by_role("cell", name="beantwortet")).to_be_visible()
