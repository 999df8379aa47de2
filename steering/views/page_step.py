"""A form that stands on a page beside others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from catalogue.views.reference import tell


class PageStep(TemplateView):
    """One of the forms on a page; what is wrong with an entry is told at it, on the same page."""

    form_name = ""
    done = ""

    def form(self) -> Any:
        """Return the form with what was sent."""
        raise NotImplementedError

    def carry_out(self, cleaned: dict[str, Any]) -> str | None:
        """Do it, and return the sentence that says so where it is not `done`."""
        raise NotImplementedError

    def back(self) -> HttpResponse:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form: forms.Form = self.form()
        if form.is_valid():
            try:
                messages.success(request, self.carry_out(form.cleaned_data) or self.done)
                return self.back()
            except ValidationError as error:
                if not hasattr(error, "error_dict"):  # nothing that another entry would mend
                    messages.error(request, " ".join(error.messages))
                    return self.back()
                tell(form, error)
        return self.render_to_response(self.get_context_data(**{self.form_name: form}))
