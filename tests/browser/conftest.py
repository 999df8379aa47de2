"""Who sits before the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from tests.integration.people import PASSWORD, make_coordination

expect.set_options(timeout=15_000)  # a busy machine is late, not wrong

PASSWORD_BACKEND = "integration.accounts.backends.PasswordBackend"

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
    """Return a function that signs a person in by username, in the test's own browser.

    It opens no page: a session is stored and its cookie handed to the browser. The form is `sign_in_at`'s.
    """

    def sign_in(username: str) -> None:
        client = Client()
        client.force_login(User.objects.get(username=username), backend=PASSWORD_BACKEND)
        name = settings.SESSION_COOKIE_NAME
        cookie = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": cookie, "url": live_server.url, "httpOnly": True}])

    return sign_in


@pytest.fixture
def coordination(transactional_db: None) -> User:
    """A person with the hat of the Koordination."""
    return make_coordination()
