"""The page of the interface for other systems, and of their tokens."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from catalogue.api.interface import interface
from catalogue.api.token_actions import issue_token, revoke_token
from catalogue.api.token_form import TokenForm
from catalogue.models import SystemToken
from catalogue.views.reference import tell
from catalogue.views.unit import offered_units


def _addresses() -> list[tuple[str, dict[str, Any]]]:
    """Return every address of the interface with what its description says of it."""
    paths = interface.get_openapi_schema()["paths"]
    return [(path, methods["get"]) for path, methods in paths.items()]


class TokenList(PermissionRequiredMixin, TemplateView):
    """What other systems can read here, and which of them may."""

    permission_required = "catalogue.change_systemtoken"
    template_name = "catalogue/system_token_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        tokens = [(one, one.state(today)) for one in SystemToken.objects.select_related("unit").in_order()]
        return super().get_context_data(
            tokens=tokens,
            addresses=_addresses(),
            description=settings.SITE_URL + reverse("api:openapi-json"),
            limit=settings.RATE_LIMITS["interface"][0],
            **kwargs,
        )


class TokenCreate(PermissionRequiredMixin, FormView):
    """Gives a system its token; the answer to the form is the only page that ever shows it."""

    permission_required = "catalogue.change_systemtoken"
    form_class = TokenForm
    template_name = "catalogue/system_token_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(units=offered_units(), **kwargs)

    def form_valid(self, form: TokenForm) -> HttpResponse:
        try:
            issued = issue_token(**form.cleaned_data, by=self.request.user)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        self.template_name = "catalogue/system_token_issued.html"
        example = settings.SITE_URL + reverse("api:measure-list")
        return self.render_to_response({"token": issued.token, "secret": issued.secret, "example": example})


class TokenRevoke(PermissionRequiredMixin, TemplateView):
    """Asks whether a token is to end (GET) and ends it (POST)."""

    permission_required = "catalogue.change_systemtoken"
    template_name = "catalogue/system_token_revoke.html"

    @cached_property
    def token(self) -> SystemToken:
        token: SystemToken = get_object_or_404(
            SystemToken.objects.select_related("unit"), pk=self.kwargs["pk"]
        )
        return token

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(token=self.token, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if revoke_token(self.token, by=request.user):
            messages.success(request, f"Das Token für {self.token} öffnet nichts mehr.")
        else:
            messages.info(request, f"Das Token für {self.token} war schon widerrufen.")
        return redirect("catalogue:system-token-list")
