"""What is kept about persons: the page that says so, the paper about it, the extract for one person."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView, View

from integration.accounts.models import User
from integration.files.sending import attachment
from integration.privacy import register_docx, staff_sheet
from integration.privacy.anonymise_form import AnonymiseForm
from integration.privacy.anonymising import anonymise, going, obstacle, what_is_held
from integration.privacy.declaration import KINDS
from integration.privacy.person_data import as_zip
from integration.privacy.traces import names_as_contact, traces, words_for
from integration.texts import clean_text
from steering.word import CONTENT_TYPE

ZIP = "application/zip"
_LONGEST = 200  # letters of further spellings


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


class StaffSheet(Register):
    def get(self, request: HttpRequest) -> HttpResponse:
        day = timezone.localdate()
        return attachment(staff_sheet.render(day), f"Merkblatt_Personalrat_{day:%Y-%m-%d}.docx", CONTENT_TYPE)


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


class Anonymise(PermissionRequiredMixin, FormView):
    """Takes out who a leaver was, once they hold nothing and somebody has typed that it is meant."""

    permission_required = "accounts.change_user"
    form_class = AnonymiseForm
    template_name = "privacy/anonymise.html"

    @cached_property
    def person(self) -> User:
        person: User = get_object_or_404(User.objects.named(), pk=self.kwargs["pk"])
        return person

    @cached_property
    def words(self) -> list[str]:
        """What to look for in texts: what is known here, and what Administration knows besides."""
        also = clean_text(self.request.GET.get("auch", ""))[:_LONGEST]
        return words_for(self.person, also.split(",") if also else ())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person=self.person,
            obstacle=obstacle(self.person, by=self.request.user),
            held=what_is_held(self.person, today=timezone.localdate()),
            going=going(self.person),
            words=self.words,
            traces=traces([*self.words, *names_as_contact(self.person)]),
            **kwargs,
        )

    def form_valid(self, form: AnonymiseForm) -> HttpResponse:
        chosen = [contact.pk for contact in form.cleaned_data.get("contacts", ())]
        try:
            anonymise(self.person, by=self.request.user, contacts=chosen)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(
            self.request, "Das Konto ist anonymisiert. Im Verlauf steht weiterhin die Funktion der Person."
        )
        return redirect("accounts:user-list")
