"""History, past days and compared days in a browser: every look, restoring by keyboard without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.actions import MeasureEdit, edit_measure, undo
from catalogue.models import MeasureVersion, Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.catalogue.workbooks import record
from tests.city import build_past
from tests.factories import make_user
from tests.integration.people import PASSWORD

LONG = "Sprachkursteilnahmebescheinigungsverfahren"


@pytest.fixture
def history(transactional_db: None) -> None:
    """The city's past, then a long word, and a measure that was withdrawn."""
    build_past()
    edit_measure(MeasureEdit(29, {("goal",): f"{LONG} {LONG}"}), by=None, reason=LONG)
    undo(MeasureVersion.objects.get(number=30).change_set, by=None)


@pytest.mark.parametrize(
    "path",
    [
        "/massnahmen/7/verlauf/",
        "/massnahmen/30/verlauf/",
        "/massnahmen/7/verlauf/1/wiederherstellen/",
        "/massnahmen/7/verlauf/3/wiederherstellen/",
        "/massnahmen/?stand=2021-05-31",
        "/massnahmen/?stand=2019-05-31",
        "/massnahmen/?stand=gestern",
        "/massnahmen/7/?stand=2021-05-31",
        "/massnahmen/30/?stand=2021-05-31",
        "/massnahmen/7/?stand=gestern",
        "/katalog/?stand=2021-05-31",
        "/aenderungen/vergleich/?von=2020-01-10",
        "/aenderungen/vergleich/?von=2020-01-09&nach=stelle&art=neu",
        "/aenderungen/vergleich/?von=2022-03-02&bis=2022-03-03",
        "/aenderungen/vergleich/?von=gestern&stelle=quatsch",
        "/aenderungen/?stelle=FB+61&weg=form",
    ],
)
def test_page_fits_every_look(
    page: Page, live_server: LiveServer, history: None, coordination: User, sign_in: SignIn, path: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}{path}")
    for summary in page.get_by_text("Alle Angaben").all():
        summary.click()
    fits_every_look(page)


def test_empty_pages_fit_every_look(
    page: Page, live_server: LiveServer, transactional_db: None, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    for path in ("/aenderungen/vergleich/", "/aenderungen/", "/massnahmen/?stand=2021-05-31"):
        page.goto(f"{live_server}{path}")
        fits_every_look(page)


def test_department_finds_its_past(
    page: Page, live_server: LiveServer, history: None, sign_in: SignIn
) -> None:
    person = make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61"))
    sign_in(person.username)
    page.goto(f"{live_server}/massnahmen/")
    page.get_by_text("Filter und Sortierung").click()
    page.get_by_label("Stand am Ende des Tages").fill("2021-05-31")
    page.get_by_role("button", name="Anwenden").click()
    expect(page.get_by_role("note")).to_contain_text("Stand vom 31.05.2021 – nicht der heutige.")
    page.get_by_role("rowheader").get_by_role("link", name="7,0").click()
    expect(page.get_by_role("note")).to_contain_text("Stand vom 31.05.2021")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ein Büro für alle Fragen")
    page.get_by_role("link", name="Verlauf der Maßnahme").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(2)
    expect(page.get_by_role("link", name="So wiederherstellen")).to_have_count(0)


def test_person_restores_an_earlier_version_without_scripts(
    browser: Browser, live_server: LiveServer, history: None, coordination: User
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="de-DE").new_page()
    page.goto(f"{live_server}/anmelden/")
    page.get_by_label("Anmeldename").fill(coordination.username)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.goto(f"{live_server}/massnahmen/7/")
    page.get_by_role("link", name="Verlauf der Maßnahme").press("Enter")
    page.get_by_role("link", name="Stand vom 10.01.2020").press("Enter")
    page.get_by_label("Grund der Wiederherstellung").fill("Versehentlich überschrieben")
    page.get_by_role("button", name="So wiederherstellen").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Maßnahme 7 ist wiederhergestellt.")
    expect(page.get_by_role("article").first).to_contain_text("Versehentlich überschrieben")
    assert record(7).goal == "Ein Büro für alle Fragen"
    page.context.close()


def test_person_takes_back_a_later_edit_by_choice(
    page: Page, live_server: LiveServer, history: None, coordination: User, sign_in: SignIn
) -> None:
    june = MeasureVersion.objects.get(number=7, version=2).change_set
    edit_measure(MeasureEdit(7, {("goal",): "Ein Büro für wenige Fragen"}), by=None)
    sign_in(coordination.username)
    page.goto(f"{live_server}/aenderungen/{june.pk}/ruecknahme/")
    fits_every_look(page)
    page.get_by_label("trotzdem zurücknehmen: Ziel der Maßnahme 7").check()
    page.get_by_role("button", name="Rückgängig machen").click()
    expect(page.get_by_role("status")).to_contain_text("Zurückgenommen: 1 Maßnahme.")
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_person_compares_two_days(
    page: Page, live_server: LiveServer, history: None, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/aenderungen/")
    page.get_by_role("link", name="Zwei Tage vergleichen").click()
    page.get_by_label("Vom Ende des").fill("2020-01-10")
    page.get_by_label("Geordnet nach").select_option("federführender Stelle")
    page.get_by_role("button", name="Vergleichen").click()
    page.get_by_role("link", name="Maßnahme entfallen").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("Aufgegangen in Maßnahme 7")
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename.startswith("Vergleich_2020-01-10_")
