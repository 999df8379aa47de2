"""The department's hat: worn by whoever belongs to a unit today (design.md §3)."""

from __future__ import annotations

from django.utils import timezone

from catalogue.models import UnitMembership
from integration.accounts.backends import HatBackend
from integration.accounts.models import User
from integration.accounts.roles import Hat


class MembershipBackend(HatBackend):
    """Puts the department's hat on members of a unit."""

    def find_hats(self, user: User) -> list[Hat]:
        is_member = UnitMembership.objects.held_by(user, on=timezone.localdate()).exists()
        return [Hat.DEPARTMENT] if is_member else []
