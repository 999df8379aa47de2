"""The page of the interface in a browser: giving a token, seeing it once, taking it back, in every look."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.roles import Hat
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_token, make_user

LONG = "Sprachkursteilnahmebescheinigungsverfahrensverzeichnis"


def test_token_is_given_and_taken_back(page: Page, live_server: LiveServer, sign_in: SignIn) -> None:
    build_city()
    make_token(LONG, purpose=LONG, contact=LONG)
    sign_in(make_user(Hat.ADMINISTRATION).username)
    page.goto(f"{live_server}/schnittstellen/")
    fits_every_look(page)
    page.get_by_role("link", name="Token vergeben").click()
    page.get_by_label("System", exact=True).fill("Statistikportal")
    page.get_by_label("Zweck").fill("Kennzahlen")
    page.get_by_role("button", name="Token vergeben").click()
    expect(page.get_by_label("Ansprechstelle")).to_have_attribute("aria-invalid", "true")
    fits_every_look(page)
    page.get_by_label("Ansprechstelle").fill("Ref. 0120")
    page.get_by_role("button", name="Token vergeben").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Token für Statistikportal")
    fits_every_look(page)
    page.get_by_role("link", name="Zu den Schnittstellen").click()
    page.get_by_role("row").filter(has_text="Statistikportal").get_by_role("link").click()
    fits_every_look(page)
    page.get_by_role("button", name="Token widerrufen").click()
    expect(page.get_by_text("Das Token für Statistikportal öffnet nichts mehr.")).to_be_visible()
