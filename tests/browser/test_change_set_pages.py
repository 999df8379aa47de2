"""The pages of changes in a browser: every look, and taking an import back by keyboard, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.actions import MeasureEdit, apply, undo
from catalogue.records import Involvement
from integration.accounts.models import User
from integration.history.models import ChangeSet
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.catalogue.workbooks import LABEL, NR, TEXT, bring_in, record, workbook
from tests.city import build_city
from tests.integration.people import PASSWORD

LONG = "Sprachkursteilnahmebescheinigungsverfahren"


@pytest.fixture
def imported(transactional_db: None) -> ChangeSet:
    """An import that made a measure and changed one, which was edited later; an earlier set is undone."""
    build_city()
    edits = {("goal",): f"Ein Büro für {LONG} und mehr", ("units", "51.3"): Involvement("beteiligt")}
    change_set = apply([MeasureEdit(29, edits)], by=None, way=ChangeSet.Way.BULK).change_set
    assert change_set
    undo(change_set, by=None, reason="Das war ein Versehen")
    rows = [
        {NR: "7,0", LABEL: "Schule", TEXT: "Anlaufstelle im ersten Stock"},
        {NR: "50,0", LABEL: "Ganz neues Feld", TEXT: f"{LONG} {LONG}"},
    ]
    applied = bring_in(workbook(rows))[1]
    assert applied.change_set
    later = MeasureEdit(7, {("text",): "Anlaufstelle im zweiten Stock"})
    apply([later], by=None, way=ChangeSet.Way.FORM, reason="Umzug")
    return applied.change_set


@pytest.mark.parametrize("path", ["", "?weg=quatsch&von=gestern", "?massnahme=9999"])
def test_list_fits_every_look(
    page: Page, live_server: LiveServer, imported: ChangeSet, coordination: User, sign_in: SignIn, path: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/aenderungen/{path}")
    fits_every_look(page)


@pytest.mark.parametrize("rest", ["", "ruecknahme/"])
def test_change_set_fits_every_look(
    page: Page, live_server: LiveServer, imported: ChangeSet, coordination: User, sign_in: SignIn, rest: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/aenderungen/{imported.pk}/{rest}")
    for summary in page.get_by_text("Alle Angaben").all():
        summary.click()
    fits_every_look(page)


def test_undone_change_set_fits_every_look(
    page: Page, live_server: LiveServer, imported: ChangeSet, coordination: User, sign_in: SignIn
) -> None:
    undone = ChangeSet.objects.exclude(undoes=None).get().undoes
    assert undone
    sign_in(coordination.username)
    for rest in ("", "ruecknahme/"):
        page.goto(f"{live_server}/aenderungen/{undone.pk}/{rest}")
        fits_every_look(page)


def test_person_takes_an_import_back_without_scripts(
    browser: Browser, live_server: LiveServer, imported: ChangeSet, coordination: User
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="de-DE").new_page()
    page.goto(f"{live_server}/anmelden/")
    page.get_by_label("Anmeldename").fill(coordination.username)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("link", name="Alle Änderungen").click()
    page.get_by_label("Weg").select_option("Import")
    page.get_by_role("button", name="Anwenden").click()
    page.get_by_role("rowheader").get_by_role("link").press("Enter")
    page.get_by_role("link", name="Rückgängig machen").press("Enter")
    expect(page.get_by_role("row", name="Anlaufstelle im zweiten Stock")).to_contain_text(
        "Anlaufstelle im Erdgeschoss"
    )
    page.get_by_label("Grund der Rücknahme").fill("Falsche Datei")
    page.get_by_role("button", name="Rückgängig machen").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Zurückgenommen: 2 Maßnahmen. Bei 1 blieb")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rücknahme vom")
    assert record(7).text == "Anlaufstelle im zweiten Stock"
    page.get_by_role("link", name="Import vom").click()
    expect(page.get_by_text("Zurückgenommen", exact=True)).to_be_visible()
    page.context.close()
