"""Stellungnahmen and needs for resources in a browser: every look, empty and filled, with mistakes."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from integration.accounts.models import User
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_city
from tests.factories import make_agenda_item, make_meeting, make_resource_request, make_review


def test_review_pages_fit_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    sign_in(coordination.username)
    for path in ("/stellungnahmen/", "/ressourcen/"):
        page.goto(f"{live_server}{path}")
        expect(page.locator(".empty")).to_be_visible()
    build_city()
    kita = Unit.objects.get(slug="51.3")
    meeting = make_meeting(timezone.localdate() + dt.timedelta(days=14))
    make_agenda_item(meeting, measures=[7, 28])
    make_review(meeting, 28, kita, difficulties="Dolmetschen", conditions="Ein Raum")
    for year in (2018, 2019):
        make_resource_request(28, kita, budget_year=year)
    page.goto(f"{live_server}/stellungnahmen/")
    fits_every_look(page)
    page.get_by_role("link", name=re.compile("^7 ?: Stellungnahme")).click()
    page.get_by_role("button", name="Stellungnahme speichern").click()
    expect(page.get_by_role("alert")).to_be_focused()
    fits_every_look(page)
    page.goto(f"{live_server}/ressourcen/")
    fits_every_look(page)
    page.get_by_role("link", name=re.compile("entscheiden über Bedarf 1")).click()
    fits_every_look(page)
    page.goto(f"{live_server}/massnahmen/28/")
    expect(page.get_by_role("heading", name="Steuerungsgruppe", exact=True)).to_be_visible()
    fits_every_look(page)
