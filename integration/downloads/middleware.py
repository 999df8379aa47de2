"""The one place that sees every file leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from integration.downloads.models import Download

# What holds whole extracts or persons; a calendar entry or a picture does not.
KINDS = ("xlsx", "csv", "pdf", "docx", "zip", "json")
NO_FUNCTION = "Person ohne eingetragene Funktion"
_NAME = re.compile(r"filename=\"(?P<plain>(?:[^\"\\]|\\.)*)\"|filename\*=utf-8''(?P<coded>[^;]+)", re.I)


class Downloads:
    """Notes each file that a signed-in person was given, with one insert; a file not noted is not given."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        name = name_of(response)
        kind = name.rpartition(".")[2].lower()
        is_file = response.status_code == HTTPStatus.OK and kind in KINDS and request.method != "HEAD"
        if is_file and request.user.is_authenticated:
            self._note(request, response, name, kind)
        return response

    def _note(self, request: HttpRequest, response: HttpResponseBase, name: str, kind: str) -> None:
        Download.objects.create(
            at=timezone.now(),
            by_id=request.user.pk,
            by_function=getattr(request.user, "function", "") or NO_FUNCTION,
            path=request.path[:300],
            query=request.GET.urlencode()[:1000],
            name=name[:200],
            kind=kind,
            rows=getattr(response, "rows", None),
            size=0 if response.streaming else len(getattr(response, "content", b"")),
        )


def name_of(response: HttpResponseBase) -> str:
    """Return under which name a browser saves the answer, "" where it is a page."""
    found = _NAME.search(response.headers.get("Content-Disposition", ""))
    return (found["plain"] or unquote(found["coded"] or "")) if found else ""
