"""Signing in by the city's directory: the way there, the way back, and connecting an account."""

from __future__ import annotations

import logging
from typing import Any

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, View
from requests import RequestException

from integration.accounts.directory.adapter import refusal
from integration.accounts.directory.configuration import PROVIDER
from integration.accounts.forms import PasswordForm
from integration.accounts.provider import DirectoryAdapter

logger = logging.getLogger(__name__)

_CONNECTING = "connecting"  # the person's key, once they have given their password


class NeedsDirectory:
    """A page that is there only where a directory is configured."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if settings.DIRECTORY is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


@method_decorator(login_not_required, name="dispatch")
class DirectorySignIn(NeedsDirectory, View):
    """Sends the person to the directory.

    By GET: a form that is redirected there would need the directory's address in our Content-Security-Policy.
    Nothing is lost by that: who is sent there without wanting to ends up signed in as themselves. Connecting,
    where that would be dangerous, needs the password first.
    """

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        connecting = request.session.pop(_CONNECTING, None)
        state = {"user": connecting} if connecting else {}
        try:
            provider = DirectoryAdapter(request, PROVIDER).get_provider()
            return provider.redirect(
                request, "connect" if connecting else "login", self._next(request), **state
            )
        except (RequestException, ValueError, KeyError) as error:
            return _away(request, error)

    def _next(self, request: HttpRequest) -> str | None:
        wanted = request.GET.get("next", "")
        hosts = {request.get_host()}
        is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
        return wanted if is_ours else None


@method_decorator(login_not_required, name="dispatch")
class DirectoryCallback(NeedsDirectory, View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return OAuth2CallbackView.adapter_view(DirectoryAdapter(request, PROVIDER))(request)
        except RequestException as error:
            return _away(request, error)
        except (ValueError, KeyError):  # what came back is no answer
            return refusal(request, "failed")


def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("The directory does not answer: %s", error)
    return refusal(request, "away")


class DirectoryConnect(NeedsDirectory, FormView):
    """Lets a person with a password change to the directory, after giving that password a last time."""

    template_name = "accounts/directory_connect.html"
    form_class = PasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.request.session[_CONNECTING] = self.request.user.pk
        return self.render_to_response(self.get_context_data(way=reverse("accounts:directory-sign-in")))
