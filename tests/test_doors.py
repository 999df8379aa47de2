"""No page of the demo city offers a link that does not open: whoever follows it finds what it promised."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from integration.accounts.models import User
from tests.browser.test_every_page import links
from tests.integration.test_demo import built, city

__all__ = ["built", "city"]  # the fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.long]

EACH = 4  # addresses of one view that a person follows; their rows differ in state
PEOPLE = ("koordination", "administration", "stg", "fb51", "kita")


def view_of(address: str) -> str:
    """Return the view that answers to an address; one that none answers to is a kind of its own."""
    path = urlsplit(address).path
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def shut(client: Client) -> Iterator[str]:
    """Walk from the overview on, and yield each link that was offered and does not open."""
    way, seen, tried = deque([("", "/")]), {"/"}, Counter[str]()
    while way:
        page, address = way.popleft()
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            yield f"{page} → {address}: {answer.status_code}"
        if answer.streaming or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for one in links(address, answer.content.decode()):
            view = view_of(one)
            most = 1 if "." in urlsplit(one).path else EACH  # a file is made anew each time
            if one not in seen and tried[view] < most and view != "accounts:sign-out":
                seen.add(one)
                tried[view] += 1
                way.append((address, one))


@pytest.mark.parametrize("name", PEOPLE)
def test_every_link_that_is_offered_opens(city: None, name: str) -> None:
    client = Client()
    person = User.objects.get(username=name)
    client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
    assert list(shut(client)) == []
