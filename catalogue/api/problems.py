"""What the interface answers where it cannot: problem details (RFC 9457), in one sentence, nothing inside."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from integration.outages import RETRY_AFTER, is_outage

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Unverständliche Anfrage",
    401: "Kein gültiges Token",
    404: "Gibt es nicht",
    405: "So nicht vorgesehen",
    422: "Parameter nicht zulässig",
    429: "Zu viele Anfragen",
    500: "Fehler bei uns",
    503: "Gerade nicht möglich",
}
SCHEMA = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {
            "type": "object",
            "description": "Was an welchem Parameter nicht stimmt",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
_NOT_LET_IN = (
    "Die Anfrage braucht ein gültiges Token in der Zeile „Authorization: Bearer …“. Tokens vergibt die "
    "Administration."
)
_log = logging.getLogger("integration.api")

Told = Mapping[str, Sequence[str]]  # sentences by parameter


class Refused(Exception):
    """A request that is well formed and still cannot be answered, with a sentence that says why."""

    def __init__(self, status: int, detail: str, parameters: Told | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.parameters = status, detail, parameters or {}


def problem(status: int, detail: str, parameters: Told | None = None) -> HttpResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, ""),
        "status": status,
        "detail": detail,
    }
    if parameters:
        body["parameter"] = parameters
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Integrationsplanung"'
    return answer


def answer_problems(api: NinjaAPI) -> None:
    """Have an interface answer with problem details whatever goes wrong in it."""
    handlers: dict[type[Exception], Any] = {
        Refused: lambda _, error: problem(error.status, error.detail, error.parameters),
        AuthenticationError: lambda *_: problem(401, _NOT_LET_IN),
        Throttled: lambda *_: problem(429, "Bitte warten Sie bis zur nächsten Minute."),
        Http404: lambda *_: problem(404, "Das gibt es hier nicht."),
        HttpError: lambda _, error: problem(error.status_code, str(error)),
        ValidationError: _not_valid,
        Exception: broken,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told: dict[str, list[str]] = {}
    for one in error.errors:
        name = next((str(part) for part in reversed(one["loc"]) if isinstance(part, str)), "")
        told.setdefault(name, []).append(_sentence(one))
    return problem(422, "Mindestens ein Parameter hat einen Wert, den es dort nicht gibt.", told)


_SENTENCES = {
    "literal_error": "Erlaubt ist: {expected}.",
    "int_parsing": "Das ist keine ganze Zahl.",
    "date_from_datetime_parsing": "Das ist kein Tag. Geben Sie ihn so an: 2017-04-24.",
    "date_parsing": "Das ist kein Tag. Geben Sie ihn so an: 2017-04-24.",
    "greater_than_equal": "Die Zahl ist kleiner als {ge}.",
    "less_than_equal": "Die Zahl ist größer als {le}.",
    "string_too_long": "Der Text hat mehr als {max_length} Zeichen.",
    "string_too_short": "Der Text ist leer.",
    "string_pattern_mismatch": "Der Text hat Zeichen, die hier nicht stehen können.",
}


def _sentence(error: Mapping[str, Any]) -> str:
    sentence = _SENTENCES.get(error["type"], "Dieser Wert ist hier nicht zulässig.")
    return sentence.format_map({name: str(value) for name, value in error.get("ctx", {}).items()}).replace(
        " or ", " oder "
    )


def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.exception("Unanswered: %s", request.path, exc_info=error)
    if is_outage(error):
        answer = problem(503, "Die Datenbank antwortet nicht. Bitte fragen Sie in einer Minute wieder.")
        answer.headers["Retry-After"] = RETRY_AFTER
        return answer
    return problem(500, "Die Anfrage ließ sich nicht beantworten. Der Fehler ist bei uns vermerkt.")
