"""Follow-ups, notes for the next edition, confirmations: set on a measure, listed, done."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView, View

from catalogue.figures import visible_measures
from catalogue.models import FollowUp, MeasureVersion, RevisionNote
from catalogue.upkeep.step_filters import SettledFilter
from catalogue.upkeep.step_forms import FollowUpForm, RevisionNoteForm
from catalogue.upkeep.steps import confirm, confirmable, note_for_revision, set_follow_up, settle

PER_PAGE = 50


class OfMeasure(PermissionRequiredMixin, View):
    """A view about one measure of today; what the person may not see is not there (404)."""

    @cached_property
    def version(self) -> MeasureVersion:
        rows = visible_measures(self.request.user).select_related("measure", "goal")
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            version=version, here=f"Maßnahme {version.number}", **kwargs
        )
        return context


class FollowUpCreate(OfMeasure, TemplateView):
    permission_required = ("catalogue.view_measure", "catalogue.add_followup")
    template_name = "catalogue/follow_up_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            asked = {"clarification": self.request.GET.get("frage")}
            kwargs["form"] = FollowUpForm(measure=self.version.measure, initial=asked)
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FollowUpForm(request.POST, measure=self.version.measure)
        if form.is_valid():
            set_follow_up(self.version.measure, **form.cleaned_data, by=request.user)
            due = form.cleaned_data["due"]
            messages.success(request, f"Die Maßnahme wird Ihnen am {due:%d.%m.%Y} wieder vorgelegt.")
            return redirect("catalogue:measure-detail", self.version.number)
        return self.render_to_response(self.get_context_data(form=form))


class RevisionNoteCreate(OfMeasure, TemplateView):
    permission_required = "catalogue.change_measure"
    template_name = "catalogue/revision_note_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", RevisionNoteForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RevisionNoteForm(request.POST)
        if form.is_valid():
            note_for_revision(self.version.measure, form.cleaned_data["reason"], by=request.user)
            messages.success(request, "Die Maßnahme ist für die Fortschreibung vorgemerkt.")
            return redirect("catalogue:measure-detail", self.version.number)
        return self.render_to_response(self.get_context_data(form=form))


class SettledList(PermissionRequiredMixin, TemplateView):
    """A list of what is done one day; it shows first what is not done yet."""

    def rows(self) -> QuerySet:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        chosen = SettledFilter(self.request.GET, self.rows(), today)
        page = Paginator(chosen.qs, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(chosen=chosen, form=chosen.form, page=page, today=today, **kwargs)


def visible_follow_ups(user: Any) -> QuerySet[FollowUp]:
    """Return a person's own follow-ups, for Koordination all, on measures that the person may still see."""
    rows = FollowUp.objects.visible_to(user).filter(measure__in=_measures(user))
    return rows.select_related("measure", "clarification")


def visible_notes(user: Any) -> QuerySet[RevisionNote]:
    return RevisionNote.objects.filter(measure__in=_measures(user)).select_related("measure")


def _measures(user: Any) -> QuerySet:
    return visible_measures(user).order_by().values("measure")


class FollowUpList(SettledList):
    permission_required = ("catalogue.view_measure", "catalogue.add_followup")
    template_name = "catalogue/follow_up_list.html"

    def rows(self) -> QuerySet:
        return visible_follow_ups(self.request.user)


class RevisionNoteList(SettledList):
    permission_required = "catalogue.view_measure"
    template_name = "catalogue/revision_note_list.html"

    def rows(self) -> QuerySet:
        return visible_notes(self.request.user)


class Settle(PermissionRequiredMixin, View):
    """Says that one thing is done, or with `offen` that it is not after all."""

    back: str

    def rows(self) -> QuerySet:
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(self.back)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        step = get_object_or_404(self.rows(), pk=pk)
        done = "offen" not in request.POST
        settle(step, done=done, by=request.user)
        messages.success(request, "Als erledigt vermerkt." if done else "Wieder offen.")
        return redirect(_way_back(request, self.back))


def _way_back(request: HttpRequest, otherwise: str) -> str:
    """Return the page of this site that the form names in `zurueck`."""
    asked = request.POST.get("zurueck", "")
    return asked if url_has_allowed_host_and_scheme(asked, None) and asked.startswith("/") else otherwise


class FollowUpSettle(Settle):
    permission_required = ("catalogue.view_measure", "catalogue.add_followup")
    back = "catalogue:follow-up-list"

    def rows(self) -> QuerySet:
        return visible_follow_ups(self.request.user)


class RevisionNoteSettle(Settle):
    permission_required = "catalogue.change_measure"
    back = "catalogue:revision-note-list"

    def rows(self) -> QuerySet:
        return visible_notes(self.request.user)


class Confirm(OfMeasure):
    """Confirms a measure as unchanged; who may not confirm this one is refused."""

    permission_required = ("catalogue.view_measure", "catalogue.add_confirmation")

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        return redirect("catalogue:measure-detail", self.version.number)

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        if confirm(confirmable(request.user), [self.version.number], by=request.user):
            messages.success(request, "Bestätigt: Die Angaben zu dieser Maßnahme stimmen noch.")
        else:
            messages.error(request, "Diese Maßnahme bestätigt die Koordination oder eine zuständige Stelle.")
        return redirect("catalogue:measure-detail", self.version.number)


class ConfirmAll(PermissionRequiredMixin, View):
    """Confirms the measures that a page of the worklist shows."""

    permission_required = ("catalogue.view_measure", "catalogue.add_confirmation")
    most = 200

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("catalogue:worklist")

    def post(self, request: HttpRequest) -> HttpResponse:
        numbers = request.POST.getlist("massnahme")
        if len(numbers) > self.most or not all(one.isdecimal() and len(one) < 10 for one in numbers):
            raise BadRequest("Not a list of measures.")
        done = confirm(confirmable(request.user), map(int, numbers), by=request.user)
        messages.success(request, f"Unverändert bestätigt: {done} Maßnahme{'n' if done != 1 else ''}.")
        return redirect("catalogue:worklist")
