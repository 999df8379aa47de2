"""An Abfrage: issuing it, and its page with board, files, deadlines and log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView

from catalogue.extracts.extract_actions import extend
from catalogue.extracts.extract_board import told
from catalogue.extracts.issuing import issue
from catalogue.extracts.round_forms import ExtensionForm, IssueForm, initial_round
from catalogue.models import Extract, ExtractEvent, ExtractRound
from catalogue.spreadsheet.table import counted
from catalogue.views.reference import tell
from catalogue.views.unit import offered_units

EVENTS_PER_PAGE = 100
REFRESH = "2"  # seconds


class ExtractIssue(PermissionRequiredMixin, FormView):
    """Asks who is to get what, says who would get what, and issues just that once it has been seen."""

    permission_required = "catalogue.add_extract"
    template_name = "catalogue/extract_issue.html"
    form_class = IssueForm

    def get_initial(self) -> dict[str, Any]:
        return initial_round(self.request.GET.getlist("stelle"), today=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(units=offered_units(), **kwargs)

    def form_valid(self, form: IssueForm) -> HttpResponse:
        shares = form.shares()
        fingerprint = form.fingerprint(shares)
        if form.cleaned_data["seen"] == fingerprint and "zurueck" not in self.request.POST:
            return self._issue(form)
        if not any(share.measures for share in shares):
            form.add_error("units", "Keine der Stellen ist am Stichtag an einer Maßnahme beteiligt.")
            return self.form_invalid(form)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen"] = fingerprint  # type: ignore[index]
        return self.render_to_response(self.get_context_data(form=form, shares=shares))

    def _issue(self, form: IssueForm) -> HttpResponse:
        fields = {name: value for name, value in form.cleaned_data.items() if name not in ("seen", "units")}
        units = form.cleaned_data["units"]
        try:
            abfrage = issue(units, **fields, by=self.request.user)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        extracts = abfrage.extracts.count()
        messages.success(self.request, f"{counted(extracts, 'Auszug', 'Auszüge')} ausgegeben.")
        if left := len(units) - extracts:
            sentence = f"{counted(left, 'Stelle', 'Stellen')} ohne Maßnahmen am Stichtag: nichts ausgegeben."
            messages.info(self.request, sentence)
        return redirect("catalogue:extract-round-detail", abfrage.pk)


class ExtractRoundDetail(PermissionRequiredMixin, DetailView):
    permission_required = "catalogue.add_extract"
    template_name = "catalogue/extract_round_detail.html"
    context_object_name = "abfrage"
    queryset = ExtractRound.objects.select_related("issuer", "by")

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if context["mailing"] and context["mailing"].is_at_work:
            response.headers["Refresh"] = REFRESH
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extracts = list(told(Extract.objects.filter(round=self.object)))
        states = [(state.label, sum(one.state == state for one in extracts)) for state in Extract.State]
        events = ExtractEvent.objects.filter(extract__round=self.object).select_related("extract__unit")
        page = Paginator(events.order_by("-at", "-pk"), EVENTS_PER_PAGE)
        return super().get_context_data(
            extracts=extracts,
            states=states,
            mailing=self.object.mailings.first(),
            page=page.get_page(self.request.GET.get("page")),
            today=timezone.localdate(),
            **kwargs,
        )


class ExtractExtend(PermissionRequiredMixin, FormView):
    """A later day to answer by, for one extract."""

    permission_required = "catalogue.add_extract"
    template_name = "catalogue/extract_extend.html"
    form_class = ExtensionForm

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        if self.has_permission():
            rows = Extract.objects.select_related("round", "unit")
            self.extract = get_object_or_404(rows, pk=self.kwargs["pk"])
        return super().dispatch(*args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(extract=self.extract, **kwargs)

    def form_valid(self, form: ExtensionForm) -> HttpResponse:
        try:
            extend(self.extract, **form.cleaned_data, by=self.request.user)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        due = form.cleaned_data["due"]
        messages.success(self.request, f"{self.extract.unit} hat jetzt Zeit bis zum {due:%d.%m.%Y}.")
        return redirect(reverse("catalogue:extract-round-detail", args=[self.extract.round_id]))
