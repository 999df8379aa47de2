"""Who is let in by the city's directory, as what, and who is not any more.

What the directory says about a person holds from each sign-in to the next: role, units and whether there is
access at all. What somebody here gave by hand (a seat, a unit) is not the directory's to take.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Mapping
from typing import Any, Protocol

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.module_loading import import_string

from integration.accounts import second_factor
from integration.accounts.actions import save_user
from integration.accounts.directory.configuration import PROVIDER, Directory, values
from integration.accounts.models import Session, User

logger = logging.getLogger(__name__)

REASON = "Angabe des Verzeichnisses bei der Anmeldung"
PARTED = "Verbindung mit dem Verzeichnis gelöst"
Claims = Mapping[str, Any]


class Follower(Protocol):
    """A part of the system that follows which units the directory names for a person."""

    def labels(self, codes: list[str], *, day: dt.date) -> list[str]:
        """Return what the units of these codes are called that exist here."""

    def follow(self, user: User, codes: list[str], *, day: dt.date) -> None:
        """Let the person belong to these units and to no other that the directory once named."""


class Refused(Exception):
    """The directory knows the person, but they are not let in; `why` names the sentence they read."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def followers() -> list[Follower]:
    return [import_string(path)() for path in settings.DIRECTORY_FOLLOWERS]


def _configured() -> Directory:
    if settings.DIRECTORY is None:
        raise RuntimeError("Nobody is admitted by a directory that is not configured.")
    return settings.DIRECTORY


def admit(uid: str, claims: Claims, *, day: dt.date) -> User:
    """Return the person whom the directory calls `uid`, brought up to date. Raises Refused."""
    directory = _configured()
    account = SocialAccount.objects.select_related("user").filter(provider=PROVIDER, uid=uid).first()
    user = account.user if account else None
    if not _may_enter(directory, claims, day):
        _tell_why(directory, claims)
        if user:
            leave(user, day=day)
        raise Refused("left" if user else "unknown")
    if user and not user.is_active and user.directory != User.Directory.LEFT:
        raise Refused("inactive")
    with transaction.atomic():
        user = user or _by_email(directory, claims) or User(username=_username(directory, claims, uid))
        _follow(user, uid, claims, day=day)
    return user


def connect(user: User, uid: str, claims: Claims, *, day: dt.date) -> None:
    """Let a person with an account here sign in by the directory from now on. Raises Refused."""
    if SocialAccount.objects.filter(provider=PROVIDER, uid=uid).exclude(user=user).exists():
        raise Refused("other")
    if not _may_enter(_configured(), claims, day):
        _tell_why(_configured(), claims)
        raise Refused("unknown")
    with transaction.atomic():
        _follow(user, uid, claims, day=day)


def leave(user: User, *, day: dt.date) -> None:
    """Close the account of somebody for whom the directory names nothing any more."""
    with transaction.atomic():
        for follower in followers():
            follower.follow(user, [], day=day)
        try:
            fields = {"is_active": False, "directory": User.Directory.LEFT}
            if user.is_active:
                save_user(user=user, fields=fields, by=None, reason=REASON)
        except ValidationError:  # the last Administration is refused at the door, but stays
            logger.warning("The directory names nothing for the last Administration any more.")
        Session.objects.of(user).delete()


def disconnect(user: User, *, by: User, day: dt.date) -> bool:
    """Part a person from the directory, tell if it was joined; the account waits for an invitation."""
    with transaction.atomic():
        if not user.directory:
            return False
        for follower in followers():
            follower.follow(user, [], day=day)
        save_user(user=user, fields={"directory": ""}, by=by, reason=PARTED)
        SocialAccount.objects.filter(user=user, provider=PROVIDER).delete()
        Session.objects.of(user).delete()
    return True


def _may_enter(directory: Directory, claims: Claims, day: dt.date) -> bool:
    return directory.role(claims) is not None or bool(_unit_labels(directory, claims, day))


def _tell_why(directory: Directory, claims: Claims) -> None:
    """Tell those who set this up which claims came; never what they say, for that is about a person."""
    counts = [
        f"{len(values(claims, path))} of {path}" for path in (directory.role_claim, directory.unit_claim)
    ]
    logger.warning(
        "The directory names no role and no unit that is known here: values %s; the claims are %s.",
        ", ".join(counts),
        ", ".join(sorted(claims)),
    )


def _unit_labels(directory: Directory, claims: Claims, day: dt.date) -> list[str]:
    codes = directory.unit_codes(claims)
    return [label for follower in followers() for label in follower.labels(codes, day=day)] if codes else []


def _follow(user: User, uid: str, claims: Claims, *, day: dt.date) -> None:
    """Write down what the directory says. Its people have no password here: it alone opens the door."""
    directory = _configured()
    fields: dict[str, Any] = {"is_active": True, "directory": User.Directory.LINKED}
    if directory.roles:
        fields["role"] = directory.role(claims) or ""
    if function := directory.function(claims) or user.function or _told_by_tasks(directory, claims, day):
        fields["function"] = function[:150]
    if email := _email(claims):
        fields["email"] = email
    if user.has_usable_password() or not user.password:
        user.set_unusable_password()
        if user.pk:
            user.save(update_fields=["password"])
            second_factor.switch_off(user)
    try:
        save_user(user=user, fields=fields, by=None, reason=REASON)
    except ValidationError as error:
        raise Refused("last" if "last_administration" in _codes(error) else "invalid") from error
    SocialAccount.objects.get_or_create(provider=PROVIDER, uid=uid, defaults={"user": user})
    for follower in followers():
        follower.follow(user, directory.unit_codes(claims), day=day)


def _told_by_tasks(directory: Directory, claims: Claims, day: dt.date) -> str:
    """Return a function for somebody of whom the directory tells none: their first unit, else their role."""
    role = directory.role(claims)
    named = [*_unit_labels(directory, claims, day), User(role=role or "").get_role_display()]
    return next(filter(None, named), "Mitarbeitende Person")


def _by_email(directory: Directory, claims: Claims) -> User | None:
    """Return the one account with this address, if the installation trusts the directory's addresses."""
    email = _email(claims)
    if not (directory.links_by_email and email and claims.get("email_verified") is True):
        return None
    found = list(User.objects.active().filter(email__iexact=email, directory="")[:2])
    return found[0] if len(found) == 1 else None


def _email(claims: Claims) -> str:
    email = next(iter(values(claims, "email")), "")
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email


def _username(directory: Directory, claims: Claims, uid: str) -> str:
    said = next(iter(values(claims, directory.username_claim)), "")
    username = User.normalize_username(said or f"v-{hashlib.sha256(uid.encode()).hexdigest()[:12]}")
    if User.objects.filter(username=username).exists():
        raise Refused("taken")
    return username


def _codes(error: ValidationError) -> set[str]:
    return {str(one.code) for one in error.error_list} if hasattr(error, "error_list") else set()
