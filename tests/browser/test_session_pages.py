"""A session that ends: the warning, and that no text is lost, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import NeedChange
from integration.accounts.models import Session
from integration.accounts.sessions import idle_time
from tests.browser.checks import fits_every_look
from tests.browser.conftest import sign_in_at
from tests.city import build_city
from tests.integration.people import PASSWORD, make_coordination

if TYPE_CHECKING:
    from integration.accounts.models import User
    from tests.browser.conftest import SignIn

TEXT = "Zwei Gruppen fehlen im Westen der Stadt.\nDas sagen alle Kitas."


@pytest.fixture
def person(transactional_db: None) -> User:
    build_city()
    return make_coordination()


def end_sessions() -> None:
    Session.objects.update(last_used=timezone.now() - 2 * idle_time())


def write(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server}/bedarfe/neu/")
    page.get_by_label("Was hat sich verändert?").fill(TEXT)


def test_end_of_a_session_is_told_before_and_loses_no_text(
    page: Page, live_server: LiveServer, person: User, sign_in: SignIn
) -> None:
    sign_in("koordination")
    page.clock.install()
    write(page, live_server)
    page.clock.fast_forward("58:30")
    dialog = page.get_by_role("dialog", name="Ihre Anmeldung endet bald")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Angemeldet bleiben")).to_be_focused()
    fits_every_look(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("01:01:00")
    expect(page.get_by_role("dialog", name="Ihre Anmeldung ist beendet")).to_be_visible()
    expect(page.get_by_role("button", name="Angemeldet bleiben")).to_be_hidden()
    page.get_by_role("button", name="Schließen").click()
    end_sessions()
    come_back(page, looks=True)


def test_no_text_is_lost_without_scripts(browser: Browser, live_server: LiveServer, person: User) -> None:
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    sign_in_at(page, live_server, "koordination")
    write(page, live_server)
    expect(page.get_by_text("Ohne weiteren Aufruf endet Ihre Anmeldung um")).to_be_visible()
    end_sessions()
    come_back(page, looks=False)
    context.close()


def come_back(page: Page, *, looks: bool) -> None:
    """Send what was written, sign in again and send it once more."""
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("aufgehoben, aber noch nicht gespeichert")).to_be_visible()
    if looks:
        fits_every_look(page)
    page.get_by_label("Anmeldename").fill("koordination")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Eingaben sind noch da")
    if looks:
        fits_every_look(page)
    page.get_by_role("button", name="Jetzt senden").click()
    expect(page.get_by_label("Was hat sich verändert?")).to_have_value(TEXT)
    assert not NeedChange.objects.exists()  # what else is missing is asked for, the text stands
