"""Where rights come from: signing in gives none, hats give all (design.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend, ModelBackend

from integration.accounts.roles import PERMISSIONS, Hat

if TYPE_CHECKING:
    from collections.abc import Collection


class PasswordBackend(ModelBackend):
    """Checks a password and grants nothing: rights follow from hats alone."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False


class HatBackend(BaseBackend):
    """Grants the permissions of the hats a person wears; authenticates nobody.

    A subclass says in `find_hats` which hats follow from its kind of fact. The answer is kept on the
    user object, so a page asks the database once. Rights on single objects are the querysets' task:
    asked about an object, a hat grants nothing.
    """

    def find_hats(self, user: Any) -> Collection[Hat]:
        """Return the hats of an active, signed-in person."""
        raise NotImplementedError

    def hats(self, user: Any) -> Collection[Hat]:
        if not user.is_active or user.is_anonymous:
            return ()
        known = user.__dict__.setdefault("_hats", {})
        if type(self) not in known:
            known[type(self)] = self.find_hats(user)
        return known[type(self)]

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if obj is not None:
            return set()
        return set().union(*(PERMISSIONS[hat] for hat in self.hats(user_obj)))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_user_permissions(user_obj))


class RoleBackend(HatBackend):
    """Administration and Koordination follow from the office role."""

    def find_hats(self, user: Any) -> Collection[Hat]:
        return [Hat(user.role)] if user.role else []
