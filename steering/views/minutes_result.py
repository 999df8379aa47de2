"""Changing and taking back what stands in a draft: results and Aufträge."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from catalogue.views.reference import tell
from catalogue.views.unit import offered_units
from integration.seen_forms import LockedPost
from steering.assignments.assignment_actions import change_task, take_back
from steering.minutes.minutes_forms import AssignmentChangeForm, ResultChangeForm
from steering.minutes.resolution_actions import change_result, remove_result
from steering.views.minutes_item import OfItem


class OfResult(OfItem, LockedPost):
    """A view of one result of a TOP."""

    @property
    def rows(self) -> QuerySet:
        return self.item.resolutions.select_related("item__meeting")

    @cached_property
    def row(self) -> Any:
        return get_object_or_404(self.rows, pk=self.kwargs["key"])


class OfTask(OfResult):
    """A view of one Auftrag of a TOP."""

    @property
    def rows(self) -> QuerySet:
        return self.item.assignments.select_related("item__meeting", "unit")


class ResultUpdate(OfResult, TemplateView):
    """Says a result in other words; where somebody else did so meanwhile, the form tells first."""

    template_name = "steering/minutes_change.html"
    done = "Das Ergebnis ist geändert."

    @property
    def heading(self) -> str:
        return f"{self.row} ändern"

    def form(self, data: Any = None) -> forms.Form:
        return ResultChangeForm(data, result=self.row)

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        change_result(self.row, by=self.request.user, **cleaned)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        facts = {"meeting": self.meeting, "item": self.item, "number": self.number, "heading": self.heading}
        return super().get_context_data(here=self.here, **facts, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form: Any = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.carry_out(form.row_fields())
        except ValidationError as error:
            tell(form, error)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, self.done)
        return self.back()


class TaskUpdate(OfTask, ResultUpdate):
    done = "Der Auftrag ist geändert."

    @property
    def heading(self) -> str:
        return f"Auftrag an {self.row.unit} ändern"

    def form(self, data: Any = None) -> forms.Form:
        return AssignmentChangeForm(data, task=self.row)

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        change_task(self.row, by=self.request.user, **cleaned)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(units=offered_units(), **kwargs)


class ResultDelete(OfResult):
    done = "Das Ergebnis ist entfernt."
    remove: Callable[..., None] = staticmethod(remove_result)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.remove(self.row, by=request.user)
            messages.success(request, self.done)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()


class TaskDelete(OfTask, ResultDelete):
    done = "Der Auftrag ist entfernt."
    remove = staticmethod(take_back)
