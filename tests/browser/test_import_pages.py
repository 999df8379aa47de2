"""An import as people meet it: every state in every look, and the way through with the keyboard alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.drafts import draft_actions, drafting
from catalogue.models import ImportDraft, MeasureVersion
from catalogue.models.import_draft import SILENCE
from catalogue.spreadsheet.decisions import COLUMN, EMPTY_STATUS, NEW, OWN, STATUS, UNIT
from integration.accounts.models import User
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.catalogue.import_drafts import question, recognised, wait_for
from tests.catalogue.workbooks import GOAL, HEADINGS, LABEL, NR, PARTNERS, REMARK, TEXT, bring_in, workbook
from tests.factories import make_draft, make_measure, make_reading_decision
from tests.integration.people import make_administration
from tests.reference_data import load_reference_data

State = ImportDraft.State
ROWS: list[dict[str, Any]] = [
    {NR: "29,1", LABEL: "IKO", GOAL: "Eltern kennen die Kita", TEXT: "Sprechstunde", REMARK: "S.15"},
    {NR: "7,0", LABEL: "Bildung", GOAL: "Raum für alle"},
]
NEWER: list[dict[str, Any]] = [
    ROWS[0] | {GOAL: "Alle Eltern kennen die Kita", TEXT: None, "Kosten": 1200},
    ROWS[1],
    *({NR: f"{number},0", GOAL: "Ein neues Ziel", PARTNERS: f"Verein {number}"} for number in range(50, 80)),
    {NR: "29a", GOAL: "Ziel ohne rechte Nummer"},
]


@pytest.fixture
def administration(transactional_db: None) -> User:
    load_reference_data()
    return make_administration()


@pytest.fixture
def preview(administration: User) -> ImportDraft:
    """A preview that has everything: new and changed measures, emptied fields, findings, extra columns."""
    bring_in(workbook(ROWS))
    draft = make_draft(workbook(NEWER, columns=[*HEADINGS, "Kosten"]))
    drafting.read(draft)
    return draft


@pytest.mark.parametrize("view", ["", "?zeige=geleert", "?zeige=befund", "?zeige=lesart"])
def test_preview_fits_every_look(
    page: Page, live_server: LiveServer, preview: ImportDraft, sign_in: SignIn, view: str
) -> None:
    sign_in("administration")
    page.goto(f"{live_server}/import/{preview.pk}/{view}")
    expect(page.locator("h1 span")).to_have_css("hyphens", "manual")  # it is the name of a file
    for summary in page.locator("main summary").all():
        summary.click()
    fits_every_look(page)


def stay(route: Route) -> None:
    """Take the page as it is, but keep it: one that shows progress loads itself anew."""
    response = route.fetch()
    headers = {name: value for name, value in response.headers.items() if name != "refresh"}
    route.fulfill(response=response, headers=headers)


def test_every_other_state_fits_every_look(
    page: Page, live_server: LiveServer, preview: ImportDraft, sign_in: SignIn
) -> None:
    refused = make_draft(b"kein Katalog", name="Brief.xlsx")
    drafting.read(refused)
    stale = make_draft(workbook(ROWS))
    drafting.read(stale)
    stale.tell(message=drafting.STALE)
    drafting.write(preview)
    discarded = make_draft(state=State.REFUSED)
    draft_actions.discard(discarded)
    reading = make_draft(progress="Die Datei wird geprüft und gelesen …")
    lost = make_draft(touched_at=timezone.now() - SILENCE - dt.timedelta(seconds=1))
    make_measure(99)
    sign_in("administration")
    page.route("**/import/**", stay)
    page.goto(f"{live_server}/import/")
    fits_every_look(page)
    for draft in (refused, stale, preview, discarded, reading, lost):
        page.goto(f"{live_server}/import/{draft.pk}/")
        fits_every_look(page)


ASKED = (
    question(COLUMN, "nr", "number", "A3", shown="Nr"),
    question(COLUMN, "ziel", "goal", "C3", shown="Ziel", remembered=True),
    question(COLUMN, "kosten", OWN, "D3", shown="Kosten"),
    question(EMPTY_STATUS, "abc", "nicht-erfasst", "Q5"),
    question(STATUS, "lauft", "text", "Q4", shown="läuft"),
    question(UNIT, "verein", NEW, "X4", "X5", "X6", "X7", "X8", shown="Verein " + "lang" * 30, count=9),
)


@pytest.fixture
def read(administration: User) -> ImportDraft:
    """A preview whose reading left every kind of thing open."""
    draft = make_draft(workbook(ROWS))
    drafting.read(draft)
    draft.tell(recognised=recognised(*ASKED), choices={"answers": {UNIT: {"verein": NEW}}})
    return draft


def test_reading_in_doubt_fits_every_look(
    page: Page, live_server: LiveServer, read: ImportDraft, sign_in: SignIn
) -> None:
    seen = [
        {"sheet": sheet, "header": [1, 3], "hidden": sheet == "Alt", "headings": HEADINGS}
        for sheet in ("Katalog", "Alt")
    ]
    tops = dict.fromkeys(("Katalog", "Alt"), read.recognised["top"])
    unclear = {"sheets": read.recognised["sheets"], "candidates": seen, "tops": tops}
    refused = make_draft(state=State.REFUSED, message="Mehrere Tabellen", recognised=unclear)
    other = {"compared": 5, "different": 4, "examples": [[7, "Ziel " * 40, "Raum"]], "proposed": 1000}
    stopped = make_draft(workbook(ROWS))
    drafting.read(stopped)
    stopped.tell(recognised=read.recognised | {"other_catalogue": other})
    sign_in("administration")
    for address in (f"{read.pk}/?zeige=lesart", f"{refused.pk}/", f"{stopped.pk}/"):
        page.goto(f"{live_server}/import/{address}")
        for summary in page.locator("main details > summary").all():
            summary.click()
        fits_every_look(page)


def test_wrong_entry_is_found_from_the_summary_and_the_rest_stays(
    page: Page, live_server: LiveServer, read: ImportDraft, sign_in: SignIn
) -> None:
    sign_in("administration")
    page.goto(f"{live_server}/import/{read.pk}/?zeige=lesart")
    page.get_by_label("Spalte D").select_option("Sachstand")
    page.get_by_label("in Umsetzung").check()
    page.get_by_label("Stelle für „Verein").fill("FB 99")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Eine Stelle „FB 99“ gibt es nicht")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Stelle für „Verein")).to_be_focused()
    expect(page.get_by_label("Spalte D")).to_have_value("progress")
    expect(page.get_by_label("in Umsetzung")).to_be_checked()
    fits_every_look(page)


def test_empty_list_and_faulty_upload_fit_every_look(
    page: Page, live_server: LiveServer, administration: User, sign_in: SignIn
) -> None:
    sign_in("administration")
    page.goto(f"{live_server}/import/")
    fits_every_look(page)
    page.get_by_role("button", name="Hochladen und Vorschau ansehen").click()
    page.locator(".error-summary").get_by_role("link", name="Arbeitsmappe").click()
    expect(page.get_by_label("Arbeitsmappe")).to_be_focused()
    fits_every_look(page)


def test_import_is_uploaded_chosen_and_applied_without_script(
    browser: Browser,
    page: Page,
    live_server: LiveServer,
    administration: User,
    sign_in: SignIn,
    tmp_path: Path,
) -> None:
    bring_in(workbook(ROWS))
    file = tmp_path / "Katalog.xlsx"
    file.write_bytes(workbook([NEWER[0] | {"Kosten": 5}], columns=[*HEADINGS, "Kosten"]))
    sign_in("administration")
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{live_server}/import/")
    plain.get_by_label("Arbeitsmappe").set_input_files(file)
    plain.get_by_role("button", name="Hochladen und Vorschau ansehen").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Vorschau: Katalog.xlsx", timeout=20_000)
    plain.get_by_label("Maßnahme geleert").uncheck()
    plain.get_by_text("Übernehmen …").click()
    plain.get_by_role("button", name="Jetzt übernehmen").click()
    expect(plain.get_by_role("heading", name="Übernommen")).to_be_visible(timeout=20_000)
    context.close()
    assert wait_for(ImportDraft.objects.get()).state == State.APPLIED
    after = MeasureVersion.objects.current().with_records().get(number=29).record
    assert (after.goal, after.text) == ("Alle Eltern kennen die Kita", "Sprechstunde")


def test_keyboard_saves_a_choice_and_turns_the_page(
    page: Page, live_server: LiveServer, preview: ImportDraft, sign_in: SignIn
) -> None:
    sign_in("administration")
    page.goto(f"{live_server}/import/{preview.pk}/?zeige=neu")
    page.get_by_label("Maßnahme 50 übernehmen").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Speichern und weiterblättern").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Maßnahme 79 neu")).to_be_visible()
    assert preview.measures.exclude(deselected=[]).get().number == 50


def test_what_was_remembered_fits_every_look_and_is_forgotten(
    page: Page, live_server: LiveServer, administration: User, sign_in: SignIn
) -> None:
    sign_in("administration")
    page.goto(f"{live_server}/import/gemerkt/")
    fits_every_look(page)
    make_reading_decision(answer="vhs")
    page.goto(f"{live_server}/import/")
    page.get_by_role("link", name="Was Importe sich gemerkt haben").click()
    fits_every_look(page)
    page.get_by_role("link", name="Jugendamt").press("Enter")
    fits_every_look(page)
    page.get_by_role("button", name="Antwort vergessen").press("Enter")
    expect(page.get_by_text("Vergessen: Stelle „Jugendamt“.")).to_be_visible()
