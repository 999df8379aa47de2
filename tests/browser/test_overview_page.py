"""The overview, as each hat sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import Unit
from catalogue.returns.return_actions import submit
from integration.accounts.roles import Hat
from tests import factories as make
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.catalogue.unit_returns import draft, issue_to
from tests.city import build_city


@pytest.mark.parametrize(
    ("role", "unit", "seat", "part"),
    [
        pytest.param(Hat.ADMINISTRATION, "", "", "Betrieb", id="Administration"),
        pytest.param("", "51.3", "", "Ihre Maßnahmen", id="Fachbereich"),
        pytest.param("", "", "FB-61", "Was steckt", id="Steuerungsgruppe"),
        pytest.param(Hat.COORDINATION, "51.3", "FB-61", "Wartet auf Sie", id="all in one person"),
    ],
)
def test_overview_of_each_hat_fits_every_look(
    page: Page, live_server: LiveServer, sign_in: SignIn, role: str, unit: str, seat: str, part: str
) -> None:
    build_city()
    issue_to("51.3", {28: "beteiligt"})
    make.make_clarification(28)
    submit(draft("FB 61", {7: {"goal": "Ein Ziel", "text": "Ein Text"}}), by=None)
    make.make_meeting()
    units = {one.slug: one for one in Unit.objects.without_tree_fields()}
    person = make.make_user(role, username="wer", unit=units.get(unit))
    if seat:
        make.make_seat(units[seat], person=person)
    sign_in("wer")
    page.goto(f"{live_server}/")
    expect(page.get_by_role("heading", name="Als Nächstes")).to_be_visible()
    expect(page.get_by_text(part).first).to_be_visible()
    fits_every_look(page)
