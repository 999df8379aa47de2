"""Who sits before the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

if TYPE_CHECKING:
    from integration.accounts.models import User

SignIn = Callable[[str], None]


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer) -> SignIn:
    """Return a function that signs a person of `people.py` in by username, through the real form."""
    from tests.integration.people import PASSWORD  # needs Django's apps, which this file precedes

    def through_the_form(username: str) -> None:
        page.goto(f"{live_server}/anmelden/")
        page.get_by_label("Anmeldename").fill(username)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden", exact=True).click()

    return through_the_form


@pytest.fixture
def coordination(transactional_db: None) -> User:
    """A person with the hat of the Koordination."""
    from tests.integration.people import make_coordination

    return make_coordination()
