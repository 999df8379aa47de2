"""Where allauth hands over to us: it knows the protocol, we know who is let in."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from requests import RequestException

from integration.accounts import late_forms
from integration.accounts.directory.admission import Refused, admit, connect
from integration.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

_AWAY = {"server_error", "temporarily_unavailable"}
_ERROR = re.compile(r'"error"\s*:\s*"([a-z_]{1,40})"')  # RFC 6749: of an address, or in a body
BACKEND = "integration.accounts.backends.PasswordBackend"  # who reads the person at the next request


class Adapter(DefaultSocialAccountAdapter):
    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        return sociallogin.user  # nothing of a claim is taken without our asking

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        raise ImmediateHttpResponse(_let_in(request, sociallogin))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        logger.warning("The directory's answer is none to sign in by: %s.", _cause(request, exception))
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refusal(request, "denied"))
        is_away = isinstance(exception, RequestException) or request.GET.get("error") in _AWAY
        raise ImmediateHttpResponse(refusal(request, "away" if is_away else "failed"))


def _cause(request: HttpRequest, exception: Exception | None) -> str:
    """Return what the log may say: an error's name, never a description, for it may speak of a person."""
    if isinstance(exception, RequestException):
        return str(exception)
    said = f'"error": "{request.GET.get("error", "")}" {exception}'
    named = _ERROR.search(said)
    return named[1] if named else type(exception).__name__ if exception else "begun elsewhere or too long ago"


def _let_in(request: HttpRequest, login: Any) -> HttpResponse:
    state, uid, day = login.state, login.account.uid, timezone.localdate()
    nonce = (state.get("data") or {}).get("nonce", "")
    if not nonce or not constant_time_compare(str(login.claims.get("nonce")), nonce):
        return refusal(request, "failed")
    is_connecting = state.get("process") == "connect"
    try:
        if not is_connecting:
            user = admit(uid, login.claims, day=day)
        elif request.user.is_authenticated and request.user.pk == state.get("user"):
            user = User.objects.get(pk=request.user.pk)
            connect(user, uid, login.claims, day=day)
        else:
            raise Refused("failed")
    except Refused as refused:
        if not is_connecting:
            logout(request)  # whoever was signed in here before asked to be somebody else
        return refusal(request, refused.why)
    late_forms.sign_in(request, user, BACKEND)
    if is_connecting:
        messages.success(
            request, "Ihr Konto ist verbunden. Ab jetzt melden Sie sich über das Verzeichnis an."
        )
        return redirect("accounts:account")
    if late_forms.kept(request):
        return redirect("accounts:late-forms")
    return redirect(state.get("next") or "overview")


def refusal(request: HttpRequest, why: str) -> HttpResponse:
    """Answer somebody who is not let in, with the reason and the way out."""
    status = HTTPStatus.SERVICE_UNAVAILABLE if why == "away" else HTTPStatus.FORBIDDEN
    return render(request, "accounts/directory_refused.html", {"why": why}, status=status)
