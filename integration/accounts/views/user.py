"""The pages on which Administration lets people in."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import ListView, UpdateView, View

from integration.accounts import second_factor
from integration.accounts.actions import reset_second_factor, save_user
from integration.accounts.directory.admission import disconnect
from integration.accounts.forms import UserForm
from integration.accounts.invitations import send_invitation
from integration.accounts.models import User
from integration.accounts.notices import Change, tell
from integration.seen_forms import LockedPost

logger = logging.getLogger(__name__)


def invite(request: HttpRequest, person: User) -> None:
    """Mail an invitation and tell how it went; the account stays if the mail does not leave."""
    try:
        send_invitation(person, site=request.build_absolute_uri("/"))
    except OSError:
        logger.exception("Invitation of person %s could not be sent", person.pk)
        messages.error(
            request,
            "Das Konto ist gespeichert, aber die Einladung konnte nicht verschickt werden. "
            "Prüfen Sie die Adresse und laden Sie die Person später noch einmal ein.",
        )
    else:
        messages.success(request, f"Die Einladung ist unterwegs an {person.email}.")


class UserList(PermissionRequiredMixin, ListView):
    permission_required = "accounts.view_user"
    queryset = User.objects.in_order()
    context_object_name = "people"
    paginate_by = 50
    template_name = "accounts/user_list.html"


class UserDetail(PermissionRequiredMixin, LockedPost, UpdateView):
    permission_required = "accounts.change_user"
    queryset = User.objects.named()
    form_class = UserForm
    context_object_name = "person"
    template_name = "accounts/user_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.object
        return super().get_context_data(
            has_second_factor=bool(person and person.pk and second_factor.is_on(person)), **kwargs
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            person = save_user(
                user=form.instance,
                fields=form.row_fields(),
                by=self.request.user,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        self.tell(person)
        return redirect("accounts:user-list")

    def tell(self, person: User) -> None:
        messages.success(self.request, f"{person} ist gespeichert.")


class SecondFactorReset(PermissionRequiredMixin, View):
    """Helps somebody who has lost their device and their codes: their password is enough again."""

    permission_required = "accounts.change_user"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("accounts:user-detail", pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        if reset_second_factor(user=person, by=request.user, reason="Zweiter Faktor verloren"):
            done = f"Der zweite Faktor von {person} ist zurückgesetzt."
            tell_of(request, person, Change.FACTOR_RESET, done)
        else:
            messages.info(request, f"{person} hat keinen zweiten Faktor eingerichtet.")
        return self.get(request, pk)


def tell_of(request: HttpRequest, person: User, change: Change, done: str) -> None:
    """Write to the person: if they did not ask for it, somebody else did."""
    if tell(person, change):
        messages.success(request, done)
    else:
        messages.warning(request, f"{done} Die E-Mail darüber konnte nicht verschickt werden.")


class DirectoryDisconnect(PermissionRequiredMixin, View):
    """Frees the place in the directory that an account holds, for another account or another directory."""

    permission_required = "accounts.change_user"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("accounts:user-detail", pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User.objects.named(), pk=pk)
        if person == request.user:
            messages.error(
                request, "Die eigene Verbindung lösen Sie nicht selbst: Danach kämen Sie nicht mehr herein."
            )
        elif not disconnect(person, by=request.user, day=timezone.localdate()):  # type: ignore[arg-type]
            messages.info(request, f"{person} ist nicht mit dem Verzeichnis verbunden.")
        else:
            tell_of(request, person, Change.PARTED, f"{person} ist nicht mehr mit dem Verzeichnis verbunden.")
        return self.get(request, pk)


class UserCreate(UserDetail):
    """The same form for a person there is not yet."""

    permission_required = "accounts.add_user"

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def tell(self, person: User) -> None:
        invite(self.request, person)


class UserInvite(PermissionRequiredMixin, View):
    """Sends the invitation again, as long as it was not accepted."""

    permission_required = "accounts.change_user"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("accounts:user-detail", pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User.objects.active(), pk=pk)
        if person.directory:
            messages.info(request, f"{person} meldet sich über das Verzeichnis an und braucht kein Passwort.")
        elif person.has_usable_password():
            messages.info(request, f"{person} hat schon ein Passwort und braucht keine Einladung.")
        else:
            invite(request, person)
        return redirect("accounts:user-detail", pk=pk)
