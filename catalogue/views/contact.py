"""The pages of a unit's Ansprechpersonen; they are listed on the unit's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from catalogue.models import Contact, Unit
from catalogue.reference.contact_actions import end_contact, save_contact
from catalogue.reference.unit_forms import ContactForm
from catalogue.views.reference import ReferenceSave


class ContactUpdate(ReferenceSave):
    permission_required = "catalogue.change_unit"
    template_name = "catalogue/contact_form.html"
    form_class = ContactForm

    def get_object(self, queryset: Any = None) -> Any:
        rows = Contact.objects.select_related("unit", "measure")
        return get_object_or_404(rows, pk=self.kwargs["pk"], unit__slug=self.kwargs["slug"])

    def get_form_kwargs(self) -> dict[str, Any]:
        may_see_names = self.request.user.has_perm("catalogue.view_person_names")
        return {**super().get_form_kwargs(), "may_see_names": may_see_names}

    def save(self, form: Any) -> Contact:
        save_contact(form.instance, form.row_fields(), by=self.request.user)
        contact: Contact = form.instance
        return contact

    def get_success_url(self) -> str:
        return reverse("catalogue:unit-detail", args=[self.kwargs["slug"]])


class ContactCreate(ContactUpdate):
    """The same form for somebody new."""

    def get_object(self, queryset: Any = None) -> Any:
        return Contact(unit=get_object_or_404(Unit, slug=self.kwargs["slug"]))


class ContactEnd(PermissionRequiredMixin, View):
    """Ends a contact with today as the last day."""

    permission_required = "catalogue.change_unit"

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        return redirect("catalogue:unit-detail", slug)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        contact = get_object_or_404(Contact, pk=pk, unit__slug=slug)
        end_contact(contact, last_day=timezone.localdate(), by=request.user)
        messages.success(request, f"{contact} ist noch bis {contact.valid_until:%d.%m.%Y} Ansprechperson.")
        return redirect("catalogue:unit-detail", slug)
