"""One line in the log for each request, and an id by which everything that belongs to it is found again.

The line says what was asked for and how it went, never what somebody typed: the path without its query and
without its secrets, the person's key and not their name. Another system is told by the key of its token.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
HEALTH = "/healthz"
_HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
# Parts of an address that open a door (`<uidb64>/<token>`).
SECRET_PARTS = frozenset({"token", "uidb64", "key", "uidb36"})
HIDDEN = "•••"

current: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
log = logging.getLogger(__name__)


class RequestLog:
    """The outermost middleware: whatever answers, answers with the id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin = time.monotonic()
        request.id = _id_of(request)  # type: ignore[attr-defined]
        token = current.set(request)
        try:
            response = self.get_response(request)
            response.headers[HEADER] = request.id  # type: ignore[attr-defined]
            if _is_worth_a_line(request, response):
                _tell(request, response, round((time.monotonic() - begin) * 1000))
            return response
        finally:
            current.reset(token)


def _id_of(request: HttpRequest) -> str:
    """Return the proxy's id, so that its log and this one can be laid side by side, or a new one.

    Without a proxy that is trusted, the header is a stranger's.
    """
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if _HARMLESS.fullmatch(given) else uuid.uuid4().hex


def _is_worth_a_line(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Neither styles nor the question whether this process lives, unless they fail."""
    is_routine = request.path == HEALTH or request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}")
    return not is_routine or response.status_code >= 400


def _tell(request: HttpRequest, response: HttpResponseBase, milliseconds: int) -> None:
    told = {
        "method": request.method,
        "path": safe_path(request),
        "status": response.status_code,
        "duration_ms": milliseconds,
        "user": user_key(request),
        "system": system_key(request),
    }
    who = "user %(user)s" if told["system"] is None else "system %(system)s"
    log.info(
        f"%(method)s %(path)s %(status)s, %(duration_ms)s ms, {who}",
        told,
        extra={"told": told},
    )


def user_key(request: HttpRequest) -> int | None:
    """Return the key of the person, if anything in this request has asked who it is: the log does not."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)


def system_key(request: HttpRequest) -> int | None:
    """Return the key of the token that another system showed."""
    return getattr(getattr(request, "auth", None), "pk", None)


def safe_path(request: HttpRequest) -> str:
    """Return the path without the parts that open a door."""
    path = request.path
    for secret in secret_parts(request):
        path = path.replace(secret, HIDDEN)
    return path


def secret_parts(request: HttpRequest) -> list[str]:
    found = request.resolver_match.kwargs if request.resolver_match else {}
    return [str(value) for name, value in found.items() if name in SECRET_PARTS and value]
