"""Letters leave in the test's own process, unless a test commits what it writes."""

from __future__ import annotations

from typing import Any

import pytest

from steering import delivery, letters
from steering.departures import letters as departure_letters


@pytest.fixture(autouse=True)
def no_child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No child would see what a test has not committed: what it would do is done here."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        for module in (letters, departure_letters):
            monkeypatch.setattr(module, "PATIENCE", 60)
        return
    work: dict[str, Any] = {"send_letter": delivery.carry_out, "send_takeovers": departure_letters.carry_out}

    def send(sending: Any, command: str, **options: Any) -> None:
        work[command](sending)

    for module in (letters, departure_letters):
        monkeypatch.setattr(module, "send_to_child", send)
