"""What is written into a report: its sections, its key date, as what the council got it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import UpdateView

from integration.seen_forms import LockedPost
from steering.minutes.rich_text import to_html
from steering.models import ReportSection
from steering.reports import report_actions as actions
from steering.reports.proposals import proposal
from steering.reports.report_forms import AskForm, KeyDateForm, PaperForm, SectionForm, add_errors
from steering.views.annual_report import OfReport, ReportPage

PREVIEW, PROPOSAL = "vorschau", "vorschlag"
_OFFICE = ("steering.view_annualreport", "steering.change_annualreport")


class SectionUpdate(OfReport, LockedPost, UpdateView):
    """Writes a section. Two more buttons save nothing: a preview, and a proposal out of the data."""

    permission_required = ("steering.view_annualreport", "steering.change_reportsection")
    template_name = "steering/report_section_form.html"
    form_class = SectionForm

    def get_object(self, queryset: Any = None) -> ReportSection:
        rows = ReportSection.objects.editable_by(self.request.user).filter(report=self.report)
        found: ReportSection = get_object_or_404(
            rows.select_related("unit", "report__unit"), pk=self.kwargs["section"]
        )
        return found

    @cached_property
    def proposed(self) -> str:
        return proposal(self.object.kind, self.view.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            report=self.report,
            section=self.object,
            proposed=self.proposed,
            obstacle=actions.why_not_writable(self.report),
            saved=to_html(self.object.text),
            hide_optional=True,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if PROPOSAL in request.POST:
            return self.render_to_response(
                self.get_context_data(form=self._with_proposal(), is_proposed=True)
            )
        form = self.get_form()
        if PREVIEW in request.POST and form.is_valid():
            preview = to_html(form.cleaned_data["text"])
            return self.render_to_response(self.get_context_data(form=form, preview=preview))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def _with_proposal(self) -> SectionForm:
        """Return the form as it was sent, the proposal below what the author has written."""
        data = self.request.POST.copy()
        written = data.get("text", "").strip()
        if self.proposed and self.proposed not in written.replace("\r\n", "\n"):
            data["text"] = "\n\n".join(filter(None, (written, self.proposed)))
        return SectionForm(data, instance=self.object)

    def form_valid(self, form: Any) -> HttpResponse:
        told = form.cleaned_data
        try:
            actions.save_section(self.object, told["text"], is_done=told["is_done"], by=self.request.user)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"Gespeichert: {self.object.heading}.")
        return self.back()


class SectionAsk(ReportPage):
    """Asks units for their share of a section; a faulty entry shows the report's page again."""

    permission_required = _OFFICE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AskForm(request.POST, prefix="bitte")
        if self.report and form.is_valid():
            told = form.cleaned_data
            try:
                asked = actions.ask_for_section(
                    self.report, told["kind"], told["units"], due=told["due"], by=request.user
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                who = ", ".join(one.unit.code or one.unit.name for one in asked if one.unit)
                messages.success(request, f"Erbeten von: {who}.")
                return self.back()
        return self.render_to_response(self.get_context_data(ask_form=form))


class SectionRemove(OfReport):
    """Leaves an empty section out of the report."""

    permission_required = _OFFICE

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = self.report.sections.select_related("unit", "report__unit")
        section = get_object_or_404(rows, pk=self.kwargs["section"])
        try:
            actions.remove_section(section, by=request.user)
            messages.success(request, f"Entfernt: {section.heading}.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()


class KeyDateUpdate(OfReport, LockedPost, UpdateView):
    """Lets a draft speak of another day."""

    permission_required = _OFFICE
    template_name = "steering/report_update.html"
    form_class: Any = KeyDateForm
    heading = "Stichtag ändern"

    def get_object(self, queryset: Any = None) -> Any:
        return self.report

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(report=self.report, heading=self.heading, **kwargs)

    def carry_out(self, told: dict[str, Any]) -> None:
        actions.set_key_date(self.report, told["key_date"], by=self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.carry_out(form.row_fields())
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "Gespeichert.")
        return self.back()

    def get_success_url(self) -> str:
        return reverse("steering:report-detail", args=[self.report.pk])


class PaperUpdate(KeyDateUpdate):
    """Notes the council's paper; possible after publication, too: it lies beside the frozen report."""

    form_class = PaperForm
    heading = "Drucksache und Gremium"

    def carry_out(self, told: dict[str, Any]) -> None:
        actions.set_paper(self.report, **told, by=self.request.user)
