"""Extracts and Abfragen in a browser: every look, and the whole way without a script."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.actions import MeasureEdit, apply
from catalogue.extracts.extract_log import log
from catalogue.models import Extract, ExtractEvent, ExtractRound, Mailing, Unit
from catalogue.models.recorded import Recorded
from catalogue.records import State
from integration.accounts.models import User
from integration.history.models import ChangeSet
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city, moment
from tests.factories import make_contact, make_extract_round, make_measure, make_unit
from tests.integration.people import PASSWORD

LONG = "Sprachkursteilnahmebescheinigungsverfahren"
ADDRESS = f"{LONG.lower()}@stadt.example"


@pytest.fixture
def abfrage(transactional_db: None) -> ExtractRound:
    """The city's second Abfrage, with extracts in every state, one late, one extended, mails that failed."""
    build_city(moment("2020-01-10 08:00"))
    make_unit("FB 10", LONG)
    make_measure(30, units={"FB-10": "beteiligt"}, at=moment("2020-01-11 08:00"))
    make_contact(Unit.objects.get(slug="FB-61"), f"Leitung {LONG}", email=ADDRESS)
    make_extract_round(Unit.objects.all(), at=moment("2020-02-01 08:00"))
    said = {("text",): f"Das {LONG}", ("status",): State("entfallen", LONG), ("clarification",): f"{LONG}?"}
    apply([MeasureEdit(7, said)], by=None, way=ChangeSet.Way.FORM)
    new = make_extract_round(Unit.objects.all(), is_preliminary=True, file_reference=LONG, letter=LONG)
    some = {one.unit.slug: one for one in new.extracts.select_related("unit")}
    now = timezone.now()
    Extract.objects.filter(pk=some["51.3"].pk).update(started_at=now)
    Extract.objects.filter(pk=some["FB-10"].pk).update(received_at=now)
    Extract.objects.filter(pk=some["FB-51"].pk).update(received_at=now, checked_at=now)
    Extract.objects.filter(pk=some["FB-61"].pk).update(due=dt.date(2017, 1, 1))
    log(some["FB-61"], ExtractEvent.Kind.REMINDED, by=None, recipient=ADDRESS)
    log(some["FB-61"], ExtractEvent.Kind.MAIL_FAILED, by=None, recipient=ADDRESS, note=LONG)
    fields = {"kind": "reminder", "subject": "S", "text": "T", "total": 2, **Recorded.stamp(None)}
    Mailing.objects.create(round=new, waiting=[some["FB-61"].pk], broke_off=True, **fields)
    return new


def test_pages_fit_every_look(
    page: Page, live_server: LiveServer, abfrage: ExtractRound, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    for path in ("", "FB-61/", f"abfragen/{abfrage.pk}/", f"abfragen/{abfrage.pk}/erinnern/"):
        page.goto(f"{live_server}/auszuege/{path}")
        for summary in page.locator("main details > summary").all():
            summary.click()
        fits_every_look(page)
    page.goto(f"{live_server}/auszuege/FB-61/?auszug=heute")
    expect(page.get_by_role("heading", name="Maßnahmen für FB 61")).to_be_visible()


def test_refused_forms_and_empty_pages_fit_every_look(
    page: Page, live_server: LiveServer, abfrage: ExtractRound, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/auszuege/frist/{abfrage.extracts.get(unit__slug='FB-61').pk}/")
    page.get_by_role("button", name="Frist verlängern").click()
    fits_every_look(page)
    page.goto(f"{live_server}/auszuege/ausgeben/?stelle=51.3")
    page.get_by_label("Rückmeldung bis").fill("2017-01-01")
    page.get_by_role("button", name="Vorschau zeigen").click()
    expect(page.get_by_text("Der 01.01.2017 ist schon vorbei.").first).to_be_visible()
    fits_every_look(page)


def test_abfrage_is_issued_without_a_script(
    browser: Browser, live_server: LiveServer, abfrage: ExtractRound, coordination: User
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="de-DE").new_page()
    page.goto(f"{live_server}/anmelden/?next=/auszuege/")
    page.get_by_label("Anmeldename").fill(coordination.username)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("link", name="Abfrage ausgeben").click()
    page.get_by_label("51.3 Kindertagesstätten").check()
    page.get_by_role("button", name="Vorschau zeigen").click()
    row = page.get_by_role("row", name=re.compile("51.3 Kindertagesstätten"))
    expect(row).to_contain_text("liegt unter FB 51 Kinder, Jugend und Familie")
    expect(row).to_contain_text("keine Adresse")
    page.get_by_role("button", name="Abfrage ausgeben").click()
    expect(page.get_by_text("4 Auszüge ausgegeben.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel für FB 61 Stadtplanung").click()
    assert download.value.suggested_filename.startswith("Auszug_FB-61_")
    page.reload()
    expect(page.get_by_role("row", name=re.compile("heruntergeladen"))).to_be_visible()
