"""A report's way from draft to published, step by step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import FormView

from steering.models import AnnualReport
from steering.reports import publishing, signing
from steering.reports.report_forms import CorrectForm, FinalForm, SubmitForm, add_errors
from steering.views.annual_report import OfReport, ReportPage, sign_form

_OFFICE = ("steering.view_annualreport", "steering.change_annualreport")


class Step(ReportPage):
    """One of the forms on a report's page; a faulty entry shows the page again."""

    permission_required: Any = _OFFICE
    form_name = ""

    def form(self) -> forms.Form:
        return forms.Form(self.request.POST)

    def carry_out(self, told: dict[str, Any]) -> str:
        """Do it and return the sentence that says so."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form() if self.report else forms.Form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{self.form_name: form}))
        try:
            messages.success(request, self.carry_out(form.cleaned_data))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()


class Circulate(Step):
    def carry_out(self, told: dict[str, Any]) -> str:
        signing.circulate(self.report, by=self.request.user)
        return "Der Bericht liegt den Stellen zur Mitzeichnung vor."


class TakeBack(Step):
    def carry_out(self, told: dict[str, Any]) -> str:
        signing.take_back(self.report, by=self.request.user)
        return "Der Bericht ist wieder ein Entwurf. Wer gezeichnet hatte, wird noch einmal gefragt."


class Sign(Step):
    """The Mitzeichnung: units sign for themselves, the office for those without an account."""

    permission_required = ("steering.view_annualreport", "steering.change_reportsection")
    form_name = "sign_form"

    def form(self) -> forms.Form:
        if not self.view.may_sign and self.report.state != AnnualReport.State.COSIGNING:
            return forms.Form(self.request.POST)
        if not self.view.may_sign:
            raise Http404
        return sign_form(self.view, self.request.POST)

    def carry_out(self, told: dict[str, Any]) -> str:
        if "unit" not in told:
            raise ValidationError(
                f"Der Bericht ist „{self.report.get_state_display()}“: Jetzt zeichnet niemand mit."
            )
        signing.sign(self.report, **told, by=self.request.user)
        return f"Mitgezeichnet für {told['unit']}."


class SignFinally(Step):
    """The Schlusszeichnung: people of the unit in the chair sign for it, or the office enters who did."""

    permission_required = ("steering.view_annualreport", "steering.change_reportsection")
    form_name = "final_form"

    def form(self) -> forms.Form:
        if not self.view.may_close:
            raise Http404
        return FinalForm(self.request.POST, prefix="schluss", seen="", for_others=self.view.is_office)

    def carry_out(self, told: dict[str, Any]) -> str:
        signed = signing.sign_finally(self.report, **told, by=self.request.user)
        return f"Die Schlusszeichnung {signed.unit} ist eingetragen."


class Submit(Step):
    form_name = "submit_form"

    def form(self) -> forms.Form:
        return SubmitForm(self.request.POST, prefix="vorlage")

    def carry_out(self, told: dict[str, Any]) -> str:
        publishing.submit(self.report, told["meeting"], by=self.request.user)
        return f"Der Bericht ist als TOP vorgeschlagen: {told['meeting']}."


class Publish(Step):
    def carry_out(self, told: dict[str, Any]) -> str:
        publishing.publish(self.report, by=self.request.user)
        return "Der Bericht ist veröffentlicht und festgeschrieben."


class Correct(OfReport, FormView):
    """Publishes another edition of a report, in which sections say something else."""

    permission_required = _OFFICE
    template_name = "steering/report_correct.html"
    form_class = CorrectForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "report": self.report}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(report=self.report, view=self.view, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        told = form.cleaned_data
        try:
            edition = publishing.correct(
                self.report,
                form.texts(),
                correction=told["correction"],
                recompute=told["recompute"],
                by=self.request.user,
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"Veröffentlicht: {edition}.")
        return self.back()
