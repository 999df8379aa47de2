"""The evaluation in a browser: every look, and the way from a number to its measures."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_past
from tests.factories import make_measure


def test_evaluation_fits_every_look_and_leads_to_the_measures(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    build_past()
    sign_in(coordination.username)
    page.goto(f"{live_server}/massnahmen/")
    page.get_by_role("link", name="Auswertung", exact=True).click()
    page.get_by_label("Zeilen").select_option("Stelle")
    page.get_by_role("button", name="Anzeigen").click()
    page.get_by_text("Weitere Filter").click()
    fits_every_look(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("row", name="FB 61 Stadtplanung").get_by_role("link", name="2").first.click()
    expect(page.get_by_text("Stelle: FB 61 Stadtplanung")).to_be_visible()
    expect(page.locator(".hits")).to_contain_text("2 Maßnahmen")
    page.goto(f"{live_server}/auswertung/?zeilen=ort&spalten=ort&stelle=unsinn")
    fits_every_look(page)


def test_pictures_fit_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn, tmp_path: Path
) -> None:
    build_past()
    make_measure(40, goal="Treffpunkt", timeframe="ab 2020", status="geplant")
    sign_in(coordination.username)
    page.goto(f"{live_server}/auswertung/")
    page.get_by_role("link", name="Verlauf", exact=True).click()
    expect(page.get_by_role("img", name="Umsetzungsstand an den Monatsenden")).to_be_visible()
    fits_every_look(page)
    for name in ("abdeckung", "zeitplan"):
        page.goto(f"{live_server}/auswertung/bilder/{name}/")
        fits_every_look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Bild (SVG)").click()
    download.value.save_as(tmp_path / "bild.svg")
    page.goto((tmp_path / "bild.svg").as_uri())  # it stands alone
    expect(page.get_by_role("img", name="Zeitrahmen und Umsetzungsstand")).to_be_visible()
