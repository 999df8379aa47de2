"""Signing in by the city's directory, with a real provider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.roles import Hat
from tests.browser.checks import fits_every_look
from tests.directory import Provider, configure, running


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


def test_person_comes_in_by_the_directory_and_is_told_when_it_ends(
    page: Page, live_server: LiveServer, settings: Any, provider: Provider, transactional_db: None
) -> None:
    from integration.accounts.models import User
    from tests.factories import make_unit

    configure(settings, provider)
    make_unit("51.3")
    provider.knows("k-1", preferred_username="kita1", roles=["ip-koordination"], units=["51.3"])
    page.goto(f"{live_server}/konto/")
    fits_every_look(page)
    page.get_by_role("link", name="Mit dem Verzeichnis der Stadt anmelden").click()
    page.get_by_placeholder("sub").fill("k-1")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Konto")
    assert User.objects.get().hats() == [Hat.COORDINATION, Hat.DEPARTMENT]
    fits_every_look(page)
    provider.knows("k-1", preferred_username="kita1")
    page.goto(f"{live_server}/anmelden/verzeichnis/")
    page.get_by_role("button", name="k-1").click()
    expect(page.get_by_text("keine Aufgabe in der Integrationsplanung mehr")).to_be_visible()
    fits_every_look(page)
    page.goto(f"{live_server}/konto/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
