"""Reminders: what would go out now and what went out, for the office; each person's own choice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from steering.models import ReminderLetter
from steering.reminders.choice_form import ReminderChoiceForm
from steering.reminders.sending import plan

PER_PAGE = 25
_OWN = 5  # letters that a person sees of her own


class ReminderPreview(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_reminderletter"
    template_name = "steering/reminder_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, today = timezone.now(), timezone.localdate()
        planned = plan(now=now)
        going = planned.going(today)
        waiting = [(one, one.goes_on(today)) for one in planned.digests if one not in going]
        page = Paginator(ReminderLetter.objects.all(), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            going=going,
            waiting=waiting,
            unheard=planned.unheard,
            undelivered=list(ReminderLetter.objects.undelivered()),
            page=page,
            **kwargs,
        )


class ReminderChoiceUpdate(FormView):
    """A person's own choice, and what she was sent last."""

    template_name = "steering/reminder_choice.html"
    form_class = ReminderChoiceForm
    success_url = reverse_lazy("accounts:account")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = ReminderLetter.objects.sent().filter(recipient=self.request.user.pk)
        return super().get_context_data(letters=sent[:_OWN], **kwargs)

    def form_valid(self, form: ReminderChoiceForm) -> HttpResponse:
        stored = form.save()
        messages.success(self.request, f"Gespeichert: {stored.get_pace_display()}.")
        return super().form_valid(form)
