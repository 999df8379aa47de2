"""The TOPs with which every agenda begins and ends, as the office sets them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.generic import CreateView, ListView, UpdateView, View

from steering.agenda_forms import StandardItemForm
from steering.models import AgendaItem, StandardItem


class StandardItemList(PermissionRequiredMixin, ListView):
    permission_required = "steering.change_meeting"
    template_name = "steering/standard_item_list.html"
    model = StandardItem

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kinds=dict(AgendaItem.Kind.choices), **kwargs)


class StandardItemUpdate(PermissionRequiredMixin, UpdateView):
    permission_required = "steering.change_meeting"
    template_name = "steering/standard_item_form.html"
    form_class = StandardItemForm
    model = StandardItem
    success_url = reverse_lazy("steering:standard-item-list")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(
            self.request, f"„{form.instance}“ ist gespeichert. Künftige Sitzungen beginnen damit."
        )
        return super().form_valid(form)


class StandardItemCreate(StandardItemUpdate, CreateView):
    def get_object(self, queryset: Any = None) -> Any:
        return None


class StandardItemRemove(PermissionRequiredMixin, View):
    """Takes a TOP out of the template; agendas that have it keep it."""

    permission_required = "steering.change_meeting"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("steering:standard-item-list")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        item = get_object_or_404(StandardItem, pk=pk)
        item.delete()
        messages.success(request, f"„{item}“ steht nicht mehr in der Vorlage.")
        return redirect("steering:standard-item-list")
