"""Names that accounts tell by their addresses; a function is no name."""

from __future__ import annotations

from integration.accounts.models import User
from integration.known_names import Known, names_in_addresses


def known_names() -> tuple[list[Known], list[str]]:
    told = User.objects.named().values_list("username", "email")
    return names_in_addresses(one for pair in told for one in pair), []
