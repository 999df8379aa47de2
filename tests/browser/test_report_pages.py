"""Annual reports in a browser: written, signed by both sides, published; every look of their pages."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.models import Meeting, Seat
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_past
from tests.factories import make_goal_talk, make_meeting, make_seat, make_user


def test_both_partners_write_sign_and_publish_a_report(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    build_past()
    kita = Unit.objects.get(slug="51.3")
    make_seat(Unit.objects.get(slug="FB-61"), office=Seat.Office.CHAIR)
    make_goal_talk(kita, timezone.localdate().year - 1)
    partner = make_user(Hat.DEPARTMENT, username="kita", unit=kita, function="Stelle 51.3")
    sign_in(coordination.username)
    page.goto(f"{live_server}/jahresberichte/")
    fits_every_look(page)
    last_year = timezone.localdate().year - 1
    page.get_by_role("link", name=re.compile(f"^anlegen ?: Jahresbericht {last_year}, 51.3")).click()
    page.get_by_role("button", name="Bericht anlegen").click()
    _remove_all_but_one(page)
    expect(page.get_by_role("link", name="Ausblick")).to_be_visible()
    fits_every_look(page)
    path = page.url
    _write(page, sign_in, partner, path)
    _sign_and_publish(page, sign_in, coordination, partner, path)


def _remove_all_but_one(page: Page) -> None:
    while (buttons := page.get_by_role("button", name="Entfernen")).count() > 1:
        buttons.first.click()
        page.wait_for_load_state()


def _write(page: Page, sign_in: SignIn, partner: User, path: str) -> None:
    """Let the unit write the outlook with its own account, without a script of the page."""
    page.context.clear_cookies()
    sign_in(partner.username)
    page.goto(path)
    page.get_by_role("link", name="Ausblick").click()
    page.get_by_label("Text").fill("Wir machen **weiter**.")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator(".prose strong")).to_have_text("weiter")
    fits_every_look(page)
    page.get_by_label("Der Abschnitt ist fertig").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Gespeichert: Ausblick.")).to_be_visible()


def _sign_and_publish(page: Page, sign_in: SignIn, coordination: User, partner: User, path: str) -> None:
    page.context.clear_cookies()
    sign_in(coordination.username)
    page.goto(path)
    page.get_by_role("button", name="Zur Mitzeichnung geben").click()
    fits_every_look(page)
    page.context.clear_cookies()
    sign_in(partner.username)
    page.goto(path)
    page.get_by_label("Bemerkung").fill("Bitte die Räume nicht vergessen.")
    page.get_by_role("button", name="Mitzeichnen").click()
    expect(page.get_by_text("Bitte die Räume nicht vergessen.")).to_be_visible()
    make_meeting(timezone.localdate() + dt.timedelta(days=10), state=Meeting.State.PLANNED)
    page.context.clear_cookies()
    sign_in(coordination.username)
    page.goto(path)
    page.get_by_label("Gezeichnet von").fill("Leitung FB 61")
    page.get_by_role("button", name="Schlusszeichnung eintragen").click()
    page.get_by_role("button", name="Vorlegen").click()
    page.get_by_role("button", name="Veröffentlichen und festschreiben").click()
    expect(page.get_by_text("Geprüft: Inhalt, Prüfsumme und PDF passen zusammen.")).to_be_visible()
    fits_every_look(page)
