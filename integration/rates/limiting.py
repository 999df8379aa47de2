"""What costs much may be asked for often, but not without end (BSI APP.3.1, ASVS 11.1.4)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from integration.accounts.throttling import client_address
from integration.rates.models import Rate

_READING = ("GET", "HEAD")  # the second costs as much as the first
_FILE = re.compile(r"\.(csv|docx|ics|json|pdf|svg|xlsx|zip)$")


class Limit(NamedTuple):
    """`settings.RATE_LIMITS[name]` says how many in how many seconds; `applies` to which requests."""

    name: str
    sentence: str
    applies: Callable[[HttpRequest], bool]


LIMITS = (
    Limit(
        "downloads",
        "Sie haben in kurzer Zeit sehr viele Dateien abgerufen.",
        lambda request: request.method in _READING and bool(_FILE.search(request.path)),
    ),
    Limit(
        "uploads",
        "Sie haben in kurzer Zeit sehr viele Dateien hochgeladen.",
        lambda request: request.method == "POST" and bool(request.FILES),
    ),
    Limit(
        "searches",
        "Sie haben in kurzer Zeit sehr oft gesucht.",
        lambda request: request.method in _READING and bool(request.GET.get("q")),
    ),
)


class RateLimits:
    """Answer 429, a sentence and the time from which it goes on, to who asks too often.

    People count by their account; who has not signed in is stopped by the sign-in page before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None  # other systems count by their token
        for limit in LIMITS:
            number, seconds = settings.RATE_LIMITS[limit.name]
            if number and limit.applies(request):
                return _counted(request, limit, number, seconds)
        return None


def _counted(request: HttpRequest, limit: Limit, number: int, seconds: int) -> HttpResponse | None:
    now = timezone.now()
    who = request.user.pk if request.user.is_authenticated else client_address(request)
    taken, ends_at = Rate.objects.one_more(f"{limit.name}:{who}", now=now, seconds=seconds)
    if taken <= number:
        return None
    context = {"sentence": limit.sentence, "until": ends_at}
    answer = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(math.ceil((ends_at - now).total_seconds()))
    return answer
