"""The pages of handovers: what a person holds and who takes it over, what became of it, one's own."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import DetailView, FormView, TemplateView, View

from catalogue.views.reference import tell
from integration.accounts.models import User
from steering.departures import letters
from steering.departures.closing import keep_account
from steering.departures.departure_actions import Outdated, acknowledge, depart, rehearse
from steering.departures.departure_form import DepartureForm
from steering.departures.planning import Plan, held_by
from steering.models import Departure, Takeover

PER_PAGE = 25


class DepartureCreate(PermissionRequiredMixin, FormView):
    """Lists what a person holds, says what handing over would do, does just that once it has been seen."""

    permission_required = "accounts.change_user"
    template_name = "steering/departure_form.html"
    form_class = DepartureForm

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User.objects.all(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        parts = held_by(self.person, after=timezone.localdate())
        return {**super().get_form_kwargs(), "person": self.person, "parts": parts}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.person, today=timezone.localdate(), **kwargs)

    def form_valid(self, form: DepartureForm) -> HttpResponse:
        data = form.cleaned_data
        asked: dict[str, Any] = {name: data[name] for name in ("last_day", "deactivates")}
        asked |= {"heirs": form.heirs, "by": self.request.user}
        try:
            if not data["seen"]:
                return self.preview(form, rehearse(self.person, **asked))
            departure = depart(self.person, reason=data["reason"], seen=data["seen"], **asked)
        except Outdated as error:
            return self.preview(form, error.plan)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        letters.send(departure)
        messages.success(self.request, f"{departure} ist vollzogen.")
        tell_of_letters(self.request, departure)
        return redirect("steering:departure-detail", departure.pk)

    def preview(self, form: DepartureForm, plan: Plan) -> HttpResponse:
        """Show what would happen; the form now says that it has been seen."""
        asked_again = bool(form.cleaned_data["seen"])
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen"] = plan.fingerprint  # type: ignore[index]
        return self.render_to_response(self.get_context_data(form=form, plan=plan, asked_again=asked_again))


def tell_of_letters(request: HttpRequest, departure: Departure) -> None:
    """Say to whom the letters went, and whom they did not reach."""
    if departure.waiting:
        messages.info(request, "Der Versand der Schreiben läuft. Laden Sie die Seite gleich noch einmal.")
    for one in departure.takeovers.all():
        if one.failed:
            messages.error(request, f"{one.function}: {one.failed}")


class DepartureList(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_departure"
    template_name = "steering/departure_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Departure.objects.select_related("person").prefetch_related("takeovers")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        waiting = Takeover.objects.open().count()
        return super().get_context_data(page=page, waiting=waiting, today=timezone.localdate(), **kwargs)


class DepartureDetail(PermissionRequiredMixin, DetailView):
    permission_required = "steering.view_departure"
    template_name = "steering/departure_detail.html"
    queryset = Departure.objects.select_related("person", "change_set")
    context_object_name = "departure"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        takeovers = list(self.object.takeovers.select_related("successor"))
        unreached = [one for one in takeovers if not one.is_done and one.mailed_at is None]
        return super().get_context_data(
            takeovers=takeovers, unreached=unreached, today=timezone.localdate(), **kwargs
        )


class DepartureSend(PermissionRequiredMixin, View):
    """Writes again to those whom no letter reached."""

    permission_required = "accounts.change_user"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("steering:departure-detail", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        departure = get_object_or_404(Departure, pk=pk)
        try:
            letters.send_again(departure)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
        else:
            departure.refresh_from_db()
            tell_of_letters(request, departure)
        return redirect("steering:departure-detail", pk)


class DepartureKeepAccount(PermissionRequiredMixin, View):
    """Lets an account go on that was to end with the last day."""

    permission_required = "accounts.change_user"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("steering:departure-detail", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if keep_account(get_object_or_404(Departure, pk=pk), by=request.user):
            messages.success(request, "Das Konto bleibt über den letzten Tag hinaus offen.")
        else:
            messages.info(request, "Für dieses Konto ist kein Ende vorgesehen.")
        return redirect("steering:departure-detail", pk)


class TakeoverDetail(DetailView):
    """What one takes over, for oneself to acknowledge."""

    template_name = "steering/takeover_detail.html"
    context_object_name = "takeover"
    object: Takeover

    def get_queryset(self) -> Any:
        return Takeover.objects.of(self.request.user).select_related("departure")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acknowledge(self.get_object(), by=request.user)
        messages.success(request, "Danke. Die Übernahme ist bestätigt.")
        return redirect("overview")
