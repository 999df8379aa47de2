"""Every write of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from integration.accounts import second_factor
from integration.accounts.models import Session, User
from integration.history.models import ChangeSet
from integration.texts import clean_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

# The audit trail is never edited and outlives the account (DSGVO): it says what a person was and
# might do, and only *that* the personal fields changed.
_LASTING = ("function", "role", "is_active")
_PERSONAL = ("username", "email")
_FACTOR = "Zweiter Faktor"
_WAY = ("directory",)  # told only where it changes: most have none


def save_user(
    *,
    user: User,
    fields: Mapping[str, Any],
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
    within: ChangeSet | None = None,
) -> User:
    """Create or change a person in a change set of its own, or `within` one that does more; return them.

    `by` is the acting person or None (a command), `at` the moment if it is not now; `fields` maps
    field names (username, function, role, email, is_active, directory) to values; what is not named stays.
    Nothing is written if nothing changes. A new person has no password until they follow their
    invitation. Raises ValidationError with German messages for invalid values and for taking away
    the last Administration.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        stored = User.objects.get(pk=user.pk) if user.pk else None
        _fill(user, fields)
        changed = [name for name in (*_LASTING, *_PERSONAL, *_WAY) if _differs(name, stored, user)]
        if not changed:
            return user
        user.full_clean()
        if stored:
            keep_an_administration(stored, user)
        user.save()
        change_set = within or ChangeSet.objects.open(
            by=by, way=ChangeSet.Way.REFERENCE, reason=reason, at=at
        )
        change_set.reference_changes.create(
            model="accounts.user",
            key=str(user.pk),
            before=_lasting(stored) if stored else None,
            after=_lasting(user)
            | {name: "geändert" for name in _PERSONAL if name in changed and stored}
            | {name: getattr(user, name) for name in _WAY if name in changed and (stored or user.directory)},
        )
    return user


def reset_second_factor(*, user: User, by: Any, reason: str = "") -> bool:
    """Take the second factor from a person who has lost it, end their sessions, tell if there was one."""
    with transaction.atomic():
        ChangeSet.objects.lock()
        if not second_factor.is_on(user):
            return False
        second_factor.switch_off(user)
        Session.objects.of(user).delete()
        change_set = ChangeSet.objects.open(by=by, way=ChangeSet.Way.REFERENCE, reason=reason)
        change_set.reference_changes.create(
            model="accounts.user",
            key=str(user.pk),
            before=_lasting(user) | {_FACTOR: "eingerichtet"},
            after=_lasting(user) | {_FACTOR: "zurückgesetzt"},
        )
    return True


def _fill(user: User, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(user, name, clean_text(value) if isinstance(value, str) else value)
    user.username = User.normalize_username(user.username)
    if not user.password:
        user.set_unusable_password()


def _differs(name: str, stored: User | None, user: User) -> bool:
    return stored is None or getattr(stored, name) != getattr(user, name)


def _lasting(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in _LASTING}


def keep_an_administration(before: User, after: User) -> None:
    """Refuse to leave the installation without anybody who can let people in.

    Called behind the change sets' lock, so that two people cannot demote each other at once.
    """
    if not before.is_administrator or after.is_administrator:
        return
    if not User.objects.administrators().exclude(pk=after.pk).exists():
        raise ValidationError(
            "Das ist die letzte aktive Administration. Geben Sie zuerst einer anderen Person diese Rolle.",
            code="last_administration",
        )
