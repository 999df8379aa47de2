"""Sessions that are used or over, and what is sent when they are."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from integration.accounts import late_forms, second_factor

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SessionsInUse:
    """Notes that a session is in use, or that it turned out to be over."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key:  # whoever brings none leaves no trace
            late_forms.note_the_end(request)
            request.session.touch(timezone.now())  # type: ignore[attr-defined]
        return self.get_response(request)


class LateForms:
    """Lays aside what is sent after the session ended, instead of losing it on the way to the sign-in.

    Behind the check of the form's token and before the rule that everything needs signing in. Scripts keep
    what they could not send on their page; of pages about accounts, which have passwords, nothing is kept.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        code = response.status_code
        done = code < HTTPStatus.BAD_REQUEST or code == HTTPStatus.UNPROCESSABLE_ENTITY
        if request.method == "POST" and done and request.user.is_authenticated:
            late_forms.drop_sent(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, names: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated:
            return None
        if not getattr(view, "login_required", True) or not _is_page(request):
            return None
        if late_forms.keep(request):
            return redirect_to_login(reverse("accounts:late-forms"))
        return None


class DemandedSecondFactor:
    """Leads whoever must have a second factor to its page, until they have set it up."""

    OPEN = {"second-factor", "sign-out", "stay", "session-end"}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, names: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        is_open = match is not None and match.app_name == "accounts" and match.url_name in self.OPEN
        if is_open or not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        return redirect("accounts:second-factor") if second_factor.is_missing(request) else None


def _is_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or match.app_name == "accounts":
        return False
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
