"""The page of what imports have remembered, and how a single answer is forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from catalogue.drafts.remembered import Reader, Remembered
from catalogue.drafts.remembered_actions import forget
from catalogue.models import ReadingDecision
from integration.seen_forms import LockedPost

PER_PAGE = 100


class RememberedList(PermissionRequiredMixin, TemplateView):
    permission_required = "catalogue.import_catalogue"
    template_name = "catalogue/remembered_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Reader().read(ReadingDecision.objects.select_related("change_set"))
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


class RememberedForget(PermissionRequiredMixin, LockedPost, TemplateView):
    """Asks whether an answer is to be forgotten, and forgets the one that the person has seen."""

    permission_required = "catalogue.import_catalogue"
    template_name = "catalogue/remembered_forget.html"

    def remembered(self) -> Remembered:
        rows = ReadingDecision.objects.select_related("change_set")
        (one,) = Reader().read([get_object_or_404(rows, pk=self.kwargs["pk"])])
        return one

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("one", self.remembered())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = self.remembered()
        if request.POST.get("antwort") != one.decision.answer:
            return self.render_to_response(self.get_context_data(one=one, is_new=True), status=422)
        forget(one, by=request.user)
        messages.success(request, f"Vergessen: {one}. Die nächste Datei, die das sagt, fragt wieder.")
        return redirect("catalogue:remembered-list")
