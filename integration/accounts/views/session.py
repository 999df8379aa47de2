"""One's own sessions: which there are, how long this one lasts, what was sent too late."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from integration.accounts import late_forms
from integration.accounts.models import Session


class Stay(View):
    """Answers a page that asks to stay signed in with the seconds that this gives it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        request.session.touch(timezone.now(), always=True)  # type: ignore[attr-defined]
        return JsonResponse({"seconds": request.session.row.seconds_left})  # type: ignore[attr-defined]


class SessionEnd(View):
    """Signs out one of the person's devices, or all of them with this one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(reverse("accounts:account") + "#anmeldungen")

    def post(self, request: HttpRequest) -> HttpResponse:
        own, which = Session.objects.of(request.user), request.POST.get("welche", "")
        if which == "alle":
            own.delete()
            logout(request)
            messages.success(request, "Sie sind überall abgemeldet.")
            return redirect("accounts:sign-in")
        ended = [session for session in own if session.name == which]
        for session in ended:
            session.delete()
        if ended:
            messages.success(request, "Das Gerät ist abgemeldet.")
        else:
            messages.info(request, "Diese Anmeldung war schon beendet.")
        return self.get(request)


class LateForms(TemplateView):
    """What was sent after the session had ended, to be sent once more or given up."""

    template_name = "accounts/late_forms.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        forms = late_forms.kept(request)
        if not forms:
            return redirect("overview")
        return self.render_to_response(self.get_context_data(forms=forms))

    def post(self, request: HttpRequest) -> HttpResponse:
        late_forms.drop(request, request.POST.get("verwerfen", ""))
        messages.info(request, "Die Eingaben sind verworfen.")
        return redirect("accounts:late-forms")
