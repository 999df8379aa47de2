"""Guests of a meeting: who is asked without a seat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from catalogue.views.reference import tell
from steering.guest_actions import add_guest, remove_guest
from steering.meeting_forms import GuestForm
from steering.models import MeetingGuest
from steering.views.meeting import MeetingDetail, OfMeeting


class GuestCreate(MeetingDetail):
    """Adds a guest; a faulty entry shows the meeting's page again."""

    permission_required = ("steering.view_meeting", "steering.change_meeting")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back("#gaeste")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = GuestForm(request.POST, prefix="gast")
        if self.meeting and form.is_valid():
            try:
                guest = add_guest(self.meeting, **form.cleaned_data, by=request.user)
            except ValidationError as error:
                if not self.meeting.is_open:  # then the page shows no form
                    messages.error(request, " ".join(error.messages))
                    return self.back("#gaeste")
                tell(form, error)
            else:
                messages.success(request, f"„{guest}“ steht auf der Liste der Gäste.")
                return self.back("#gaeste")
        return self.render_to_response(self.get_context_data(guest_form=form))


class GuestRemove(OfMeeting):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.back("#gaeste")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        guest = get_object_or_404(MeetingGuest, pk=self.kwargs["guest"], meeting=self.kwargs["pk"])
        try:
            remove_guest(guest, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"„{guest}“ ist von der Liste genommen.")
        return self.back("#gaeste")
