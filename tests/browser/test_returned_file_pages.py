"""Returned files as people meet them: every state in every look, and the upload by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.actions import MeasureEdit, apply
from catalogue.extracts.extract_layout import KEYS_SHEET
from catalogue.models import Extract, Unit, UnitReturn
from integration.accounts.models import User
from integration.history.models import ChangeSet
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.catalogue.returned_files import GOAL, LABEL, NOTE, PROGRESS, SINCE, STATUS, TEXT, Filled, received
from tests.city import build_city
from tests.factories import make_extract, make_returned_file


@pytest.fixture
def extract(coordination: User) -> Extract:
    build_city()
    return make_extract(Unit.objects.get(slug="FB-51"))


def stay(route: Route) -> None:
    """Take the page as it is, but keep it: one that shows progress loads itself anew."""
    response = route.fetch()
    headers = {name: value for name, value in response.headers.items() if name != "refresh"}
    route.fulfill(response=response, headers=headers)


def test_every_state_fits_every_look(
    page: Page, live_server: LiveServer, extract: Extract, sign_in: SignIn
) -> None:
    sign_in("koordination")
    page.goto(f"{live_server}/ruecklauf/")
    fits_every_look(page)
    file = Filled(extract).fill("7,0", also={PROGRESS: "Im Bau", STATUS: "so halb", SINCE: "Nov 2026"})
    file.fill("28,1", also={GOAL: "Alle Eltern kennen die Kita", NOTE: "Bitte kürzen"})
    file.fill("neu", also={LABEL: "Schule", TEXT: "Lesepaten"})
    apply([MeasureEdit(7, {("progress",): "Fertig"})], by=None, way=ChangeSet.Way.FORM)
    del (unknown := Filled(extract)).workbook[KEYS_SHEET]
    told = [
        received(file.bytes()),
        received(b"kein Auszug", name="Brief.docx"),
        received(unknown.bytes()),
        make_returned_file(state=UnitReturn.State.READING, progress="Die Datei wird geprüft …"),
    ]
    assert [one.state for one in told] == ["sent", "refused", "unassigned", "reading"]
    page.route("**/ruecklauf/*/", stay)
    for path in ["", *(f"{one.pk}/" for one in told)]:
        page.goto(f"{live_server}/ruecklauf/{path}")
        for summary in page.locator("main summary").all():
            summary.click()
        fits_every_look(page)


def test_file_goes_in_with_the_keyboard_alone(
    page: Page, live_server: LiveServer, extract: Extract, sign_in: SignIn, tmp_path: Path
) -> None:
    (tmp_path / "zurück.xlsx").write_bytes(Filled(extract).fill("7,0", also={STATUS: "läuft"}).bytes())
    sign_in("koordination")
    page.goto(f"{live_server}/ruecklauf/")
    page.get_by_label("Ausgefüllter Auszug").set_input_files(tmp_path / "zurück.xlsx")
    page.get_by_role("button", name="Hochladen und lesen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rückmeldung FB 51", timeout=30_000)
    expect(page.get_by_role("link", name="Maßnahme 7")).to_be_visible()
    page.get_by_role("link", name="1 nur von der Stelle geändert").press("Enter")
    expect(page.get_by_role("heading", name="Maßnahmen: nur von der Stelle geändert")).to_be_visible()
