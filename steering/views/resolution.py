"""The register of resolutions, and which change of the catalogue carried one out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from catalogue.figures import visible_measures
from catalogue.models import MeasureVersion, Unit
from catalogue.past.history import references_for, sets_of
from integration.history.models import ChangeSet, ChangeSetQuerySet
from steering.minutes.minutes_forms import CitationForm
from steering.minutes.register import RegisterFilter
from steering.minutes.resolution_actions import cite
from steering.models import Resolution

PER_PAGE = 50


class ResolutionList(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_assignment"
    template_name = "steering/resolution_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = RegisterFilter(self.request.GET, Resolution.objects.visible_to(self.request.user))
        rows = form.chosen().select_related("item__meeting")
        page = Paginator(rows.prefetch_related("measures", "effects__change_set"), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        effects = [effect.change_set_id for one in page.object_list for effect in one.effects.all()]
        own = Unit.objects.of_member(self.request.user, on=timezone.localdate())
        there = set(visible_measures(self.request.user).values_list("number", flat=True))
        return super().get_context_data(
            form=form,
            chosen=form,
            page=page,
            there=there,
            own=own.first(),
            seen=set(_seen_sets(self.request.user).filter(pk__in=effects).values_list("pk", flat=True)),
            **kwargs,
        )


def _seen_sets(user: Any) -> ChangeSetQuerySet:
    return sets_of(MeasureVersion.objects.visible_to(user), references_for(user))


class Citation(PermissionRequiredMixin, View):
    """Says on a change set's page which resolution it carried out."""

    permission_required = ("catalogue.view_measure", "steering.change_meeting")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("catalogue:change-set-detail", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        change_set: ChangeSet = get_object_or_404(_seen_sets(request.user), pk=pk)
        form = CitationForm(request.POST, change_set=change_set)
        if form.is_valid():
            effect = cite(change_set, form.cleaned_data["result"])
            messages.success(request, f"Die Änderung beruft sich auf: {effect.resolution}.")
        else:
            messages.error(request, "Wählen Sie den Beschluss, den die Änderung umsetzt.")
        return redirect("catalogue:change-set-detail", pk)
