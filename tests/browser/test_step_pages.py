"""What stands beside a record, the worklist and the overview in a browser: every look, by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import ActionField, Clarification, Confirmation, FollowUp, MeasureVersion, Unit
from catalogue.upkeep.clarification_actions import answer
from integration.accounts.models import User
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import (
    make_assignment,
    make_assignment_follow_up,
    make_clarification,
    make_follow_up,
    make_measure,
    make_need_change,
    make_revision_note,
)
from tests.integration.people import PASSWORD

LONG = "Sprachkursteilnahmebescheinigungsverfahren"
PAGES = [
    *("/", "/luecken/", "/klaerungen/", "/klaerungen/?status=alle", "/klaerungen/?stelle=Unfug"),
    *("/bedarfe/?status=alle", "/bedarfe/neu/", "/fortschreibung/?status=alle", "/wiedervorlagen/"),
    *("/massnahmen/28/", "/massnahmen/28/klaerung/", "/massnahmen/28/wiedervorlage/"),
    *("/massnahmen/28/vormerken/", "/massnahmen/?luecke=unberuehrt"),
]


@pytest.fixture
def steps(transactional_db: None, coordination: User) -> None:
    """The city with one of everything that stands beside a record, open and done."""
    build_city()
    unit = Unit.objects.get(code="51.3")
    make_measure(29, next_step=f"{LONG} abschließen", next_step_date="2017-01-01")
    asked = make_clarification(28, f"Wer zahlt das {LONG}?", unit=unit, due=dt.date(2017, 5, 1))
    answer(make_clarification(28, "Wie lange?", unit=unit), f"Bis das {LONG} endet.", by=None)
    make_follow_up(28, reason=f"{LONG} prüfen", clarification=asked, by=coordination)
    make_assignment_follow_up(make_assignment(unit, f"{LONG} melden"), reason=LONG, by=coordination)
    make_need_change(28, description=f"{LONG} {LONG}")
    day = dt.date(2017, 5, 1)
    make_need_change(28, decision="Mehr Plätze", decided_by="Steuerungsgruppe", decided_on=day)
    make_need_change(action_field=ActionField.objects.get(slug="iko"))
    make_revision_note(28, reason=LONG)
    MeasureVersion.objects.filter(number=7).update(valid_from="2017-01-01T00:00:00Z")


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_every_look(
    page: Page, live_server: LiveServer, steps: None, coordination: User, sign_in: SignIn, path: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}{path}")
    for summary in page.get_by_text("Geklärt:").all():
        summary.click()
    fits_every_look(page)


@pytest.mark.parametrize("state", ["offen", "beantwortet"])
def test_question_fits_every_look(
    page: Page, live_server: LiveServer, steps: None, coordination: User, sign_in: SignIn, state: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/klaerungen/{Clarification.objects.get(state=state).pk}/")
    fits_every_look(page)


@pytest.mark.parametrize("path", ["/", "/luecken/", "/klaerungen/", "/bedarfe/", "/fortschreibung/"])
def test_page_with_nothing_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn, path: str
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}{path}")
    fits_every_look(page)


def test_person_asks_and_answers_without_scripts(
    browser: Browser, live_server: LiveServer, steps: None, coordination: User
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="de-DE").new_page()
    page.goto(f"{live_server}/anmelden/")
    page.get_by_label("Anmeldename").fill(coordination.username)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.goto(f"{live_server}/massnahmen/7/")
    page.get_by_role("link", name="Frage stellen").press("Enter")
    page.get_by_role("button", name="Frage stellen").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Was ist zu klären?")
    page.get_by_label("Was ist zu klären?").fill("Wer ist vor Ort?")
    page.get_by_label("An welche Stelle?").fill("FB 61")
    page.get_by_role("button", name="Frage stellen").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Die Frage ist gestellt")
    page.get_by_role("link", name="Wer ist vor Ort?").press("Enter")
    page.get_by_label("Antwort", exact=True).fill("Das Quartiersbüro")
    page.get_by_role("button", name="Antwort speichern").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Die Frage ist beantwortet")
    expect(page.get_by_text("Das Quartiersbüro")).to_be_visible()
    page.context.close()


def test_person_works_off_the_overview_by_keyboard(
    page: Page, live_server: LiveServer, steps: None, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    page.goto(f"{live_server}/")
    due = page.get_by_role("region", name="Als Nächstes")
    expect(due.get_by_role("listitem")).to_have_count(5)
    due.get_by_role("link", name=f"{LONG} prüfen").press("Enter")
    page.get_by_role("button", name="Erledigt").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Als erledigt vermerkt")
    page.get_by_role("button", name="Unverändert bestätigen").press("Enter")
    expect(page.get_by_text(f"Unverändert bestätigt am {timezone.localdate():%d.%m.%Y}")).to_be_visible()
    page.get_by_role("link", name="Übersicht", exact=True).first.press("Enter")
    expect(due.get_by_role("listitem")).to_have_count(4)
    assert not FollowUp.objects.outstanding().exists()
    assert Confirmation.objects.count() == 1
