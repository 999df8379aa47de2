"""The letter with the link that sets the first password."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.core.mail import send_mail
from django.core.signing import BadSignature, TimestampSigner
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from integration.accounts.models import User

LIFETIME = dt.timedelta(days=14)


class InvitationTokens:
    """Tokens for one use within `LIFETIME`; Django's own share the much shorter time of a reset."""

    signer = TimestampSigner(salt="integration.accounts.invitation")

    def make_token(self, user: User) -> str:
        return self.signer.sign(self._state(user))

    def check_token(self, user: User, token: str | None) -> bool:
        try:
            return self.signer.unsign(token or "", max_age=LIFETIME) == self._state(user)
        except BadSignature:
            return False

    def _state(self, user: User) -> str:
        """Return what a token stands for: it is void once the password or the address has changed."""
        return hashlib.sha256(f"{user.pk} {user.password} {user.email}".encode()).hexdigest()


tokens = InvitationTokens()


def invitation_path(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("accounts:invitation", args=[uid, tokens.make_token(user)])


def send_invitation(user: User, *, site: str) -> None:
    """Mail the link to `user`; `site` is the address this installation is reached at, without path.

    Raises OSError (SMTP errors among them) when the mail cannot be handed over.
    """
    context = {
        "person": user,
        "link": site.rstrip("/") + invitation_path(user),
        "until": timezone.now() + LIFETIME,
        "product_name": settings.PRODUCT_NAME,
        "city_name": settings.CITY_NAME,
        "contact_email": settings.CONTACT_EMAIL,
    }
    send_mail(
        f"Ihr Zugang zur {settings.PRODUCT_NAME}",
        render_to_string("accounts/mail/invitation.txt", context),
        None,
        [user.email],
    )
