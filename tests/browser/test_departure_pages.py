"""A person leaves: the Administration hands over what they hold, the successor acknowledges it."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.roles import Hat
from tests import factories as make
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.steering.departures.holdings import hold_everything


def test_administration_hands_over_and_the_successor_acknowledges(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    build_city()
    unit = Unit.objects.get(slug="51.3")
    leaver = make.make_user(Hat.DEPARTMENT, username="geht", unit=unit, function="Stelle 51.3")
    make.make_user("", username="kommt", function="Leitung 51.3")
    make.make_user(Hat.ADMINISTRATION, username="amt")
    hold_everything(leaver, unit)
    sign_in("amt")
    page.goto(f"{live_server}/personen/{leaver.pk}/")
    page.get_by_role("link", name="Aufgaben übergeben").click()
    page.get_by_label("Nachfolge").fill("kommt")
    page.get_by_label("Grund").fill("Ruhestand")
    page.get_by_label("Konto deaktivieren und abmelden").check()
    page.get_by_role("button", name="Vorschau zeigen").click()
    expect(page.get_by_role("heading", name="Was dann geschieht")).to_be_visible()
    fits_every_look(page)
    page.get_by_role("button", name="Jetzt übergeben").click()
    expect(page.get_by_text("Noch nicht bestätigt.")).to_be_visible()
    fits_every_look(page)
    page.goto(f"{live_server}/uebergaben/")
    fits_every_look(page)
    sign_in("kommt")
    page.goto(f"{live_server}/")
    page.get_by_role("link", name="Übernahme von Stelle 51.3 bestätigen").click()
    fits_every_look(page)
    page.get_by_role("button", name="Übernahme bestätigen").click()
    expect(page.get_by_text("Danke. Die Übernahme ist bestätigt.")).to_be_visible()
