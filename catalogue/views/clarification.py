"""The pages of questions about measures: the list, asking, one question and what becomes of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from catalogue.figures import visible_measures
from catalogue.models import Clarification
from catalogue.models.clarification import ClarificationQuerySet
from catalogue.upkeep.clarification_actions import address, answer, ask, withdraw
from catalogue.upkeep.step_filters import ClarificationFilter
from catalogue.upkeep.step_forms import AddressForm, AnswerForm, QuestionForm, WithdrawalForm
from catalogue.views.step import OfMeasure
from catalogue.views.unit import offered_units
from integration.seen_forms import LockedPost

PER_PAGE = 50


def visible_clarifications(user: Any) -> ClarificationQuerySet:
    """Return the questions about measures that are in the catalogue today and that the person may see."""
    measures = visible_measures(user).order_by().values("measure")
    rows: ClarificationQuerySet = Clarification.objects.filter(measure__in=measures)
    return rows.select_related("measure", "unit", "opened__by", "closed__by")


class ClarificationList(PermissionRequiredMixin, TemplateView):
    permission_required = "catalogue.view_measure"
    template_name = "catalogue/clarification_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        chosen = ClarificationFilter(self.request.GET, visible_clarifications(self.request.user), today)
        page = Paginator(chosen.qs.by_age(), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            chosen=chosen, form=chosen.form, page=page, today=today, units=offered_units(), **kwargs
        )


class ClarificationCreate(OfMeasure, TemplateView):
    """Puts a question about a measure."""

    permission_required = "catalogue.change_measure"
    template_name = "catalogue/clarification_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", QuestionForm())
        return super().get_context_data(units=offered_units(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = QuestionForm(request.POST)
        if form.is_valid():
            try:
                ask(self.version.number, **form.cleaned_data, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "Die Frage ist gestellt und steht bei der Maßnahme als offen.")
                return redirect("catalogue:measure-detail", self.version.number)
        return self.render_to_response(self.get_context_data(form=form))


class ClarificationDetail(PermissionRequiredMixin, TemplateView):
    permission_required: str | tuple[str, ...] = "catalogue.view_measure"
    template_name = "catalogue/clarification_detail.html"

    @cached_property
    def clarification(self) -> Clarification:
        return get_object_or_404(visible_clarifications(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.clarification
        kwargs.setdefault("answer_form", AnswerForm(prefix="antwort"))
        kwargs.setdefault("address_form", AddressForm(initial=addressed(one), prefix="adresse"))
        kwargs.setdefault("withdrawal_form", WithdrawalForm(prefix="rueckzug"))
        return super().get_context_data(
            one=one,
            today=timezone.localdate(),
            follow_ups=one.follow_ups.outstanding().visible_to(self.request.user),
            units=offered_units(),
            here=f"Frage zu Maßnahme {one.measure.number}",
            **kwargs,
        )


def addressed(one: Clarification) -> dict[str, Any]:
    """Return what the form says to whom a question goes."""
    return {"unit": one.unit.code or one.unit.name if one.unit else "", "due": one.due}


class ClarificationStep(LockedPost, ClarificationDetail):
    """One of the forms on a question's page; a faulty entry shows the page again."""

    permission_required = ("catalogue.view_measure", "catalogue.change_measure")
    form_class: type[forms.Form]
    prefix: str
    form_name: str
    done: str

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("catalogue:clarification-detail", self.clarification.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, prefix=self.prefix, initial=self.initial())
        if self.clarification and form.is_valid():
            try:
                self.carry_out(form.cleaned_data)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, self.done)
            return redirect("catalogue:clarification-detail", self.clarification.pk)
        return self.render_to_response(self.get_context_data(**{self.form_name: form}))


class ClarificationAnswer(ClarificationStep):
    form_class, prefix, form_name = AnswerForm, "antwort", "answer_form"
    done = "Die Frage ist beantwortet und bei der Maßnahme nicht mehr offen."

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        answer(self.clarification, cleaned["answer"], by=self.request.user)


class ClarificationAddress(ClarificationStep):
    form_class, prefix, form_name = AddressForm, "adresse", "address_form"
    done = "Adressat und Frist sind gespeichert."

    def initial(self) -> dict[str, Any]:
        return addressed(self.clarification)

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        address(self.clarification, unit=cleaned["unit"], due=cleaned["due"], by=self.request.user)


class ClarificationWithdraw(ClarificationStep):
    form_class, prefix, form_name = WithdrawalForm, "rueckzug", "withdrawal_form"
    done = "Die Frage ist zurückgezogen."

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        withdraw(self.clarification, cleaned["reason"], by=self.request.user)
