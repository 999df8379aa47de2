"""Annual reports: the board of units and years, beginning one, its page, and its papers."""

from __future__ import annotations

from functools import cached_property
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from catalogue.views.unit import offered_units
from integration.documents import pdf
from integration.files.sending import attachment
from integration.seen_forms import LockedPost
from integration.spreadsheets.styling import CONTENT_TYPE
from steering import word
from steering.models import AnnualReport
from steering.reports import report_docx, report_pdf
from steering.reports.board import Board, due_day
from steering.reports.report_actions import create_report, why_not_writable
from steering.reports.report_forms import AskForm, CreateForm, FinalForm, SignForm, SubmitForm, add_errors
from steering.reports.report_page import ReportView
from steering.reports.report_record import file_name
from steering.reports.report_workbook import write_report


class ReportList(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_annualreport"
    template_name = "steering/report_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        board = Board(self.request.user, today=today)
        return super().get_context_data(board=board, due=due_day(today.year - 1), **kwargs)


class ReportCreate(PermissionRequiredMixin, LockedPost, FormView):
    """Begins a report; `stelle` and `jahr` propose whose and of when."""

    permission_required = ("steering.view_annualreport", "steering.change_annualreport")
    template_name = "steering/report_form.html"
    form_class = CreateForm

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        year = asked.get("jahr", "")
        return {
            "unit": asked.get("stelle", ""),
            "year": int(year[:4]) if year.isdecimal() else timezone.localdate().year,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(units=offered_units(), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            report = create_report(**form.cleaned_data, by=self.request.user)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"Angelegt: {report}.")
        return redirect("steering:report-detail", report.pk)


class OfReport(PermissionRequiredMixin, View):
    """A view about one report that the person sees."""

    permission_required: Any = "steering.view_annualreport"

    @cached_property
    def report(self) -> AnnualReport:
        rows = AnnualReport.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related("unit", "submitted_as__meeting"), pk=self.kwargs["pk"])

    @cached_property
    def view(self) -> ReportView:
        return ReportView(self.report, self.request.user, today=timezone.localdate())

    def back(self) -> HttpResponse:
        return redirect("steering:report-detail", self.report.pk)


class ReportPage(OfReport, TemplateView):
    template_name = "steering/report_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = self.view
        kwargs.setdefault("ask_form", AskForm(prefix="bitte"))
        kwargs.setdefault("sign_form", sign_form(view))
        kwargs.setdefault(
            "final_form", FinalForm(prefix="schluss", seen=view.sha256, for_others=view.is_office)
        )
        kwargs.setdefault("submit_form", SubmitForm(prefix="vorlage"))
        return super().get_context_data(
            report=self.report,
            view=view,
            here=str(self.report),
            obstacle=why_not_writable(self.report),
            editions=list(self.report.editions.order_by("-edition")),
            units=offered_units() if view.is_office and self.report.takes_texts else [],
            hide_optional=True,
            **kwargs,
        )


def sign_form(view: ReportView, data: Any = None) -> SignForm:
    return SignForm(
        data, prefix="zeichnung", units=view.may_sign, for_others=view.is_office, seen=view.sha256
    )


class ReportPdf(OfReport):
    """The report on paper: the edition that is valid, or what it says now."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        last, record = self.view.last, self.view.record
        data = last.pdf.read() if last else report_pdf.render(record, at=timezone.now())
        return pdf.answer(data, file_name(record, "pdf"))


class ReportDocx(OfReport):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.view.record
        return attachment(report_docx.render(record), file_name(record, "docx"), word.CONTENT_TYPE)


class ReportWorkbook(OfReport):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = attachment(b"", file_name(self.view.record, "xlsx"), CONTENT_TYPE)
        write_report(self.view.record, cast(BinaryIO, response), at=timezone.now())
        return response


class EditionPdf(OfReport):
    """The PDF of one edition, as it was frozen."""

    def get(self, request: HttpRequest, pk: int, edition: int) -> HttpResponse:
        found = get_object_or_404(self.report.editions.select_related("pdf"), edition=edition)
        return pdf.answer(found.pdf.read(), found.pdf.name)
