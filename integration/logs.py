"""Lines of the log, plain or as JSON. Whoever writes one, secrets do not get through."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

from integration.request_log import HIDDEN, current, secret_parts, system_key, user_key

# Fields of forms that nobody but their owner may know, by a part of their name.
_SECRET_FIELD = re.compile(r"passw|token|secret|otp|totp|code|csrf", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<=://)[^\s:/@]*:[^\s/@]+(?=@)")  # user:password@host
_DETAIL = re.compile(r"(?m)^(DETAIL:\s).*$")  # PostgreSQL repeats the row that it refuses: names, texts
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
# Characters; a shorter value would be found in every second word.
_LEAST, _LEAST_OF_COOKIE = 4, 16


def request_of(record: logging.LogRecord) -> HttpRequest | None:
    """Return the request that is being answered, or, once it is, the one that Django speaks of."""
    named = getattr(record, "request", None)
    return current.get() or (named if isinstance(named, HttpRequest) else None)


def redacted(text: str, request: HttpRequest | None) -> str:
    """Return `text` without the secrets of this installation and of the request."""
    for secret in sorted(_secrets(request), key=len, reverse=True):
        text = text.replace(secret, HIDDEN).replace(repr(secret)[1:-1], HIDDEN)
    return _DETAIL.sub(rf"\1{HIDDEN}", _IN_ADDRESS.sub(HIDDEN, text))


def _secrets(request: HttpRequest | None) -> set[str]:
    database = settings.DATABASES["default"]
    known = {settings.SECRET_KEY, settings.EMAIL_HOST_PASSWORD, str(database.get("PASSWORD") or "")}
    if request:
        known |= _secrets_of(request)
    return {secret for secret in known if len(secret) >= _LEAST}


def _secrets_of(request: HttpRequest) -> set[str]:
    """Return what opens a door: cookies, headers, fields, parts of the address.

    Of the fields only what has been read: a log line must not begin to read somebody's upload.
    """
    found = {value for value in request.COOKIES.values() if len(value) >= _LEAST_OF_COOKIE}
    found |= {*secret_parts(request), request.META.get("CSRF_COOKIE", "")}
    found |= {*request.headers.get("Authorization", "").split(), request.headers.get("X-CSRFToken", "")}
    session = getattr(request, "session", None)
    found.add(getattr(session, "session_key", None) or "")
    for fields in (request.GET, getattr(request, "_post", {})):
        found |= {
            value
            for name in fields
            if _SECRET_FIELD.search(name)
            for value in fields.getlist(name)  # type: ignore[union-attr]
        }
    return found


class Lines(logging.Formatter):
    """Lines for people. What came from outside begins no line of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        request = request_of(record)
        record.request_id = getattr(request, "id", "-")
        return redacted(super().format(record), request)

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _CONTROL.sub(" ", record.message)
        return super().formatMessage(record)


class JsonLines(JsonFormatter):
    """Lines for machines: what is named here, and nothing else that a record may carry."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        request = request_of(record)
        log_data |= {
            "time": dt.datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(record.getMessage(), request),
            "request_id": getattr(request, "id", None),
            "user": user_key(request) if request else None,
            "system": system_key(request) if request else None,
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            log_data["traceback"] = redacted(str(self.formatException(record.exc_info)), request)
