"""Finding measures in a browser: what was found, the way through it, kept views, the key to the search."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_saved_view


@pytest.fixture
def city(transactional_db: None) -> None:
    build_city()


@pytest.fixture
def signed_in(city: None, coordination: User, sign_in: SignIn) -> User:
    sign_in(coordination.username)
    return coordination


def test_finding_pages_fit_every_look(page: Page, live_server: LiveServer, signed_in: User) -> None:
    view = make_saved_view(signed_in, "Ein recht langer Name für eine Ansicht, die keiner je vergisst")
    for path in (
        "/massnahmen/?q=Kita+stadtplanung+spielplatz",
        "/massnahmen/?q=stadtplanung&sort=-nummer",
        "/massnahmen/7/?q=stadtplanung+frage",
        "/katalog/?q=Kita",
        "/ansichten/",
        f"/ansichten/{view.pk}/",
        f"/ansichten/{view.pk}/loeschen/",
        "/konto/",
    ):
        page.goto(f"{live_server}{path}")
        fits_every_look(page)


def test_person_goes_through_what_was_found(page: Page, live_server: LiveServer, signed_in: User) -> None:
    page.goto(f"{live_server}/massnahmen/?sort=-nummer")
    page.get_by_label("Suche", exact=True).fill("stadtplanung")
    page.keyboard.press("Enter")
    expect(page.locator("td mark")).to_have_text(["Stadtplanung", "Stadtplanung"])
    page.locator("tbody th a").first.click()
    hits = page.get_by_role("navigation", name="Treffer")
    expect(hits).to_contain_text("1 von 2 Treffern")
    expect(page.locator("mark").first).to_be_visible()
    hits.get_by_role("link", name="Maßnahme").click()
    expect(hits).to_contain_text("2 von 2 Treffern")
    hits.get_by_role("link", name="zur Liste").click()
    expect(page.get_by_label("Suche", exact=True)).to_have_value("stadtplanung")


def test_person_keeps_a_selection(page: Page, live_server: LiveServer, signed_in: User) -> None:
    page.goto(f"{live_server}/massnahmen/?q=Kita")
    page.get_by_text("Diese Auswahl als Ansicht speichern").click()
    fits_every_look(page)
    page.get_by_label("Name der Ansicht").fill("Alles zur Kita")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Die Ansicht „Alles zur Kita“ ist gespeichert.")).to_be_visible()
    page.goto(f"{live_server}/")
    page.get_by_role("navigation", name="Ihre Ansichten").get_by_role("link", name="Alles zur Kita").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_key_leads_to_the_search_and_can_be_switched_off(
    page: Page, live_server: LiveServer, signed_in: User
) -> None:
    search = page.get_by_label("Suche", exact=True)
    page.goto(f"{live_server}/konto/")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")
    page.goto(f"{live_server}/massnahmen/")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    page.goto(f"{live_server}/konto/")
    page.get_by_label("Tasten wie „/“ und „?“ verwenden").uncheck()
    page.goto(f"{live_server}/massnahmen/")
    page.keyboard.press("/")
    expect(search).not_to_be_focused()
