"""Letters about meetings leave in the test's own process, unless a test commits what it writes."""

from __future__ import annotations

from typing import Any

import pytest

from steering import delivery, letters


@pytest.fixture(autouse=True)
def no_child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No child would see what a test has not committed: what it would do is done here."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        monkeypatch.setattr(letters, "PATIENCE", 60)
        return

    def send(letter: Any, command: str, **options: Any) -> None:
        assert command == "send_letter"
        delivery.carry_out(letter)

    monkeypatch.setattr(letters, "send_to_child", send)
