"""The pages of changed needs: the list, recording one, correcting it, deciding about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, UpdateView

from catalogue.figures import visible_measures
from catalogue.models import NeedChange
from catalogue.upkeep.step_filters import NeedChangeFilter
from catalogue.upkeep.step_forms import DecisionForm, NeedChangeForm
from catalogue.upkeep.steps import save_need_change
from integration.seen_forms import LockedPost

PER_PAGE = 25


def visible_needs(user: Any) -> QuerySet[NeedChange]:
    """Return changed needs of measures the person may see, and of fields for who reads the catalogue."""
    measures = visible_measures(user).order_by().values("measure")
    return NeedChange.objects.visible_to(user, measures).select_related("measure", "action_field")


class NeedChangeList(PermissionRequiredMixin, TemplateView):
    permission_required = "catalogue.view_measure"
    template_name = "catalogue/need_change_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = NeedChangeFilter(self.request.GET, visible_needs(self.request.user), timezone.localdate())
        page = Paginator(chosen.qs, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(chosen=chosen, form=chosen.form, page=page, **kwargs)


class NeedChangeUpdate(PermissionRequiredMixin, LockedPost, UpdateView):
    permission_required = ("catalogue.view_measure", "catalogue.add_needchange")
    template_name = "catalogue/need_change_form.html"
    form_class: Any = NeedChangeForm
    heading = "Bedarf berichtigen"

    def get_queryset(self) -> QuerySet[NeedChange]:
        return visible_needs(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "measures": visible_measures(self.request.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.heading, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        need = save_need_change(form.instance, by=self.request.user)
        messages.success(self.request, f"Gespeichert: veränderter Bedarf zu {need.subject}.")
        state = "entschieden" if need.decision else "unentschieden"
        return redirect(f"{reverse('catalogue:need-change-list')}?status={state}#bedarf-{need.pk}")


class NeedChangeCreate(NeedChangeUpdate):
    """The same form for one that is not recorded yet; `massnahme` proposes a measure."""

    heading = "Veränderten Bedarf festhalten"

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def get_initial(self) -> dict[str, Any]:
        return {"number": self.request.GET.get("massnahme"), "day": timezone.localdate()}


class NeedChangeDecide(NeedChangeUpdate):
    """What was decided about it."""

    form_class = DecisionForm
    heading = "Über den Bedarf entscheiden"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["measures"]
        return kwargs
