"""Aufträge: the list, one of them, and what is done about it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from catalogue.upkeep.step_forms import AnyFollowUpForm
from catalogue.views.step import Settle
from steering.assignments import assignment_actions as actions
from steering.assignments.assignment_forms import AnswerForm, AssignmentFilter, ExtensionForm, ReasonForm
from steering.assignments.follow_ups import set_follow_up, visible_follow_ups
from steering.models import Assignment, AssignmentFollowUp
from steering.models.assignment import AssignmentQuerySet
from steering.views.page_step import PageStep

PER_PAGE = 50
_OFFICE = ("steering.view_assignment", "steering.change_meeting")


class AssignmentList(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_assignment"
    template_name = "steering/assignment_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = AssignmentFilter(self.request.GET, Assignment.objects.visible_to(self.request.user))
        rows = form.chosen(today).select_related("unit", "item__meeting").prefetch_related("measures")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(form=form, chosen=form, page=page, today=today, **kwargs)


class AssignmentDetail(PermissionRequiredMixin, TemplateView):
    permission_required: str | tuple[str, ...] = "steering.view_assignment"
    template_name = "steering/assignment_detail.html"

    @cached_property
    def assignment(self) -> Assignment:
        rows = Assignment.objects.visible_to(self.request.user).select_related("unit", "item__meeting")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def may_answer(self) -> bool:
        return Assignment.objects.answerable_by(self.request.user).filter(pk=self.assignment.pk).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("answer_form", AnswerForm(prefix="antwort"))
        kwargs.setdefault("extension_form", ExtensionForm(prefix="frist"))
        kwargs.setdefault("reason_form", ReasonForm(prefix="grund"))
        kwargs.setdefault("follow_up_form", AnyFollowUpForm(prefix="vorlage"))
        return super().get_context_data(
            one=self.assignment,
            steps=list(self.assignment.steps.all()),
            follow_ups=self.assignment.follow_ups.outstanding().visible_to(self.request.user),
            measures=sorted(measure.number for measure in self.assignment.measures.all()),
            may_answer=self.may_answer,
            today=timezone.localdate(),
            here=f"Auftrag an {self.assignment.unit.code or self.assignment.unit.name}",
            **kwargs,
        )


class AssignmentStepView(PageStep, AssignmentDetail):
    """One of the forms on an Auftrag's page."""

    permission_required = ("steering.view_assignment", "steering.answer_assignment")
    form_class: type[forms.Form] = forms.Form
    prefix = ""

    @property
    def rows(self) -> AssignmentQuerySet:
        """Return the Aufträge about which the person may do this."""
        return Assignment.objects.answerable_by(self.request.user)

    def form(self) -> forms.Form:
        return self.form_class(self.request.POST, prefix=self.prefix)

    def back(self) -> HttpResponse:
        return redirect("steering:assignment-detail", self.assignment.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        get_object_or_404(self.rows, pk=self.assignment.pk)
        return super().post(request, *args, **kwargs)


class AssignmentAnswer(AssignmentStepView):
    form_class, prefix, form_name = AnswerForm, "antwort", "answer_form"
    done = "Der Auftrag ist erledigt."

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        actions.answer(self.assignment, cleaned["answer"], by=self.request.user)


class AssignmentExtension(AssignmentStepView):
    form_class, prefix, form_name = ExtensionForm, "frist", "extension_form"
    done = "Die Bitte um Verlängerung liegt der Geschäftsführung vor."

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        actions.ask_for_time(self.assignment, cleaned["due"], cleaned["because"], by=self.request.user)


class AssignmentGrant(AssignmentStepView):
    permission_required = _OFFICE
    form_name = "grant_form"
    done = "Die Verlängerung ist gewährt."

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        actions.grant(self.assignment, by=self.request.user)


class AssignmentDecline(AssignmentStepView):
    permission_required = _OFFICE
    form_class, prefix, form_name = ReasonForm, "grund", "reason_form"
    done = "Die Verlängerung ist abgelehnt."

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        actions.decline(self.assignment, cleaned["reason"], by=self.request.user)


class AssignmentReopen(AssignmentStepView):
    permission_required = _OFFICE
    form_class, prefix, form_name = ReasonForm, "grund", "reason_form"
    done = "Der Auftrag ist wieder offen."

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        actions.reopen(self.assignment, cleaned["reason"], by=self.request.user)


class FollowUpCreate(AssignmentStepView):
    permission_required = ("steering.view_assignment", "catalogue.add_followup")
    form_class, prefix, form_name = AnyFollowUpForm, "vorlage", "follow_up_form"
    done = "Der Auftrag wird Ihnen an diesem Tag wieder vorgelegt."

    @property
    def rows(self) -> AssignmentQuerySet:
        return Assignment.objects.visible_to(self.request.user)

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        set_follow_up(self.assignment, by=self.request.user, **cleaned)


class FollowUpSettle(Settle):
    permission_required = ("steering.view_assignment", "catalogue.add_followup")
    back = "catalogue:follow-up-list"

    def rows(self) -> QuerySet[AssignmentFollowUp]:
        return visible_follow_ups(self.request.user)
