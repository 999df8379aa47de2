"""Sending a stored file: always to be saved, never to be shown in the site's own window."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(data: bytes, name: str, content_type: str = "application/octet-stream") -> HttpResponse:
    """Return an answer that has the browser save `data` under `name`."""
    answer = HttpResponse(data, content_type=content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def counted(answer: HttpResponse, rows: int) -> HttpResponse:
    """Say how many rows a file holds; the list of downloads tells it."""
    answer.rows = rows  # type: ignore[attr-defined]
    return answer
