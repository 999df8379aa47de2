"""Who sits before the browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.integration.people import PASSWORD, make_coordination

expect.set_options(timeout=15_000)  # a busy machine is late, not wrong

SignIn = Callable[[str], None]


def sign_in_at(page: Page, live_server: LiveServer, username: str) -> None:
    """Sign a person of `people.py` in, through the real form, and wait for the page behind it."""
    page.goto(f"{live_server}/anmelden/")
    page.get_by_label("Anmeldename").fill(username)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("button", name="Anmelden", exact=True)).to_have_count(0)


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer) -> SignIn:
    """Return a function that signs a person in by username, in the test's own browser."""
    return partial(sign_in_at, page, live_server)


@pytest.fixture
def coordination(transactional_db: None) -> User:
    """A person with the hat of the Koordination."""
    return make_coordination()
