"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from integration.accounts import invitations, late_forms, second_factor
from integration.accounts.demo import DEMO_PASSWORD, demo_people
from integration.accounts.forms import NewPasswordForm, PasswordChangeForm, PasswordResetForm, SignInForm
from integration.accounts.models import Session, User
from integration.accounts.notices import Change, tell

SIGN_IN = reverse_lazy("accounts:sign-in")


class SignIn(auth_views.LoginView):
    template_name = "accounts/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Return the page asked for, unless it is this one: Django takes that for a loop and fails."""
        url = super().get_redirect_url()
        return "" if urlsplit(url).path == self.request.path else url

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if second_factor.is_on(user):
            second_factor.begin_step(self.request, user, self.get_success_url())
            return redirect("accounts:second-step")
        late_forms.sign_in(self.request, user, user.backend)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        if late_forms.kept(self.request):
            return reverse("accounts:late-forms")
        return super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            demo_people=demo_people(),
            demo_password=DEMO_PASSWORD,
            directory=settings.DIRECTORY,
            has_ended=late_forms.owner(self.request) is not None,
            late_forms=late_forms.kept(self.request),
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth_views.LogoutView):
    """Signs out by POST; a link can only ask whether that is meant."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "accounts/sign_out.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(SIGN_IN)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, "Sie sind abgemeldet.")
        return response


class Account(TemplateView):
    template_name = "accounts/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sessions=Session.objects.of(self.request.user).lasting(at=timezone.now()),
            this_session=self.request.session.session_key,
            directory=settings.DIRECTORY,
            has_second_factor=second_factor.is_on(self.request.user),
            **kwargs,
        )


class PasswordChange(auth_views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("accounts:account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.has_usable_password():
            messages.info(request, "Sie melden sich über das Verzeichnis an und haben hier kein Passwort.")
            return redirect(self.success_url)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        Session.objects.of(self.request.user).exclude(pk=self.request.session.session_key).delete()
        messages.success(self.request, "Ihr Passwort ist geändert. Andere Geräte sind abgemeldet.")
        answer = super().form_valid(form)
        tell(self.request.user, Change.PASSWORD)
        return answer


class PasswordReset(auth_views.PasswordResetView):
    """Mails a link; the answer does not tell whether an account exists."""

    template_name = "accounts/password_reset.html"
    form_class = PasswordResetForm
    email_template_name = "accounts/mail/password_reset.txt"
    subject_template_name = "accounts/mail/password_reset_subject.txt"
    success_url = SIGN_IN

    def form_valid(self, form: Any) -> HttpResponse:
        messages.info(
            self.request,
            "Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail unterwegs. "
            "Der Link darin gilt 24 Stunden.",
        )
        return super().form_valid(form)


class PasswordResetConfirm(auth_views.PasswordResetConfirmView):
    template_name = "accounts/new_password.html"
    form_class = NewPasswordForm
    success_url = SIGN_IN
    title = "Neues Passwort"
    is_change = True  # not the first password

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        Session.objects.of(form.user).delete()  # whoever knew the old one is out, everywhere
        messages.success(self.request, "Ihr Passwort ist gespeichert. Melden Sie sich jetzt damit an.")
        answer = super().form_valid(form)
        if self.is_change:
            tell(self.user, Change.PASSWORD)
        return answer


class Invitation(PasswordResetConfirm):
    """The same page, reached by an invitation's link."""

    title = "Willkommen"
    is_change = False
    token_generator = invitations.tokens
    extra_context = {"invited": True}
