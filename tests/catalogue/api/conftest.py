"""Another system that asks."""

from __future__ import annotations

from typing import Any, Protocol

import pytest
from django.test import Client

from tests.factories import make_token


class Ask(Protocol):
    def __call__(self, path: str, secret: str | None = None, **headers: str) -> Any: ...


@pytest.fixture
def ask(db: None) -> Ask:
    """Return a function that asks an address below /api/v1/ with a token for the whole catalogue."""
    known: list[str] = []

    def ask(path: str, secret: str | None = None, **headers: str) -> Any:
        if secret is None:
            known.append(known[0] if known else make_token("Fragende").secret)
            secret = known[0]
        return Client(headers={"Authorization": f"Bearer {secret}", **headers}).get(f"/api/v1/{path}")

    return ask
