"""Indicators across units: the list, one of them with its values, and what is entered or withdrawn there."""

from __future__ import annotations

from functools import cached_property
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from integration.files.sending import attachment
from integration.seen_forms import LockedPost
from steering.models import GoalTalk, Indicator, IndicatorValue
from steering.year.indicator_list import IndicatorFilter, agreed_indicators, counts, write_csv
from steering.year.progress import Progress, progress_of, said
from steering.year.value_actions import enter_value, withdraw_value
from steering.year.value_forms import ValueForm, WithdrawForm

PER_PAGE = 50
_WRITE = ("steering.view_goaltalk", "steering.change_annualgoal")


class IndicatorList(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_goaltalk"
    template_name = "steering/indicator_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = agreed_indicators(self.request.user, on=timezone.localdate())
        form = IndicatorFilter(self.request.GET, rows)
        chosen = form.chosen()
        page = Paginator(chosen, PER_PAGE).get_page(self.request.GET.get("page"))
        keys = [one.pk for one in page.object_list]
        shown = progress_of(
            Indicator.objects.filter(pk__in=keys).select_related("goal__talk__unit"), on=timezone.localdate()
        )
        shown.sort(key=lambda one: keys.index(one.indicator.pk))
        return super().get_context_data(
            form=form,
            chosen=form,
            page=page,
            shown=shown,
            counts=counts(chosen),
            hide_optional=True,
            **kwargs,
        )


class IndicatorCsv(PermissionRequiredMixin, View):
    """The list's rows, all of its pages."""

    permission_required = "steering.view_goaltalk"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        chosen = IndicatorFilter(request.GET, agreed_indicators(request.user, on=today)).chosen()
        response = attachment(b"", f"Indikatoren_{today:%Y-%m-%d}.csv", "text/csv; charset=utf-8")
        write_csv(chosen, cast(BinaryIO, response))
        return response


class IndicatorDetail(PermissionRequiredMixin, TemplateView):
    """An indicator with all its values, the withdrawn ones too."""

    permission_required: str | tuple[str, ...] = "steering.view_goaltalk"
    template_name = "steering/indicator_detail.html"

    @cached_property
    def progress(self) -> Progress:
        rows = Indicator.objects.visible_to(self.request.user).filter(pk=self.kwargs["pk"])
        agreed = progress_of(rows.select_related("goal__talk__unit"), on=timezone.localdate())
        if not agreed or not agreed[0].indicator.goal.talk.is_agreed:
            raise Http404
        return agreed[0]

    @property
    def may_write(self) -> bool:
        """Tell whether the person is a partner of the agreement, whatever its state."""
        mine = Indicator.objects.editable_by(self.request.user).filter(pk=self.progress.indicator.pk)
        return mine.exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.progress.indicator
        if "form" not in kwargs:
            kwargs["form"] = ValueForm(indicator=one, initial={"day": timezone.localdate()})
        return super().get_context_data(
            progress=self.progress,
            one=one,
            talk=one.goal.talk,
            values=[(value, said(one, value)) for value in self.progress.values],
            may_write=self.may_write and one.goal.talk.state in GoalTalk.IN_FORCE,
            **kwargs,
        )


class ValueCreate(LockedPost, IndicatorDetail):
    """The form on an indicator's page; a faulty entry shows the page again."""

    permission_required = _WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("steering:indicator-detail", self.progress.indicator.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = get_object_or_404(Indicator.objects.editable_by(request.user), pk=self.progress.indicator.pk)
        form = ValueForm(request.POST, request.FILES, indicator=one)
        if form.is_valid():
            try:
                value = enter_value(one, **form.said(), by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"Eingetragen: {said(one, value)} am {value.day:%d.%m.%Y}.")
                return redirect("steering:indicator-detail", one.pk)
        return self.render_to_response(self.get_context_data(form=form))


class OfValue(PermissionRequiredMixin, View):
    """A view of one value; it is there for who sees the agreement."""

    permission_required: str | tuple[str, ...] = "steering.view_goaltalk"

    @cached_property
    def value(self) -> IndicatorValue:
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def rows(self) -> QuerySet[IndicatorValue]:
        mine = Indicator.objects.visible_to(self.request.user)
        agreed = mine.filter(goal__talk__state__in=GoalTalk.AGREED_STATES)
        rows = IndicatorValue.objects.filter(indicator__in=agreed.order_by().values("pk"))
        return rows.select_related("indicator__goal__talk__unit", "evidence")


class ValueEvidence(OfValue):
    """The paper that shows a value; always to be saved, never shown in the site's own window."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.value.evidence is None:
            raise Http404
        return attachment(self.value.evidence.read(), self.value.evidence.name)


class ValueWithdraw(OfValue, LockedPost, TemplateView):
    permission_required = _WRITE
    template_name = "steering/value_withdraw.html"

    def rows(self) -> QuerySet[IndicatorValue]:
        mine = Indicator.objects.editable_by(self.request.user).order_by().values("pk")
        return super().rows().filter(indicator__in=mine)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", WithdrawForm())
        one = self.value.indicator
        return super().get_context_data(value=self.value, one=one, said=said(one, self.value), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WithdrawForm(request.POST)
        if form.is_valid():
            try:
                withdraw_value(self.value, form.cleaned_data["reason"], by=request.user)
                messages.success(request, "Der Wert ist zurückgezogen. Er bleibt mit dem Grund nachlesbar.")
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            return redirect("steering:indicator-detail", self.value.indicator_id)
        return self.render_to_response(self.get_context_data(form=form))
