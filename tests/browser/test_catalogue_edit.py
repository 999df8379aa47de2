"""Writing in the catalogue's table, and changing many measures at once, in real browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.browser.checks import axe_clean, fits_every_look
from tests.browser.conftest import SignIn
from tests.catalogue.workbooks import record
from tests.city import build_city

TABLE = "/katalog/?bearbeiten=ja"
Open = Callable[[Page], Locator]


@pytest.fixture
def table(
    page: Page, live_server: LiveServer, transactional_db: None, coordination: User, sign_in: SignIn
) -> Locator:
    """The table of the small city, ready to be written in."""
    build_city()
    sign_in(coordination.username)
    page.goto(f"{live_server}{TABLE}")
    return page.get_by_role("grid")


@pytest.fixture
def second(browser: Browser, live_server: LiveServer, page: Page, table: Locator) -> Iterator[Page]:
    """A second browser, signed in as the same person, before the same table."""
    context = browser.new_context(storage_state=page.context.storage_state())
    other = context.new_page()
    other.goto(f"{live_server}{TABLE}")
    yield other
    context.close()


def cell(table: Locator, number: str, heading: str) -> Locator:
    """Return the cell of a row in the column of this heading."""
    place = table.evaluate(
        "(table, name) => JSON.parse(table.dataset.columns).findIndex((one) => one.name === name)", heading
    )
    measure, sub = number.split(",")
    row = table.locator(f"tr[data-measure='{measure}'][data-sub='{sub}']")
    return row.locator(f":scope > :nth-child({place + 1})")


def status(page: Page) -> Locator:
    return page.locator("[data-cells-said]")


def write(page: Page, where: Locator, text: str) -> None:
    where.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def test_editing_fits_every_look(page: Page, table: Locator) -> None:
    fits_every_look(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    cell(table, "7,0", "Was soll erreicht werden?").click()
    axe_clean(page)


def test_cell_is_written_by_keyboard_alone(page: Page, table: Locator) -> None:
    table.locator("tbody td").first.focus()
    page.keyboard.press("ArrowRight")
    expect(cell(table, "7,0", "Was soll erreicht werden?")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("Ein neues Ziel")
    page.keyboard.press("Tab")
    expect(status(page)).to_have_text("Gespeichert.")
    expect(cell(table, "7,0", "Wie soll das Ziel umgesetzt werden")).to_be_focused()
    expect(cell(table, "7,0", "Was soll erreicht werden?")).to_have_text("Ein neues Ziel")
    assert record(7).goal == "Ein neues Ziel"


def test_escape_leaves_the_cell_as_it_was(page: Page, table: Locator) -> None:
    goal = cell(table, "7,0", "Was soll erreicht werden?")
    goal.click()
    page.keyboard.insert_text("Unsinn")
    page.keyboard.press("Escape")
    expect(goal).to_have_text("Ein Büro für alle Fragen")
    expect(goal).to_be_focused()
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_space_sets_and_clears_a_mark(page: Page, table: Locator) -> None:
    children = cell(table, "7,0", "Kinder")
    children.focus()
    page.keyboard.press("Space")
    expect(children).to_have_text("x")
    expect(status(page)).to_have_text("Gespeichert.")
    page.keyboard.press("Space")
    expect(children).to_have_text("")
    assert "kinder" not in record(7).target_groups


def test_state_is_chosen_with_its_reason(page: Page, live_server: LiveServer, table: Locator) -> None:
    page.goto(f"{live_server}{TABLE}&spalten=alle")
    state = cell(table, "7,0", "Umsetzungsstand")
    state.click()
    page.get_by_role("combobox", name="Umsetzungsstand").select_option("entfallen")
    page.get_by_label("Begründung", exact=True).fill("Kein Geld")
    page.get_by_role("button", name="Speichern").click()
    expect(state).to_have_text("entfallen")
    expect(cell(table, "7,0", "Begründung")).to_have_text("Kein Geld")


def test_what_cannot_be_read_is_told_at_the_cell(page: Page, live_server: LiveServer, table: Locator) -> None:
    page.goto(f"{live_server}{TABLE}&spalten=alle")
    write(page, cell(table, "7,0", "Sachstand vom"), "gestern")
    expect(page.get_by_role("alert")).to_contain_text("kein Datum in der Form 24.04.2017")
    axe_clean(page)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("24.04.2017")
    page.keyboard.press("Enter")
    expect(cell(table, "7,0", "Sachstand vom")).to_have_text("24.04.2017")


def test_new_unit_is_made_only_on_demand(page: Page, table: Locator) -> None:
    partners = cell(table, "7,0", "weitere / Kooperationspartner")
    write(page, partners, "Sportverein")
    expect(page.get_by_role("group", name="Neuer Eintrag")).to_contain_text("Neue Stelle „Sportverein“")
    page.get_by_role("button", name="Anlegen", exact=True).click()
    expect(status(page)).to_have_text("Gespeichert.")
    expect(partners).to_have_text("Sportverein")


def test_two_browsers_write_the_same_cell(page: Page, table: Locator, second: Page) -> None:
    theirs = second.get_by_role("grid")
    write(second, cell(theirs, "7,0", "Was soll erreicht werden?"), "Von nebenan")
    expect(status(second)).to_have_text("Gespeichert.")
    goal = cell(table, "7,0", "Was soll erreicht werden?")
    write(page, goal, "Von hier")
    asked = page.get_by_role("group", name="Zweimal geändert")
    for text in ("Ein Büro für alle Fragen", "Von nebenan", "Von hier"):
        expect(asked).to_contain_text(text)
    axe_clean(page)
    assert record(7).goal == "Von nebenan"
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    write(page, goal, "Von hier")
    page.get_by_role("button", name="Ihre Angabe nehmen").click()
    expect(status(page)).to_have_text("Gespeichert.")
    assert record(7).goal == "Von hier"


def test_two_browsers_write_different_cells(page: Page, table: Locator, second: Page) -> None:
    write(second, cell(second.get_by_role("grid"), "7,0", "Was soll erreicht werden?"), "Von nebenan")
    expect(status(second)).to_have_text("Gespeichert.")
    write(page, cell(table, "7,0", "Wie soll das Ziel umgesetzt werden"), "Von hier")
    expect(status(page)).to_contain_text("Beides ist übernommen.")
    expect(cell(table, "7,0", "Was soll erreicht werden?")).to_have_text("Von nebenan")
    assert (record(7).goal, record(7).text) == ("Von nebenan", "Von hier")


def test_lost_connection_keeps_the_text(page: Page, table: Locator) -> None:
    page.route("**/katalog/zelle/", lambda route: route.abort())
    write(page, cell(table, "7,0", "Was soll erreicht werden?"), "Noch nicht gespeichert")
    expect(page.get_by_role("alert")).to_contain_text("Ihr Text steht noch hier")
    expect(page.get_by_role("textbox", name="Was soll erreicht werden?")).to_have_value(
        "Noch nicht gespeichert"
    )


def test_without_script_the_rows_lead_to_the_form(
    browser: Browser, live_server: LiveServer, page: Page, table: Locator
) -> None:
    context = browser.new_context(storage_state=page.context.storage_state(), java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{live_server}{TABLE}")
    plain.get_by_role("rowheader", name="7,0").get_by_role("link").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Maßnahme 7 bearbeiten")
    plain.goto(f"{live_server}{TABLE}")
    plain.get_by_role("checkbox", name="Maßnahme 7 auswählen").check()
    plain.get_by_role("button", name="Markierte ändern").click()
    plain.get_by_label("Umsetzungsstand").select_option("umgesetzt")
    plain.get_by_role("button", name="Vorschau zeigen").click()
    plain.get_by_role("button", name="1 Maßnahme ändern").click()
    expect(plain.get_by_role("status")).to_contain_text("1 Maßnahme geändert.")
    context.close()
    assert record(7).status.value == "umgesetzt"


def test_bulk_pages_fit_every_look(page: Page, live_server: LiveServer, table: Locator) -> None:
    page.goto(f"{live_server}/massnahmen/")
    fits_every_look(page)
    page.get_by_role("button", name="Alle 3 ändern").click()
    fits_every_look(page)
    page.get_by_role("button", name="Vorschau zeigen").click()
    axe_clean(page)
    page.get_by_label("Umsetzungsstand").select_option("umgesetzt")
    page.get_by_role("button", name="Vorschau zeigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 von 3 Maßnahmen ändern?")
    fits_every_look(page)


def test_slow_bulk_change_says_that_it_runs(page: Page, live_server: LiveServer, table: Locator) -> None:
    page.goto(f"{live_server}/massnahmen/sammelaenderung/?umfang=alle")
    page.get_by_label("Umsetzungsstand").select_option("umgesetzt")
    page.get_by_role("button", name="Vorschau zeigen").click()
    page.wait_for_load_state()
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")  # no answer comes
    page.get_by_role("button", name="2 Maßnahmen ändern").click()
    expect(page.get_by_role("progressbar", name="Fortschritt")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Die Änderung läuft. Bitte lassen Sie diese Seite offen.")
    axe_clean(page)
