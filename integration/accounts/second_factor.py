"""The second factor of an account with a password: codes of an app (TOTP), and codes on paper for its loss.

Counting, checking and storing are allauth's (`allauth.mfa`); its pages are not used. Who signs in by the
city's directory shows a second factor there.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from axes.handlers.proxy import AxesProxyHandler
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from integration.accounts.models import Session, User

if TYPE_CHECKING:
    from django.http import HttpRequest

PATIENCE = dt.timedelta(minutes=5)  # between the password and the code
_SECRET, _STEP, _SHOWN = "second_factor_secret", "second_step", "second_factor_shown"
_Type = Authenticator.Type


class Adapter(DefaultMFAAdapter):
    """Keeps secrets encrypted, so that a copy of the database alone opens no account."""

    def get_totp_issuer(self) -> str:
        return f"{settings.PRODUCT_NAME} {settings.CITY_NAME}"

    def get_totp_label(self, user: Any) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    keys: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    hashed = [hashlib.sha256(f"second factor {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in hashed])


def is_on(user: Any) -> bool:
    return Authenticator.objects.filter(user=user, type=_Type.TOTP).exists()


# --- Signing in -------------------------------------------------------------------------------


def begin_step(request: HttpRequest, user: Any, way: str) -> None:
    """Remember that this browser knows the password, and where it wants to go, until the code comes."""
    request.session[_STEP] = {"user": user.pk, "at": timezone.now().isoformat(), "way": way}


def waiting(request: HttpRequest) -> tuple[User | None, str]:
    """Return whose code is awaited here and where they want to go; nobody after `PATIENCE`."""
    step = request.session.get(_STEP) or {}
    at = parse_datetime(step.get("at", ""))
    if at is None or timezone.now() - at > PATIENCE:
        return None, ""
    return User.objects.active().filter(pk=step["user"]).first(), step["way"]


def end_step(request: HttpRequest) -> None:
    """Note in a session that has just begun that its person has shown the second factor."""
    request.session.pop(_STEP, None)
    request.session[_SHOWN] = True


def is_locked(request: HttpRequest, user: Any) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def check(request: HttpRequest, user: User, code: str) -> bool:
    """Tell whether a code of the app or one of the paper is right; each is right once.

    A wrong one counts like a wrong password, so both together are tried no more often than one.
    """
    kinds = [_Type.TOTP, _Type.RECOVERY_CODES]
    for authenticator in Authenticator.objects.filter(user=user, type__in=kinds).order_by("-type"):
        try:
            if authenticator.wrap().validate_code(code):
                authenticator.record_usage()
                return True
        except InvalidToken:  # encrypted with a SECRET_KEY that is gone
            continue
    note_failure(request, user)
    return False


def note_failure(request: HttpRequest, user: Any) -> None:
    """Count an attempt that was wrong, as one at the door."""
    user_login_failed.send(__name__, credentials={"username": user.username}, request=request)


# --- Setting it up ------------------------------------------------------------------------------


def offered_secret(request: HttpRequest) -> str:
    """Return the secret that the person's app is to take over; the same until it has."""
    secret: str = request.session.setdefault(_SECRET, generate_totp_secret())
    return secret


def picture(user: Any, secret: str) -> str:
    """Return the QR code as an address for <img>, which our Content-Security-Policy allows."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def is_right(secret: str, code: str) -> bool:
    return validate_totp_code(secret, code)


@transaction.atomic
def switch_on(request: HttpRequest) -> list[str]:
    """Ask this person for a code from the next sign-in on; return the codes for paper."""
    TOTP.activate(request.user, request.session.pop(_SECRET))
    request.session[_SHOWN] = True
    return new_codes(request.user)


def switch_off(user: Any) -> None:
    Authenticator.objects.filter(user=user).delete()


def new_codes(user: Any) -> list[str]:
    """Return new codes for paper; those before are void."""
    Authenticator.objects.filter(user=user, type=_Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(user).get_unused_codes()
    return [f"{code[:4]} {code[4:]}" for code in codes]


def codes_left(user: Any) -> int:
    stored = Authenticator.objects.filter(user=user, type=_Type.RECOVERY_CODES).first()
    try:
        return len(stored.wrap().get_unused_codes()) if stored else 0
    except InvalidToken:
        return 0


def end_other_sessions(request: HttpRequest) -> None:
    Session.objects.of(request.user).exclude(pk=request.session.session_key).delete()


# --- Where it is demanded -----------------------------------------------------------------------


def is_demanded(user: Any) -> bool:
    """Tell whether a hat of theirs demands it of whoever signs in with a password (REQUIRE_TOTP_FOR)."""
    demanding = settings.REQUIRE_TOTP_FOR
    return bool(demanding) and not user.directory and any(hat.value in demanding for hat in user.hats())


def is_missing(request: HttpRequest) -> bool:
    """Tell whether this session's person has yet to set it up. What was shown once is not asked again."""
    if not settings.REQUIRE_TOTP_FOR or request.session.get(_SHOWN):
        return False
    return is_demanded(request.user) and not is_on(request.user)
