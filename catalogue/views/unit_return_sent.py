"""A Rückmeldung that was sent: its receipt, what became of it, and taking it back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from catalogue.models import UnitReturn
from catalogue.returns.return_actions import withdraw
from catalogue.returns.scan import kind_of
from catalogue.returns.told import told
from catalogue.returns.waiting import Waiting
from integration.files.sending import attachment

PER_PAGE = 50


class SentView(PermissionRequiredMixin, View):
    """A view of one return that was sent; what the person may not see is not there (404)."""

    permission_required: str | tuple[str, ...] = "catalogue.view_extract"

    @cached_property
    def unit_return(self) -> UnitReturn:
        rows = UnitReturn.objects.visible_to(self.request.user, on=timezone.localdate()).sent()
        return get_object_or_404(rows.select_related("unit", "extract__round", "file"), pk=self.kwargs["pk"])

    @property
    def may_withdraw(self) -> bool:
        """True for who speaks for the unit; Koordination takes back only what it has written down itself."""
        user, one = self.request.user, self.unit_return
        if not user.has_perm("catalogue.add_unitreturn"):
            return False
        wrote = user.has_perm("catalogue.add_extract") and one.way != UnitReturn.Way.BROWSER
        return wrote or Waiting(user, timezone.localdate()).answers_for(one.unit)


class UnitReturnDetail(SentView, TemplateView):
    """The receipt, and what became of each thing in it."""

    template_name = "catalogue/unit_return_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, unit_return = self.request.user, self.unit_return
        page = Paginator(unit_return.answers.all(), PER_PAGE).get_page(self.request.GET.get("page"))
        rows = unit_return.answers.filter(pk__in=[one.pk for one in page.object_list])
        said = told(rows, with_outcomes=True)
        is_untouched = not unit_return.answers.filter(
            suggestions__decided_at__isnull=False, suggestions__change_set__isnull=False
        ).exists()
        return super().get_context_data(
            one=unit_return,
            said=said,
            page=page,
            may_withdraw=self.may_withdraw and is_untouched and unit_return.state == UnitReturn.State.SENT,
            may_decide=user.has_perm("catalogue.decide_suggestion"),
            here=str(unit_return),
            **kwargs,
        )


class UnitReturnWithdraw(SentView):
    permission_required = ("catalogue.view_extract", "catalogue.add_unitreturn")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("catalogue:unit-return-detail", self.unit_return.pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        one = self.unit_return
        if not self.may_withdraw:
            raise PermissionDenied
        try:
            withdraw(one, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("catalogue:unit-return-detail", one.pk)
        messages.success(request, "Die Rückmeldung ist zurückgezogen und wieder ein Zwischenstand.")
        if one.extract_id:
            return redirect("catalogue:unit-return-form", one.extract_id)
        return redirect("catalogue:unit-return-list")


class UnitReturnScan(SentView):
    """The paper that lies beside what was written down, always as an attachment; not for all readers."""

    permission_required = ("catalogue.view_extract", "catalogue.add_unitreturn")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = self.unit_return.file
        is_scan = file and file.is_kept and self.unit_return.way == UnitReturn.Way.ENTERED
        data = file.read() if file and is_scan else b""
        kind = kind_of(data)
        if not file or not kind:
            raise Http404
        return attachment(data, file.name, kind[1])
