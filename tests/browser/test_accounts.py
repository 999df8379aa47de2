from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.checks import fits_every_look

if TYPE_CHECKING:
    from integration.accounts.models import User
    from tests.browser.conftest import SignIn


@pytest.fixture
def administration(transactional_db: None) -> User:
    from tests.integration.people import make_administration, make_user

    make_user("neu", function="Neue Stelle", password=None)
    return make_administration()


PUBLIC = [
    "/anmelden/",
    "/passwort-vergessen/",
    "/einladung/x/y/",
    "/barrierefreiheit/",
    "/datenschutz/",
    "/nein/",
]
INSIDE = [
    "/konto/",
    "/konto/passwort/",
    "/abmelden/",
    "/hilfe/",
    "/lizenzen/",
    "/personen/",
    "/personen/neu/",
    "/zugriffe/",
    "/zugriffe/systeme/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_is_accessible(page: Page, live_server: LiveServer, path: str) -> None:
    page.goto(f"{live_server}{path}")
    fits_every_look(page)


def test_pages_of_the_signed_in_are_accessible(
    page: Page, live_server: LiveServer, administration: User, sign_in: SignIn
) -> None:
    sign_in("administration")
    for path in INSIDE:
        page.goto(f"{live_server}{path}")
        fits_every_look(page)


def test_forbidden_page_is_accessible(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in("koordination")
    page.goto(f"{live_server}/personen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dafür haben Sie kein Recht")
    fits_every_look(page)


def test_lock_is_explained_accessibly(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server}/anmelden/")
    for _ in range(5):
        page.get_by_label("Anmeldename").fill("fb51")
        page.get_by_label("Passwort", exact=True).fill("falsch")
        page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmeldung vorübergehend gesperrt")
    fits_every_look(page)


def test_errors_of_a_form_lead_to_their_fields(
    page: Page, live_server: LiveServer, administration: User, sign_in: SignIn
) -> None:
    sign_in("administration")
    page.goto(f"{live_server}/personen/")
    page.get_by_role("link", name="Person einladen").click()
    page.get_by_role("button", name="Speichern und einladen").click()
    fits_every_look(page)
    page.get_by_role("link", name="E-Mail-Adresse").click()
    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()


def test_person_is_invited_with_the_keyboard_alone(
    page: Page, live_server: LiveServer, administration: User, sign_in: SignIn
) -> None:
    sign_in("administration")
    page.goto(f"{live_server}/personen/neu/")
    page.get_by_label("Anmeldename").focus()
    for text in ("fb51", "Fachbereich 51", "fb51@stadt.example"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    for _ in ("role", "may sign in"):
        page.keyboard.press("Tab")
    page.keyboard.type("Neu im Haus")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Die Einladung ist unterwegs")


def test_password_is_shown_to_who_types_it(page: Page, live_server: LiveServer, browser: Browser) -> None:
    page.goto(f"{live_server}/anmelden/")
    field = page.get_by_label("Passwort", exact=True)
    button = page.get_by_role("button", name="Passwort anzeigen (Passwort)")
    field.fill("Ein-langes-Passwort")
    field.press("Tab")
    expect(button).to_be_focused()
    button.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(field).to_have_attribute("type", "text")
    fits_every_look(page)
    button.press("Enter")
    expect(field).to_have_attribute("type", "password")
    button.click()
    page.get_by_label("Anmeldename").fill("niemand")
    with page.expect_request("**/anmelden/") as sent:
        field.press("Enter")  # hidden again before it is sent: a browser remembers the text of other fields
    assert "Ein-langes-Passwort" in (sent.value.post_data or "")

    without_scripts = browser.new_page(java_script_enabled=False)
    without_scripts.goto(f"{live_server}/anmelden/")
    expect(without_scripts.get_by_label("Passwort", exact=True)).to_be_visible()
    expect(without_scripts.get_by_text("Passwort anzeigen")).to_be_hidden()
    without_scripts.close()


PASSWORDS = [
    "kurz",
    "123456789012",
    "qwerty123456",
    " Qwerty123456 ",
    "administration-1",
    "noitartsinimda",
    "adm1n1strat1on@stadt.example",
    "Administration im dritten Stock",
    "🔑🔑🔑🔑🔑🔑",
    "🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑",
    "aaaaaaaaaaaa",
    "Sieben Brücken über die Oker",
]


def is_taken(password: str, person: User) -> bool:
    try:
        validate_password(password, person)
    except ValidationError:
        return False
    return True


def test_browser_and_server_agree_on_new_passwords(
    page: Page, live_server: LiveServer, administration: User, sign_in: SignIn
) -> None:
    sign_in("administration")
    page.clock.install()
    page.goto(f"{live_server}/konto/passwort/")
    field = page.get_by_label("Neues Passwort", exact=True)
    advice = page.locator("[data-password-rules]")
    agreed = {}
    for password in PASSWORDS:
        field.fill(password)
        marks = page.locator("[data-rule]").evaluate_all("all => all.map(one => one.dataset.met)")
        agreed[password] = (set(marks) == {"yes"}, advice.get_attribute("data-level") != "0")
    wanted = {password: is_taken(password, administration) for password in PASSWORDS}
    assert agreed == {password: (taken, taken) for password, taken in wanted.items()}
    assert len(set(wanted.values())) == 2

    expect(advice.get_by_role("status")).to_have_text("")  # no word at every key
    page.clock.run_for(1000)
    expect(advice.get_by_role("status")).to_have_text("stark")
    fits_every_look(page)
    field.fill("aaaaaaaaaaaa")
    page.clock.run_for(1000)
    expect(advice.get_by_role("status")).to_have_text("schwach")
