"""Every page is valid HTML, as the person sees it who may see the most."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from integration.accounts.models import User
from tests.test_rights import EXPECTED, HATS, address, people
from tests.validator import faults

__all__ = ["people"]  # the fixture

ORDER = ("coordination and 51.3", "administration", "steering group", "no hat", "signed out")


def allowed(route: str) -> str | None:
    """Return the hat that sees the most of those that see the page at all."""
    answers = dict(zip(HATS, EXPECTED[route][0].split(), strict=True))
    return next((hat for hat in ORDER if answers[hat] == "200"), None)


def shown(route: str, people: dict[str, User | None]) -> tuple[str, str]:
    """Return a page's address and its text; what was made for it is gone again."""
    hat = allowed(route)
    with transaction.atomic():
        path = address(route, people)
        client = Client()
        if hat and (person := people[hat]):
            client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
        answer = client.get(path)
        transaction.set_rollback(True)
    is_page = answer.headers["Content-Type"].startswith("text/html") and not answer.streaming
    return path, answer.content.decode() if is_page else ""


@pytest.mark.django_db
def test_pages_are_valid_html(people: dict[str, User | None]) -> None:
    pages = dict(shown(route, people) for route in EXPECTED if allowed(route))
    pages = {path: text for path, text in pages.items() if text}
    assert len(pages) > 100
    assert faults(pages) == []
