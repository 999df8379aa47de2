"""What answers say beside their content: where it goes on, what describes them, how often one may ask."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


class Pace(NamedTuple):
    """How many requests a token has in this minute, how many are left, and for how many seconds."""

    number: int
    left: int
    seconds: int

    def tell(self, answer: HttpResponseBase) -> None:
        if self.number:
            answer.headers["RateLimit-Limit"] = str(self.number)
            answer.headers["RateLimit-Remaining"] = str(self.left)
            answer.headers["RateLimit-Reset"] = str(self.seconds)
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            answer.headers["Retry-After"] = str(self.seconds)


def tell(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Add what every answer to a known system says."""
    if pace := getattr(request, "pace", None):
        pace.tell(answer)
        links = [f'<{reverse("api:openapi-json")}>; rel="service-desc"']
        if following := getattr(answer, "following", None):
            links.insert(0, f'<{following}>; rel="next"')
        answer.headers["Link"] = ", ".join(links)


_TOLD = {
    "ETag": "Kennung des Inhalts, für If-None-Match",
    "Link": "Die nächste Seite (rel=next) und diese Beschreibung (rel=service-desc)",
    "RateLimit-Limit": "Anfragen, die das Token in der Minute stellen darf",
    "RateLimit-Remaining": "Anfragen, die davon übrig sind",
    "RateLimit-Reset": "Sekunden, bis wieder alle da sind",
}
HEADERS = {
    name: {"description": told, "required": False, "schema": {"type": "string"}}
    for name, told in _TOLD.items()
}
