"""Each kind of page by keyboard alone, and by what a screen reader says of it (docs/barrierefreiheit.md)."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from integration.barriers.report_actions import report_barrier
from tests.browser.checks import fits_paper, fits_spaced_text, no_horizontal_scroll
from tests.browser.conftest import SignIn
from tests.browser.telling import tells
from tests.browser.walking import walk
from tests.city import build_city, moment
from tests.factories import make_user
from tests.integration.people import make_administration

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
LOST_SIGNS = """() => {
    const lost = [];
    const sign = (one) => getComputedStyle(one, "::before").backgroundImage;
    const begun = ".status:is([data-status=geplant], [data-status=umgesetzt])";
    for (const one of document.querySelectorAll(begun))
        if (!sign(one).includes("gradient")) lost.push(one.outerHTML);
    const line = (one) => getComputedStyle(one).borderBottomColor;
    const here = document.querySelector(".site-nav [aria-current]");
    for (const one of document.querySelectorAll(".site-nav a:not([aria-current])"))
        if (here && line(one) === line(here)) lost.push(one.outerHTML);
    return lost;
}"""
HALF = ViewportSize(width=640, height=450)  # the same window at 200 % (WCAG 1.4.4)


def skips(page: Page) -> None:
    """The skip link leads past the navigation: the next stop lies within the contents."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "inhalt"


def stands_still(page: Page) -> None:
    """For whoever wants less motion nothing moves, nor does the page when a link leads down."""
    assert page.evaluate("() => document.getAnimations().length") == 0, page.url
    assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") == "auto", (
        page.url
    )


def keeps_its_signs(page: Page) -> None:
    """In the colours of the system each state keeps its sign, each stop its ring, and the page its place."""
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.reload()
    assert page.evaluate(LOST_SIGNS) == [], page.url
    walk(page)
    page.emulate_media(forced_colors="none", reduced_motion="reduce")


def holds(page: Page, server: LiveServer, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        page.goto(f"{server}{path}")
        tells(page, name)
        walk(page)
        page.goto(f"{server}{path}")
        skips(page)
        page.set_viewport_size(HALF)
        no_horizontal_scroll(page)
        fits_spaced_text(page)
        fits_paper(page)
        page.set_viewport_size(WHOLE)
        stands_still(page)
        keeps_its_signs(page)


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
