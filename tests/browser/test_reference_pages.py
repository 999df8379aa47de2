"""The pages of the reference data: with and without data, narrow and wide, bright and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from tests.browser.checks import axe_clean, fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_contact

PAGES = [
    "/handlungsfelder/",
    "/handlungsfelder/iko/",
    "/handlungsfelder/iko/zusammenlegen/",
    "/stammdaten/",
    "/stammdaten/konzepte/neu/",
    "/stammdaten/zielgruppen/kinder/",
    "/stellen/51.3/",
    "/stellen/51.3/ansprechpersonen/neu/",
    "/stellen/51.3/aufloesen/",
]


@pytest.fixture
def city(transactional_db: None) -> None:
    build_city()
    make_contact(Unit.objects.get(slug="51.3"), "Leitung", email="leitung@example.org")


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("path", PAGES)
def test_reference_page_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn, path: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}{path}")
    fits_every_look(page)


@pytest.mark.parametrize("path", ["/handlungsfelder/", "/stammdaten/"])
def test_empty_reference_page_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn, path: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}{path}")
    fits_every_look(page)


@pytest.mark.usefixtures("city")
def test_keyboard_dissolves_a_unit_after_its_preview(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/stellen/51.3/")
    page.get_by_role("link", name="Auflösen").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Nachfolgestelle").focus()
    page.keyboard.type("FB 61")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Was dann geschieht")).to_be_visible()
    expect(page.get_by_role("link", name="Maßnahme 28")).to_be_visible()
    axe_clean(page)
    fits_every_look(page)
    page.get_by_role("button", name="Stelle auflösen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("übernimmt von 51.3 Kindertagesstätten: 1 Maßnahme")).to_be_visible()
    expect(page.get_by_role("link", name="FB 61 Stadtplanung")).to_be_visible()
