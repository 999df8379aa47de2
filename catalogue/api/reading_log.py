"""What the log of accesses keeps of an answer: which system, which address, how many measures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import BaseModel

from catalogue.api.shapes import MeasureHistory, MeasureShape
from integration.downloads.models import SystemRead


def measures_in(shape: BaseModel) -> int:
    """Return how many measures an answer tells of; counts and reference data tell of none."""
    if isinstance(shape, MeasureShape | MeasureHistory):
        return 1
    return len(getattr(shape, "measures", ()))


def note_reading(request: HttpRequest, answer: HttpResponse) -> None:
    """Count what a system is given now. What only says that nothing has changed gives it nothing."""
    token = getattr(request, "auth", None)
    if token is None or request.resolver_match is None:
        return
    SystemRead.objects.note(
        key=token.pk,
        system=token.name,
        resource="/" + request.resolver_match.route.replace("<", "{").replace(">", "}"),
        rows=getattr(answer, "rows", 0),
        size=len(answer.content),
        at=timezone.now(),
    )
