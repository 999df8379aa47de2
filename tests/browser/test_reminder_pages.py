"""Reminders in a browser: preview, note of a refused letter, log and choice, in every look."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from steering.reminders.sending import remind
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_assignment, make_user

LONG = "Sprachkursteilnahmebescheinigungsverfahren"


def test_reminder_pages_fit_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    build_city()
    kita = Unit.objects.get(slug="51.3")
    make_user("", username="kita", unit=kita, function=LONG)
    make_assignment(kita, LONG, due=timezone.localdate())
    remind(
        now=timezone.now(), deliver=lambda letter: "" if coordination.email in letter.to else f"{LONG}: 550"
    )
    sign_in(coordination.username)
    page.goto(f"{live_server}/")
    page.get_by_role("link", name="Erinnerung wurde nicht zugestellt").click()
    expect(page.get_by_text(f"Nicht zugestellt an {LONG}")).to_be_visible()
    for summary in page.locator("details summary").all():
        summary.click()
    fits_every_look(page)
    page.goto(f"{live_server}/konto/")
    page.get_by_role("link", name="Erinnerungen einstellen").click()
    page.locator("details summary").first.click()
    fits_every_look(page)
    page.get_by_label("keine Erinnerungen").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Gespeichert: keine Erinnerungen.")
