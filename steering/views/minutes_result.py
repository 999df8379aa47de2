"""Changing and taking back what stands in a draft: results and Aufträge."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from steering.assignments.assignment_actions import take_back
from steering.minutes.minutes_forms import ResultChangeForm
from steering.minutes.resolution_actions import change_result, remove_result
from steering.models import Assignment, Resolution
from steering.views.minutes_item import OfItem


class ResultUpdate(OfItem, TemplateView):
    template_name = "steering/result_form.html"

    @cached_property
    def result(self) -> Resolution:
        rows = self.item.resolutions.select_related("item__meeting")
        return get_object_or_404(rows, pk=self.kwargs["key"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ResultChangeForm(result=self.result))
        facts = {"meeting": self.meeting, "item": self.item, "number": self.number, "result": self.result}
        return super().get_context_data(here=self.here, **facts, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ResultChangeForm(request.POST, result=self.result)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            change_result(self.result, by=request.user, **form.cleaned_data)
            messages.success(request, "Das Ergebnis ist geändert.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()


class ResultDelete(OfItem):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        result = get_object_or_404(Resolution.objects.filter(item=self.item), pk=self.kwargs["key"])
        try:
            remove_result(result, by=request.user)
            messages.success(request, "Das Ergebnis ist entfernt.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()


class TaskDelete(OfItem):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        task = get_object_or_404(Assignment.objects.filter(item=self.item), pk=self.kwargs["key"])
        try:
            take_back(task, by=request.user)
            messages.success(request, "Der Auftrag ist entfernt.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()
