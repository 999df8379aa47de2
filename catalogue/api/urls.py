"""The interface's addresses. Another app adds its own router to `interface` before this is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from catalogue.api.headers import tell
from catalogue.api.interface import interface
from catalogue.api.problems import broken, problem
from catalogue.api.reading_log import note_reading

View = Callable[..., Any]


def answered(view: View) -> View:
    """Give a view what every answer has: problem details, an ETag, leave to keep it for whoever asked alone.

    Nobody is signed in here, and no cookie counts: that is why there is nothing to forge (CSRF).
    """

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            refused = problem(405, "Diese Schnittstelle wird nur gelesen.")
            refused.headers["Allow"] = "GET, HEAD"
            return refused
        asked, request.method = request.method, "GET"
        answer = view(request, **kwargs)
        request.method = asked
        patch_vary_headers(answer, ["Authorization"])
        if answer.status_code == 200 and isinstance(answer, HttpResponse):
            answer = _given(request, answer)
        tell(request, answer)
        return answer

    return csrf_exempt(login_not_required(wrapper))


def _given(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """Return the answer, or that nothing has changed since it was last asked for; note what is given."""
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["ETag"] = etag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    final = get_conditional_response(request, etag=etag, response=answer) or answer
    if final is answer and request.method == "GET":
        try:
            note_reading(request, answer)
        except DatabaseError as error:  # what is not noted is not given
            return broken(request, error)
    return final


def nothing_here(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return problem(404, "Diese Adresse gibt es hier nicht. Alle stehen in /api/v1/openapi.json.")


def _patterns() -> Iterator[URLPattern]:
    for one in interface.urls[0]:
        if isinstance(one, URLPattern):
            view = nothing_here if one.name == "api-root" else one.callback
            yield path(str(one.pattern), answered(view), name=one.name)


app_name = "api"
urlpatterns = [*_patterns(), re_path(r"^.*$", answered(nothing_here), name="nothing-here")]
