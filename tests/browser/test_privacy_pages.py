from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.checks import fits_every_look

if TYPE_CHECKING:
    from integration.accounts.models import User
    from tests.browser.conftest import SignIn


@pytest.fixture
def leaver(transactional_db: None) -> User:
    """A leaver who belongs to a unit yet, and is its Ansprechperson."""
    from tests.city import build_city
    from tests.factories import Unit, make_contact, make_membership
    from tests.integration.people import make_administration, make_user

    build_city()
    unit = Unit.objects.get(code="FB 61")
    person = make_user("fb61", function="Stelle 61.1")
    make_contact(unit, email=person.email)
    make_membership(person, unit)
    make_administration()
    return person


def test_leaver_is_anonymised_after_the_handover(
    page: Page, live_server: LiveServer, leaver: User, sign_in: SignIn
) -> None:
    sign_in("administration")
    page.goto(f"{live_server}/personen/{leaver.pk}/")
    page.get_by_role("link", name="Anonymisieren").click()
    expect(page.get_by_role("link", name="Aufgaben übergeben")).to_be_visible()
    fits_every_look(page)
    leaver.memberships.all().delete()
    page.reload()
    page.get_by_role("button", name="Endgültig anonymisieren").click()
    expect(page.get_by_role("group", name="Diese Ansprechpersonen")).to_contain_text("Leitung")
    fits_every_look(page)
    page.get_by_label("Zur Bestätigung").fill("fb61")
    page.get_by_role("button", name="Endgültig anonymisieren").click()
    expect(page.get_by_text("Das Konto ist anonymisiert")).to_be_visible()
    expect(page.get_by_role("row", name="Stelle 61.1")).to_contain_text(f"anonym-{leaver.pk}")
