"""The catalogue's table in a browser: every look, its pinned headings, the keyboard, paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.browser.checks import comes_true, fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_measure

# The focused element lies under nothing, the headings for example (WCAG 2.4.11).
NOT_HIDDEN = """() => {
    const {left, top, width} = document.activeElement.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + 2) === document.activeElement;
}"""


@pytest.fixture
def city(transactional_db: None) -> None:
    build_city()
    for number in range(100, 140):
        make_measure(number, goal="Alle Kinder lernen früh Deutsch. " * 6, target_groups=["kinder"])


@pytest.fixture
def table(page: Page, live_server: LiveServer, city: None, coordination: User, sign_in: SignIn) -> Locator:
    """The scrolling region with the whole catalogue, the page open before the coordinator."""
    sign_in(coordination.username)
    page.goto(f"{live_server}/katalog/")
    return page.get_by_role("region", name="Maßnahmenkatalog")


def box(part: Locator) -> FloatRect:
    found = part.bounding_box()
    assert found
    return found


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("query", ["", "?spalten=alle&q=29", "?zielgruppe=kinder&status=geplant"])
def test_table_fits_every_look(page: Page, live_server: LiveServer, query: str) -> None:
    page.goto(f"{live_server}/katalog/{query}")
    fits_every_look(page)


def test_empty_table_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/katalog/")
    expect(page.get_by_role("heading", name="Der Katalog ist noch leer")).to_be_visible()
    fits_every_look(page)


def test_headings_and_first_columns_stay_in_sight(page: Page, table: Locator) -> None:
    heading, field = table.get_by_role("columnheader", name="Nr"), table.locator("thead .label").last
    before = box(heading), box(field)
    table.evaluate("region => region.scrollTo(500, 800)")
    assert (box(heading), box(field)) == before
    page.set_viewport_size({"width": 320, "height": 800})
    table.evaluate("region => region.scrollTo(500, 800)")
    assert box(heading)["x"] == pytest.approx(box(table)["x"], abs=2)
    assert box(field)["x"] < 0  # on a narrow screen only the number stays


def test_low_screen_gives_its_room_to_the_rows(page: Page, table: Locator) -> None:
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024, enlarged four times
    table.evaluate("region => region.scrollTo(0, 800)")
    heading = table.get_by_role("columnheader", name="Nr")
    assert box(heading)["y"] + box(heading)["height"] < box(table)["y"]


def test_keyboard_reads_the_table_and_opens_a_measure(page: Page, table: Locator) -> None:
    table.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    comes_true(page, "() => document.querySelector('.catalogue-scroll').scrollTop > 0")
    last = table.get_by_role("link").last
    last.focus()
    page.keyboard.press("Shift+Tab")
    comes_true(page, NOT_HIDDEN)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Maßnahme 138", exact=True).first).to_be_visible()


def test_headings_name_their_cells(table: Locator) -> None:
    expect(table.get_by_role("rowheader", name="29,1")).to_be_visible()
    expect(table.get_by_role("columnheader", name="Zielgruppe")).to_have_attribute("scope", "colgroup")
    expect(table.get_by_role("link", name="29,1")).to_have_accessible_description(re.compile("^Ziel fehlt"))


def test_person_switches_between_list_and_table(page: Page, table: Locator) -> None:
    page.get_by_role("searchbox", name="Suche").fill("Spielplatz")
    page.get_by_role("button", name="Suchen").click()
    expect(table.get_by_role("row")).to_have_count(3 + 2)
    page.get_by_role("link", name="Ergänzende Angaben einblenden").click()
    expect(table.get_by_role("columnheader", name="Umsetzungsstand")).to_be_attached()
    page.get_by_role("link", name="Als Liste").click()
    expect(page.locator("table tbody tr")).to_have_count(1)
    page.locator(".page-head").get_by_role("link", name="Als Tabelle").click()
    expect(table.get_by_role("row")).to_have_count(3 + 2)


def test_table_prints_on_wide_paper(page: Page, table: Locator) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1474, "height": 1000})  # A3 landscape between its margins, in CSS pixels
    table_itself = table.get_by_role("table")
    assert box(table_itself)["width"] <= 1474
    expect(page.get_by_role("search")).to_be_hidden()
