"""A list with nothing in it says why, and what to do next: to every hat, and where a filter finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.city import build_city
from tests.factories import make_seat, make_unit, make_user
from tests.test_rights import routes

pytestmark = pytest.mark.django_db

FILLED = {
    "accounts:user-list",  # whoever looks is there
    "catalogue:reference-list",  # each of its three says so in a sentence beside its button
    "catalogue:unit-return-list",  # a unit may always report
    "steering:reminder-list",  # that meetings are missing is due in an empty city, too
}
MORE_LISTS = {"catalogue:catalogue", "catalogue:evaluation", "catalogue:comparison", "catalogue:worklist"}
MORE_LISTS |= {"steering:year-plan"}

NOTHING = {  # a filter that nothing passes, for every list that has one
    "catalogue:measure-list": "?q=gibtesnicht",
    "catalogue:catalogue": "?q=gibtesnicht",
    "catalogue:evaluation": "?q=gibtesnicht",
    "catalogue:change-set-list": "?massnahme=999",
    "catalogue:clarification-list": "?status=ueberfaellig",
    "catalogue:need-change-list": "?massnahme=999",
    "catalogue:revision-note-list": "?status=erledigt",
    "catalogue:follow-up-list": "?status=erledigt",
    "catalogue:suggestion-list": "?massnahme=999",
    "catalogue:extract-list": "?stand=offen",
    "steering:assignment-list": "?stand=erledigt",
    "steering:goal-step-list": "?stand=erledigt",
    "steering:indicator-list": "?q=gibtesnicht",
    "steering:resolution-list": "?q=gibtesnicht",
}
DAYS = {"catalogue:comparison", "steering:seat-list"}  # a form of days, not a filter


def empties(page: bytes) -> list[html.HtmlElement]:
    return html.fromstring(page.decode()).xpath("//main//*[contains(concat(' ', @class, ' '), ' empty ')]")


def problem(found: html.HtmlElement) -> str:
    """Return what an empty list leaves unsaid: why it is empty, or the way on."""
    if not any(one.text_content().strip().endswith((".", ":")) for one in found.findall("p")):
        return "kein Satz"
    return "" if found.findall(".//a") else "kein Weg"


def lists() -> Iterator[str]:
    for name, pattern in routes().items():
        if name.startswith("api:"):
            continue  # answers machines
        if "<" not in pattern and (name.endswith("-list") or name in MORE_LISTS):
            yield name


def people() -> Iterator[User]:
    """Yield a person of every hat, the first of them in a city that has nothing at all."""
    yield make_user(Hat.COORDINATION)
    unit = make_unit("51.3")
    member = make_user("", username="stg")
    make_seat(unit, person=member)
    yield from (make_user(Hat.ADMINISTRATION), make_user(Hat.DEPARTMENT, unit=unit), member)


def test_every_empty_list_says_why_and_what_to_do(client: Client) -> None:
    problems, seen = [], set()
    for person in people():
        client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
        answers = {name: client.get(reverse(name)) for name in lists()}
        found = {
            name: empties(answer.content) for name, answer in answers.items() if answer.status_code != 403
        }
        seen |= {name for name, ones in found.items() if ones}
        for name, ones in found.items():
            problems += [f"{name} für {person}: {told}" for one in ones if (told := problem(one))]
    assert problems == []
    assert set(lists()) - seen == FILLED


@pytest.mark.parametrize("name", NOTHING)
def test_filter_that_nothing_passes_says_so_and_leads_back(client: Client, name: str) -> None:
    build_city()
    client.force_login(make_user(Hat.COORDINATION))
    path = reverse(name)
    found = empties(client.get(path + NOTHING[name]).content)
    assert [problem(one) for one in found] == [""]
    assert "Auswahl" in found[0].findtext("h2")
    ways = {link.get("href") for link in found[0].findall(".//a")}
    assert ways & {path, "?"}


def test_every_list_with_a_filter_is_tried(client: Client) -> None:
    build_city()
    client.force_login(make_user(Hat.COORDINATION))
    with_filter = {name for name in lists() if b'class="card filter"' in client.get(reverse(name)).content}
    assert with_filter - DAYS == set(NOTHING)
