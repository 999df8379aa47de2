"""A person's own views: kept, found, renamed, deleted. Nobody else sees them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.views.generic import TemplateView, View

from catalogue.models import SavedView
from catalogue.saved_view_form import SavedViewForm


class OwnViews(PermissionRequiredMixin, View):
    permission_required = "catalogue.view_measure"

    def views(self) -> QuerySet[SavedView]:
        return SavedView.objects.of(self.request.user)

    def form(self, form: SavedViewForm) -> HttpResponse:
        context = {"form": form, "view": form.instance}
        return TemplateResponse(self.request, "catalogue/saved_view_form.html", context)


class SavedViewList(OwnViews, TemplateView):
    template_name = "catalogue/saved_view_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=self.views(), **kwargs)


class SavedViewCreate(OwnViews):
    """Keeps a selection; the form for it stands above the list, and here where something is wrong."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("catalogue:measure-list")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SavedViewForm(request.POST, user=request.user)
        if form.is_valid() and form.store():
            messages.success(request, f"Die Ansicht „{form.instance}“ ist gespeichert.")
            return redirect(form.instance.url)
        return self.form(form)


class SavedViewUpdate(OwnViews):
    """Gives a view another name."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.form(SavedViewForm(instance=get_object_or_404(self.views(), pk=pk), user=request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = get_object_or_404(self.views(), pk=pk)
        form = SavedViewForm(request.POST, instance=view, user=request.user)
        if form.is_valid() and form.store():
            messages.success(request, f"Die Ansicht heißt jetzt „{form.instance}“.")
            return redirect("catalogue:saved-view-list")
        return self.form(form)


class SavedViewDelete(OwnViews):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = get_object_or_404(self.views(), pk=pk)
        return render(request, "catalogue/saved_view_delete.html", {"view": view})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = get_object_or_404(self.views(), pk=pk)
        view.delete()
        messages.success(request, f"Die Ansicht „{view}“ ist gelöscht.")
        return redirect("catalogue:saved-view-list")
