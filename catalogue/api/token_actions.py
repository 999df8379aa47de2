"""Giving a system its token and taking it back; who did so and when stays with the token."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, NamedTuple

from django.db import transaction

from catalogue.models import SystemToken, Unit
from catalogue.models.recorded import Settled
from catalogue.models.system_token import digest_of

PREFIX = "ikp_"  # so that whoever finds one, a scanner for secrets too, knows what it is
_SHOWN = 8


class Issued(NamedTuple):
    token: SystemToken
    secret: str  # shown once, stored nowhere


def issue_token(
    *,
    name: str,
    purpose: str,
    contact: str,
    unit: Unit | None,
    valid_until: dt.date,
    by: Any,
    at: dt.datetime | None = None,
) -> Issued:
    """Store a new token and return it with its secret. Raises ValidationError with German messages."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = SystemToken(
        name=name,
        purpose=purpose,
        contact=contact,
        unit=unit,
        valid_until=valid_until,
        digest=digest_of(secret),
        hint=secret[:_SHOWN],
        **Settled.stamp(by, at),
    )
    token.full_clean()
    token.save()
    return Issued(token, secret)


def revoke_token(token: SystemToken, *, by: Any, at: dt.datetime | None = None) -> bool:
    """Let a token open nothing any more from now on; False where somebody has done so before."""
    with transaction.atomic():
        token = SystemToken.objects.select_for_update().get(pk=token.pk)
        if token.is_done:
            return False
        token.settle(by, at)
        token.save(update_fields=["done_at", "done_by", "done_by_function"])
        return True


def note_use(token: SystemToken, *, day: dt.date) -> None:
    """Remember the day of a token's last use; writes once a day."""
    if token.last_used != day:
        SystemToken.objects.filter(pk=token.pk).update(last_used=day)
