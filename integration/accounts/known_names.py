"""Names that accounts tell by their addresses; a function is no name."""

from __future__ import annotations

from integration.accounts.models import User
from integration.known_names import Known, name_in_address


def known_names() -> tuple[list[Known], list[str]]:
    told = User.objects.named().values_list("username", "email")
    return [name for pair in told for one in pair if (name := name_in_address(one))], []
