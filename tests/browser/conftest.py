"""Who sits before the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.integration.people import PASSWORD, make_coordination

SignIn = Callable[[str], None]


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer) -> SignIn:
    """Return a function that signs a person of `people.py` in by username, through the real form."""

    def through_the_form(username: str) -> None:
        page.goto(f"{live_server}/anmelden/")
        page.get_by_label("Anmeldename").fill(username)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden", exact=True).click()

    return through_the_form


@pytest.fixture
def coordination(transactional_db: None) -> User:
    """A person with the hat of the Koordination."""
    return make_coordination()
