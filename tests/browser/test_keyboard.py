"""Each kind of page by keyboard alone, and by the names that a screen reader says (docs/barrierefreiheit.md).

The names lie in `names/<page>.yml`. Who changes a page on purpose writes them anew and reads the difference:
WRITE_NAMES=1 python3 run.py test tests/browser/test_keyboard.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from integration.barriers.report_actions import report_barrier
from tests.browser.checks import no_horizontal_scroll
from tests.browser.conftest import SignIn
from tests.browser.walking import walk
from tests.city import build_city, moment
from tests.factories import make_user
from tests.integration.people import make_administration

NAMES = Path(__file__).parent / "names"
SIGNED_OUT = {"anmelden": "/anmelden/", "barrierefreiheit": "/barrierefreiheit/", "404": "/gibt-es-nicht/"}
COORDINATION = {
    "massnahmen": "/massnahmen/",
    "massnahme": "/massnahmen/28/",
    "bearbeiten": "/massnahmen/28/bearbeiten/",
    "katalog": "/katalog/",
    "auswertung": "/auswertung/",
}
ADMINISTRATION = {"schnittstellen": "/schnittstellen/", "barrieren": "/barrieren/"}
WHOLE = ViewportSize(width=1280, height=900)
HALF = ViewportSize(width=640, height=450)  # the same window at 200 % (WCAG 1.4.4)


def skips(page: Page) -> None:
    """The skip link leads past the navigation: the next stop lies within the contents."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "inhalt"


def names(page: Page) -> str:
    """Return what a screen reader is told, without days and without keys that the database gives."""
    told = re.sub(r"\d{2}\.\d{2}\.\d{4}", "TT.MM.JJJJ", page.locator("main").aria_snapshot())
    return re.sub(r"(/(?:aenderungen|barrieren|schnittstellen)/)\d+/", r"\1N/", told) + "\n"


def holds(page: Page, server: LiveServer, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        page.goto(f"{server}{path}")
        told, file = names(page), NAMES / f"{name}.yml"
        if os.environ.get("WRITE_NAMES"):
            file.write_text(told)
        assert told == file.read_text(), f"{path} tells screen readers something else than {file.name}"
        walk(page)
        page.goto(f"{server}{path}")
        skips(page)
        page.set_viewport_size(HALF)
        no_horizontal_scroll(page)
        page.set_viewport_size(WHOLE)


@pytest.fixture
def _city(transactional_db: None) -> None:
    cache.clear()
    build_city(moment("2020-01-10 08:00"))
    report_barrier(page="/massnahmen/", problem="Kein Name", email="", link="", at=moment("2020-02-03 08:00"))


@pytest.mark.usefixtures("_city")
def test_pages_by_keyboard_and_by_name(page: Page, live_server: LiveServer, sign_in: SignIn) -> None:
    page.emulate_media(reduced_motion="reduce")  # what is scrolled to is there at once
    holds(page, live_server, SIGNED_OUT)
    sign_in(make_user().username)
    holds(page, live_server, COORDINATION)
    sign_in(make_administration().username)
    holds(page, live_server, ADMINISTRATION)
