"""The catalogue's pages as people meet them: with and without data, narrow and wide, bright and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.browser.checks import axe_clean, fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.integration.people import make_administration

PAGES = [
    "/",
    "/massnahmen/",
    "/massnahmen/?bearbeiten=ja",
    "/massnahmen/?stelle=FB-51&zielgruppe=kinder",
    "/massnahmen/?status=quatsch",
    "/massnahmen/29/",
    "/stellen/",
    "/stellen/51.3/",
    "/stellen/51.3/bearbeiten/",
    "/stellen/neu/",
]


@pytest.fixture
def city(transactional_db: None) -> None:
    build_city()


@pytest.fixture
def administration(transactional_db: None) -> User:
    return make_administration()


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("path", PAGES)
def test_catalogue_page_fits_every_look(
    page: Page, live_server: LiveServer, administration: User, sign_in: SignIn, path: str
) -> None:
    sign_in(administration.username)
    page.goto(f"{live_server}{path}")
    fits_every_look(page)


@pytest.mark.parametrize("path", ["/", "/massnahmen/", "/stellen/"])
def test_empty_catalogue_page_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn, path: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}{path}")
    fits_every_look(page)


@pytest.mark.usefixtures("city")
def test_person_narrows_the_list_and_widens_it_again(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/")
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Maßnahmen").click()
    page.get_by_text("Filter und Sortierung").click()
    axe_clean(page)
    page.get_by_label("Stelle", exact=True).fill("FB 51")
    page.get_by_label("Kinder").check()
    page.get_by_role("button", name="Anwenden").click()
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Filter entfernen: Zielgruppe: Kinder").click()
    expect(rows).to_have_count(2)
    page.get_by_role("link", name="Alle Filter zurücksetzen").click()
    expect(rows).to_have_count(3)
    page.get_by_role("columnheader", name="Nr").get_by_role("link").click()
    expect(rows.first.get_by_role("rowheader")).to_contain_text("29,1")


@pytest.mark.usefixtures("city")
def test_keyboard_reaches_a_measure(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/massnahmen/")
    page.get_by_label("Suche", exact=True).focus()
    page.keyboard.type("sprechstunde")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="28,1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Eltern kennen die Kita")
