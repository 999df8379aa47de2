"""Rückmeldungen and the queue of suggestions in a browser: every look, by keyboard, without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Extract, MeasureVersion, Suggestion, Unit, UnitReturn
from catalogue.returns.deciding import decide
from catalogue.returns.return_actions import submit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from tests.browser.checks import fits_every_look, kept_in_browser
from tests.browser.conftest import SignIn, sign_in_at
from tests.catalogue.unit_returns import draft, issue_to, keys, seen, status
from tests.city import build_city
from tests.factories import make_user

LONG = "Sprachkursteilnahmebescheinigungsverfahren"


@pytest.fixture
def extract(transactional_db: None) -> Extract:
    """The city, where FB 51 is asked about two measures."""
    build_city()
    return issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})


@pytest.fixture
def department(extract: Extract) -> User:
    return make_user(Hat.DEPARTMENT, username="fb51", unit=Unit.objects.get(code="FB 51"))


@pytest.fixture
def here(page: Page, live_server: LiveServer, extract: Extract, department: User, sign_in: SignIn) -> Page:
    """The browser of FB 51, on the form."""
    sign_in(department.username)
    page.goto(f"{live_server}/rueckmeldung/{extract.pk}/")
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Zwischenspeichern").first.click()


# --- The department


def test_pages_of_the_department_fit_every_look(
    here: Page, live_server: LiveServer, extract: Extract
) -> None:
    fits_every_look(here)
    for summary in here.locator(".answers summary").all():
        summary.click()
    here.get_by_label("Stand", exact=True).first.select_option("entfallen")
    here.get_by_label("Wir sind nicht zuständig").last.check()
    here.get_by_label("Sachstand", exact=True).last.fill(LONG)
    here.get_by_label("Keine Änderung").last.check()
    save(here)
    expect(here.get_by_role("alert")).to_contain_text("Keine Änderung“ und Angaben zugleich")
    fits_every_look(here)
    here.get_by_label("Keine Änderung").last.uncheck()
    here.get_by_text("Eine weitere Maßnahme vorschlagen").click()
    here.get_by_label("Maßnahme", exact=True).last.fill(f"Ein {LONG}")
    here.get_by_role("button", name="Prüfen und absenden").first.click()
    expect(here.get_by_role("alert")).to_contain_text("Dieser Stand braucht eine Begründung")
    fits_every_look(here)
    here.get_by_role("alert").get_by_role("link", name="Maßnahme 7").click()
    expect(here.get_by_label("Begründung des Standes").first).to_be_visible()
    here.get_by_label("Begründung des Standes").first.fill(LONG)
    here.get_by_role("button", name="Prüfen und absenden").first.click()
    fits_every_look(here)
    here.get_by_role("button", name="Rückmeldung absenden").click()
    expect(here.get_by_role("status")).to_contain_text("Ihre Rückmeldung ist eingegangen")
    fits_every_look(here)
    here.goto(f"{live_server}/rueckmeldung/{extract.pk}/fehlanzeige/")
    fits_every_look(here)
    here.goto(f"{live_server}/rueckmeldung/")
    fits_every_look(here)


def test_department_answers_by_keyboard_alone(here: Page) -> None:
    here.get_by_label("Keine Änderung").first.focus()
    here.keyboard.press("Tab")
    expect(here.get_by_label("Stand", exact=True).first).to_be_focused()
    here.keyboard.type("in U")
    here.keyboard.press("Tab")
    here.keyboard.press("Control+a")
    here.keyboard.type("Im Bau")
    here.get_by_label("Keine Änderung").last.press("Space")
    expect(here.get_by_text("2 von 2 bearbeitet")).to_be_visible()
    here.keyboard.press("Control+s")
    expect(here.get_by_role("status")).to_contain_text("Zwischengespeichert")
    expect(here.get_by_text("2 von 2 bearbeitet")).to_be_visible()
    here.get_by_role("button", name="Prüfen und absenden").first.press("Enter")
    here.get_by_role("button", name="Rückmeldung absenden").press("Enter")
    expect(here.get_by_role("status")).to_contain_text("ist eingegangen")
    assert {tuple(one.path) for one in Suggestion.objects.all()} == {
        ("status",),
        ("progress",),
        ("progress_date",),
    }


def test_department_answers_without_scripts(
    browser: Browser, live_server: LiveServer, department: User
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="de-DE").new_page()
    sign_in_at(page, live_server, department.username)
    page.goto(f"{live_server}/rueckmeldung/")
    page.get_by_role("link", name="Rückmeldung beginnen").click()
    page.get_by_text("Klärungsbedarf").first.click()
    page.get_by_label("Was ist zu klären?").first.fill("Wer zahlt?")
    save(page)
    expect(page.get_by_label("Was ist zu klären?").first).to_have_value("Wer zahlt?")
    page.get_by_role("button", name="Prüfen und absenden").first.click()
    page.get_by_role("button", name="Auch zu diesen „Keine Änderung“ melden").click()
    expect(page.get_by_text("2 von 2 Maßnahmen bearbeitet")).to_be_visible()
    page.get_by_role("button", name="Rückmeldung absenden").click()
    expect(page.get_by_role("status")).to_contain_text("ist eingegangen")
    page.context.close()


def test_what_was_typed_outlives_a_closed_tab(here: Page) -> None:
    here.get_by_label("Sachstand", exact=True).first.fill("Noch nicht gespeichert")
    here.get_by_text("Eine weitere Maßnahme vorschlagen").click()
    here.get_by_label("Maßnahme", exact=True).last.fill("Ein Café")
    kept_in_browser(here, "Ein Café")
    again, address = here.context.new_page(), here.url
    here.close()
    again.goto(address)
    expect(again.get_by_text("nicht gespeicherte Eingaben")).to_be_visible()
    fits_every_look(again)
    again.get_by_role("button", name="Wiederherstellen").click()
    expect(again.get_by_label("Sachstand", exact=True).first).to_have_value("Noch nicht gespeichert")
    expect(again.get_by_text("1 von 2 bearbeitet")).to_be_visible()
    save(again)
    expect(again.get_by_role("status")).to_contain_text("Zwischengespeichert")
    assert UnitReturn.objects.get().answers.count() == 2
    again.reload()
    expect(again.get_by_text("nicht gespeicherte Eingaben")).to_be_hidden()


# --- Koordination


@pytest.fixture
def queue(extract: Extract, coordination: User) -> None:
    """Suggestions of every kind, with a conflict and with units that say different things."""
    said: dict[int, dict[str, Any]] = {
        7: {"status": status("in-umsetzung"), "goal": f"Ein {LONG}", "need": LONG},
        28: {"is_not_responsible": True, "probably_responsible": "FB 61"},
        0: {"text": f"Ein {LONG}"},
    }
    submit(draft("FB 51", said, extract=extract), by=None)
    other = issue_to("FB 61", {7: "beteiligt"})
    submit(draft("FB 61", {7: {"status": status("umgesetzt")}}, extract=other), by=None)
    goal = {("goal",): f"Zwei {LONG}"}
    apply([MeasureEdit(7, goal)], by=None, way=ChangeSet.Way.FORM)


def test_queue_and_what_follows_fit_every_look(
    page: Page, live_server: LiveServer, queue: None, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/vorschlaege/?status=quatsch")
    fits_every_look(page)
    page.goto(f"{live_server}/vorschlaege/")
    expect(page.get_by_text("Abweichende Rückmeldungen")).to_have_count(2)
    page.get_by_text("Mit der Tastatur").click()
    page.get_by_text("Begründung an FB 51").first.click()
    page.get_by_role("group", name="Ziel, FB 51, Maßnahme 7").get_by_label("übernehmen").check()
    fits_every_look(page)
    page.get_by_role("button", name="Vorschau der Auswahl").first.click()
    fits_every_look(page)
    page.get_by_label("Begründung").fill("Beschlossen")
    page.get_by_role("button", name="So entscheiden").click()
    expect(page.get_by_role("status")).to_contain_text("Übernommen: 1, abgelehnt: 0.")
    assert MeasureVersion.objects.current().with_records().get(number=7).record.goal == f"Ein {LONG}"
    page.goto(f"{live_server}/rueckmeldung/gesendet/{UnitReturn.objects.get(unit__code='FB 51').pk}/")
    fits_every_look(page)
    page.get_by_role("link", name="Entscheiden").click()
    expect(page.get_by_role("heading", name="Maßnahme 28")).to_be_visible()


def test_queue_is_decided_by_keys_and_only_inside(
    page: Page, live_server: LiveServer, queue: None, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/vorschlaege/")
    radios = page.locator("[data-choice]")
    page.keyboard.press("j")
    expect(page.locator("[data-choice] [value=ja]:checked")).to_have_count(0)
    radios.first.locator("input:checked").focus()
    page.keyboard.press("n")  # the status: no
    page.keyboard.press("j")  # the goal: yes
    page.keyboard.press("w")
    page.keyboard.press("z")
    page.keyboard.press("j")  # the words: noted
    expect(radios.nth(0).get_by_label("ablehnen")).to_be_checked()
    expect(radios.nth(1).get_by_label("übernehmen")).to_be_checked()
    expect(radios.nth(2).get_by_label("zur Kenntnis")).to_be_checked()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="So entscheiden").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Übernommen: 2, abgelehnt: 1.")


def test_koordination_writes_down_for_a_unit_without_account(
    page: Page, live_server: LiveServer, queue: None, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/rueckmeldung/")
    fits_every_look(page)
    page.get_by_label("Stelle", exact=True).fill("FB 61")
    page.get_by_role("button", name="Erfassen").click()
    expect(page.get_by_role("heading", name="Erfasst für FB 61")).to_be_visible()
    fits_every_look(page)
    page.get_by_label("Auskunft von (Funktion)").fill("Leitung FB 61")
    page.get_by_label("Eingegangen am").fill("2026-03-02")
    page.get_by_label("auf dem Weg").select_option("telefon")
    page.get_by_label("Keine Änderung").first.check()
    page.get_by_role("button", name="Prüfen und absenden").first.click()
    page.get_by_role("button", name="Rückmeldung absenden").click()
    expect(page.get_by_text("Leitung FB 61, am 02.03.2026 telefonisch")).to_be_visible()


def test_department_sees_decisions_in_every_look(
    here: Page, live_server: LiveServer, extract: Extract
) -> None:
    sent = submit(draft("FB 51", {7: {"goal": LONG, "text": LONG}}, extract=extract), by=None)
    first, second = keys()
    decide([first], [second], by=None, reasons={second: f"Kein {LONG}"}, seen=seen())
    here.goto(f"{live_server}/rueckmeldung/gesendet/{sent.pk}/")
    expect(here.get_by_text(f"Kein {LONG}")).to_be_visible()
    fits_every_look(here)
