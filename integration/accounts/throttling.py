"""After too many wrong passwords: who is meant, and what they are told (BSI CON.10)."""

from __future__ import annotations

import ipaddress
import math

from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def client_address(request: HttpRequest) -> str | None:
    """Return the address a request comes from.

    Behind proxies the connection's address is the proxy's own. Each proxy appends the address it
    was called from, so with `settings.TRUSTED_PROXIES` of them that entry from the right is the
    first one a caller cannot forge.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if hops := settings.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = forwarded[-hops].strip() if len(forwarded) >= hops else address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict | None = None) -> HttpResponse:
    """Answer an attempt that is one too many: 429 and the time from which the next one counts."""
    last = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials), ip_address=client_address(request)
    ).aggregate(last=Max("attempt_time"))["last"]
    now = timezone.now()
    until = (last or now) + get_cool_off(request)
    wait = max(1, math.ceil((until - now).total_seconds()))
    answer = render(
        request,
        "accounts/locked_out.html",
        {"until": until, "minutes": math.ceil(wait / 60)},
        status=429,
    )
    answer.headers["Retry-After"] = str(wait)
    return answer
