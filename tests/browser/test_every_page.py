"""Every page that the site has, by keyboard and in every look, as the people see it whose pages differ."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import resolve
from playwright.sync_api import Page, ViewportSize
from pytest_django import DjangoDbBlocker

from integration.accounts.models import User
from tests.browser.checks import (
    COLOUR_RULES,
    axe_clean,
    fits_paper,
    fits_spaced_text,
    no_horizontal_scroll,
    refused,
)
from tests.browser.conftest import PASSWORD_BACKEND
from tests.browser.shelf import served
from tests.browser.walking import walk
from tests.test_html import allowed, shown
from tests.test_rights import EXPECTED, make_people

pytestmark = [pytest.mark.long, pytest.mark.django_db]

# Signed out, Koordination, Administration, a department, a member of the Steuerungsgruppe.
WHO = ("", "koordination", "administration", "kita", "stg")
LINK = re.compile(r'<a\s[^>]*href="([^"#]+)')
KINDS = {"help-topic": "slug", "catalogue:reference-list": "kind"}  # these show another page for each
WIDTHS = (1280, 640, 320)  # the second is the first at 200 %


class Shown(NamedTuple):
    who: str
    route: str
    path: str
    text: str


def crawl(who: str) -> Iterator[Shown]:
    """Follow the links from the overview, once to each address; none may lead nowhere."""
    client, seen = Client(), set()
    if who:
        client.force_login(User.objects.get(username=who), PASSWORD_BACKEND)
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        found = resolve(urlsplit(path).path)
        kind = found.view_name, found.kwargs.get(KINDS.get(found.view_name, ""))
        if kind in seen:
            continue
        seen.add(kind)
        answer = client.get(path)
        if answer.status_code == 302:
            waiting.append(urljoin(path, answer.headers["Location"]))
            continue
        assert answer.status_code == 200, f"{who}: {path} {answer.status_code}"
        if not answer.streaming and answer.headers["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            yield Shown(who, found.view_name, path, text)
            waiting += [link for link in links(path, text) if urlsplit(link).path.endswith("/")]


def links(path: str, text: str) -> Iterator[str]:
    for link in LINK.findall(text):
        if link.startswith(("/", "?")):
            yield urljoin(path, link.replace("&amp;", "&"))


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[Shown]:
    """The demo city's pages as five people see them, and of a small city those that no link leads to."""
    with django_db_blocker.unblock():
        with transaction.atomic(), override_settings(DEBUG=True):
            call_command("demo", stdout=io.StringIO())
            found = [page for who in WHO for page in crawl(who)]
            transaction.set_rollback(True)
        with transaction.atomic():
            people = make_people()
            for route in sorted(
                {route for route in EXPECTED if allowed(route)} - {one.route for one in found}
            ):
                path, text = shown(route, people)
                if text:
                    found.append(Shown("others", route, path, text))
            transaction.set_rollback(True)
    return found


def opened(page: Page, pages: list[Shown], *, once: bool = False) -> Iterator[Shown]:
    """Open one page after the other; once for each address, if what differs between people is no matter."""
    page.emulate_media(reduced_motion="reduce")  # what is scrolled to is there at once
    seen = set()
    for who in (*WHO, "others"):
        own = {one.path: one for one in pages if one.who == who}
        with served({path: one.text for path, one in own.items()}) as site:
            for path, one in own.items():
                if once and one.route in seen:
                    continue
                seen.add(one.route)
                page.goto(site + path)
                yield one


def test_every_page_is_walked(pages: list[Shown]) -> None:
    assert len(pages) > 400, len(pages)
    assert len({one.route for one in pages}) > 150
    assert {one.who for one in pages} == {*WHO, "others"}


def test_every_page_by_keyboard_and_enlarged(page: Page, pages: list[Shown]) -> None:
    faults = []
    for _ in opened(page, pages):
        page.set_viewport_size(ViewportSize(width=WIDTHS[0], height=900))
        faults += refused(walk, page)
        for width in WIDTHS:
            page.set_viewport_size(ViewportSize(width=width, height=450))
            faults += refused(no_horizontal_scroll, page)
    assert not faults, "\n".join(faults)


def dark_is_clean(page: Page) -> None:
    axe_clean(page, COLOUR_RULES)


def test_every_page_by_axe(page: Page, pages: list[Shown]) -> None:
    faults = []
    for _ in opened(page, pages, once=True):
        page.emulate_media(color_scheme="light")
        faults += refused(axe_clean, page)
        page.emulate_media(color_scheme="dark")
        faults += refused(dark_is_clean, page)
    assert not faults, "\n".join(faults)


def test_every_page_with_spaced_text_and_on_paper(page: Page, pages: list[Shown]) -> None:
    faults = []
    for _ in opened(page, pages, once=True):
        faults += refused(fits_spaced_text, page)
        faults += refused(fits_paper, page)
    assert not faults, "\n".join(faults)
