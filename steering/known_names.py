"""Names that addresses of seats and guests tell."""

from __future__ import annotations

from integration.known_names import Known, names_in_addresses
from steering.models import MeetingGuest, Seat


def known_names() -> tuple[list[Known], list[str]]:
    told = (
        address
        for model in (Seat, MeetingGuest)
        for address in model._default_manager.exclude(email="").values_list("email", flat=True)
    )
    return names_in_addresses(told), []
