"""The department's hat: worn by whoever belongs to a unit today (design.md §3)."""

from typing import Any

from django.utils import timezone

from catalogue.models import UnitMembership
from integration.accounts.roles import DEPARTMENT


class MembershipBackend:
    """Grants the department's rights to members of a unit; it signs nobody in."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def get_user_permissions(self, user: Any, obj: Any = None) -> set[str]:
        """Return the rights that follow from today's memberships, read once per request's user."""
        if not user.is_active or obj is not None or user.pk is None:
            return set()
        if not hasattr(user, "_is_member"):
            user._is_member = UnitMembership.objects.held_by(user, on=timezone.localdate()).exists()
        return set(DEPARTMENT) if user._is_member else set()

    def get_all_permissions(self, user: Any, obj: Any = None) -> set[str]:
        return self.get_user_permissions(user, obj)

    def has_perm(self, user: Any, perm: str, obj: Any = None) -> bool:
        return perm in self.get_user_permissions(user, obj)

    def has_module_perms(self, user: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_user_permissions(user))
