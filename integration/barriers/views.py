"""The statement on accessibility with its form (§ 9b NBGG), and what came in by it."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView

from integration.accounts.throttling import client_address
from integration.barriers.forms import AnswerForm, BarrierForm
from integration.barriers.models import BarrierReport
from integration.barriers.report_actions import report_barrier, settle_report
from integration.rates.models import Rate

PER_PAGE = 50


@method_decorator(login_not_required, name="dispatch")
class Accessibility(FormView):
    """Open to everybody, signed in or not; who writes very often is asked to wait, and loses no word."""

    template_name = "pages/accessibility.html"
    form_class = BarrierForm

    def get_initial(self) -> dict[str, Any]:
        came_from = urlsplit(self.request.headers.get("Referer", ""))
        here = came_from.netloc == self.request.get_host() and came_from.path != self.request.path
        return {"page": came_from.path[:500] if here else ""}

    def form_valid(self, form: BarrierForm) -> HttpResponse:
        number, seconds = settings.RATE_LIMITS["barriers"]
        now = timezone.now()
        who = f"barriers:{client_address(self.request)}"
        taken, ends_at = Rate.objects.one_more(who, now=now, seconds=seconds)
        if number and taken > number:
            return self.too_often(form, (ends_at - now).total_seconds())
        link = settings.SITE_URL + reverse("barriers:report-list")
        report_barrier(**form.cleaned_data, link=link)
        answer = (
            " Sie bekommen spätestens nach einem Monat eine Antwort." if form.cleaned_data["email"] else ""
        )
        messages.success(self.request, f"Danke, Ihre Meldung ist angekommen.{answer}")
        return redirect(reverse("accessibility") + "#inhalt")  # else the browser keeps that of the form

    def too_often(self, form: BarrierForm, seconds: float) -> HttpResponse:
        minutes = math.ceil(seconds / 60)
        form.add_error(
            None,
            f"Von Ihrem Anschluss kamen gerade sehr viele Meldungen. Bitte senden Sie diese in {minutes} "
            "Minuten noch einmal; Ihr Text steht noch da.",
        )
        answer = self.form_invalid(form)
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        answer.headers["Retry-After"] = str(math.ceil(seconds))
        return answer


class ReportList(PermissionRequiredMixin, TemplateView):
    """What came in, what of it waits for an answer, and until when."""

    permission_required = "barriers.change_barrierreport"
    template_name = "barriers/report_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        reports = BarrierReport.objects.in_order()
        page = Paginator(reports, PER_PAGE).get_page(self.request.GET.get("page"))
        rows = [(one, one.state(today)) for one in page]
        return super().get_context_data(page=page, rows=rows, open=reports.open().count(), **kwargs)


class ReportSettle(PermissionRequiredMixin, FormView):
    """One report; the form holds what was answered."""

    permission_required = "barriers.change_barrierreport"
    template_name = "barriers/report_detail.html"
    form_class = AnswerForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = get_object_or_404(BarrierReport, pk=self.kwargs["pk"])
        return super().get_context_data(report=report, state=report.state(timezone.localdate()), **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        report = get_object_or_404(BarrierReport, pk=self.kwargs["pk"])
        settle_report(report, answer=form.cleaned_data["answer"], by=self.request.user)
        messages.success(self.request, f"{report}: Die Antwort ist festgehalten.")
        return redirect("barriers:report-list")
