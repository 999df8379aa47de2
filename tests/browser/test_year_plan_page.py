"""The Jahresplan in a browser: reached from the overview, in every look, with what is late marked."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from steering.models import Meeting
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_goal_talk, make_meeting, make_report

LONG = "Sprachkursteilnahmebescheinigungsverfahren"


def test_plan_fits_every_look_and_leads_to_its_days(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    build_city()
    unit, year = Unit.objects.get(slug="51.3"), timezone.localdate().year - 1
    fields = {"state": Meeting.State.MINUTES_SENT, "objections_until": dt.date(year, 4, 10)}
    make_meeting(dt.date(year, 3, 10), title=LONG, proposals_until=dt.date(year, 2, 20), **fields)
    make_goal_talk(unit, year, check_until=dt.date(year, 6, 30))
    make_report(unit, year - 1)
    sign_in(coordination.username)
    page.goto(f"{live_server}/")
    page.get_by_role("navigation", name="Übersicht").get_by_role("link", name="Jahresplan").click()
    page.get_by_role("navigation", name="Jahr", exact=True).get_by_role("link", name=str(year)).click()
    expect(page.get_by_role("heading", name=f"April {year}")).to_be_visible()
    expect(page.get_by_text("die Frist für Einwendungen ist vorbei.")).to_be_visible()
    fits_every_look(page)
    page.get_by_role("link", name=LONG).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LONG)
