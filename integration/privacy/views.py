"""What is kept about persons: the page that says so, the paper about it, the extract for one person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from integration.accounts.models import User
from integration.files.sending import attachment
from integration.privacy import register_docx
from integration.privacy.declaration import KINDS
from integration.privacy.person_data import as_zip
from steering.word import CONTENT_TYPE

ZIP = "application/zip"


@method_decorator(login_not_required, name="dispatch")
class Privacy(TemplateView):
    template_name = "pages/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kinds=KINDS,
            lock_minutes=round(settings.AXES_COOLOFF_TIME * 60),
            idle_minutes=settings.SESSION_IDLE_SECONDS // 60,
            session_hours=settings.SESSION_COOKIE_AGE // 3600,
            **kwargs,
        )


class Register(PermissionRequiredMixin, View):
    permission_required = "catalogue.change_reference"  # Administration and Koordination

    def get(self, request: HttpRequest) -> HttpResponse:
        day = timezone.localdate()
        name = f"Verzeichnis_Verarbeitungstaetigkeiten_{day:%Y-%m-%d}.docx"
        return attachment(register_docx.render(day), name, CONTENT_TYPE)


class OwnData(View):
    """All about oneself, to take away (Art. 15, 20)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return attachment(as_zip(request.user, now=timezone.now()), "meine-daten.zip", ZIP)


class DataOfPerson(PermissionRequiredMixin, View):
    """The same for whoever asks the city instead (Auskunftsersuchen)."""

    permission_required = "accounts.change_user"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        return attachment(as_zip(person, now=timezone.now()), f"Auskunft_Person_{person.pk}.zip", ZIP)
