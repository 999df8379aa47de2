"""The second factor in the browser: set up, shown at signing in, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.checks import fits_every_look
from tests.totp import code

if TYPE_CHECKING:
    from integration.accounts.models import User
    from tests.browser.conftest import SignIn


@pytest.fixture
def person(transactional_db: None) -> User:
    from tests.integration.people import make_administration

    cache.clear()
    return make_administration()


def test_second_factor_is_set_up_shown_and_switched_off(
    page: Page, live_server: LiveServer, person: User, sign_in: SignIn
) -> None:
    from tests.integration.people import PASSWORD

    sign_in("administration")
    page.goto(f"{live_server}/konto/zweiter-faktor/")
    expect(page.get_by_role("img", name="QR-Code")).to_be_visible()
    assert page.evaluate("document.querySelector('.qr img').naturalWidth") > 0, "the policy lets it through"
    fits_every_look(page)
    secret = page.locator(".qr code").inner_text()
    page.get_by_label("Code aus der App").fill(code(secret))
    page.get_by_label("Ihr Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Einschalten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Ersatzcodes")
    fits_every_look(page)
    page.get_by_role("link", name="Ich habe sie verwahrt").click()
    for name in ("Verwalten", "Neue Ersatzcodes"):
        page.get_by_role("link", name=name).click()
    fits_every_look(page)
    page.goto(f"{live_server}/personen/{person.pk}/")
    fits_every_look(page)
    page.context.clear_cookies()
    page.goto(f"{live_server}/anmelden/?next=/konto/zweiter-faktor/aus/")
    page.get_by_label("Anmeldename").fill("administration")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Code eingeben")
    fits_every_look(page)
    page.get_by_label("Code", exact=True).fill(code(secret, 1))
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiten Faktor abschalten")
    fits_every_look(page)
    page.get_by_label("Ihr Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Abschalten").click()
    expect(page.get_by_role("status")).to_contain_text("Ihr Passwort genügt wieder")
