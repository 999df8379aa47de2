"""The pages of the second factor: at signing in, and in one's own account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from integration.accounts import late_forms, second_factor
from integration.accounts.forms import CodeForm, PasswordForm, SecondFactorForm
from integration.accounts.notices import Change, tell
from integration.accounts.throttling import locked_out

BACKEND = "integration.accounts.backends.PasswordBackend"


@method_decorator(login_not_required, name="dispatch")
class SecondStep(FormView):
    """Asks for the code after the password was right."""

    template_name = "accounts/second_step.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.person, self.way = second_factor.waiting(request)
        if self.person is None:
            return redirect("accounts:sign-in")
        if second_factor.is_locked(request, self.person):
            return locked_out(request, HttpResponse(), {"username": self.person.username})
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        assert self.person  # noqa: S101 - dispatch has seen to it
        if not second_factor.check(self.request, self.person, form.cleaned_data["code"]):
            form.add_error(
                "code", "Dieser Code gilt nicht oder nicht mehr. Geben Sie bitte den nächsten ein."
            )
            return self.form_invalid(form)
        late_forms.sign_in(self.request, self.person, BACKEND)
        second_factor.end_step(self.request)
        return redirect(reverse("accounts:late-forms") if late_forms.kept(self.request) else self.way)


class OwnFactor(FormView):
    """A page about one's own second factor; who signs in by the directory has none here."""

    form_class = PasswordForm
    needs = True  # that it is on

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if not request.user.has_usable_password():
            messages.info(request, "Sie melden sich über das Verzeichnis an und haben hier kein Passwort.")
            return redirect("accounts:account")
        if self.needs and not second_factor.is_on(request.user):
            return redirect("accounts:second-factor")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def show_codes(self, codes: list[str]) -> HttpResponse:
        way = reverse("accounts:late-forms") if late_forms.kept(self.request) else reverse("accounts:account")
        context = {"codes": codes, "way": way}
        return self.response_class(self.request, "accounts/second_factor_codes.html", context)


class SecondFactor(OwnFactor):
    """Sets it up; where it is on, says so."""

    template_name = "accounts/second_factor.html"
    form_class = SecondFactorForm
    needs = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        known: dict[str, Any] = {"is_on": second_factor.is_on(user)}
        known["is_demanded"] = second_factor.is_demanded(user)
        if known["is_on"]:
            known["codes_left"] = second_factor.codes_left(user)
        else:
            secret = second_factor.offered_secret(self.request)
            parts = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
            known |= {"picture": second_factor.picture(user, secret), "secret": parts}
        return super().get_context_data(**known, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if second_factor.is_on(request.user):  # the page with the codes was loaded again
            return redirect("accounts:second-factor")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: SecondFactorForm) -> HttpResponse:
        codes = second_factor.switch_on(self.request)
        second_factor.end_other_sessions(self.request)
        tell(self.request.user, Change.FACTOR_ON)
        return self.show_codes(codes)


class SecondFactorOff(OwnFactor):
    template_name = "accounts/second_factor_off.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and second_factor.is_demanded(request.user):
            messages.info(request, "Für Ihre Aufgabe ist der zweite Faktor vorgeschrieben.")
            return redirect("accounts:second-factor")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        second_factor.switch_off(self.request.user)
        second_factor.end_other_sessions(self.request)
        tell(self.request.user, Change.FACTOR_OFF)
        messages.success(self.request, "Der zweite Faktor ist abgeschaltet. Ihr Passwort genügt wieder.")
        return redirect("accounts:account")


class SecondFactorCodes(OwnFactor):
    """Gives new codes for paper."""

    template_name = "accounts/second_factor_new_codes.html"

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        codes = second_factor.new_codes(self.request.user)
        tell(self.request.user, Change.NEW_CODES)
        return self.show_codes(codes)
