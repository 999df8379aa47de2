"""The queue of suggestions: what is open, what deciding would write, and deciding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView, View

from catalogue.models import Suggestion
from catalogue.models.suggestion import SuggestionQuerySet
from catalogue.returns.comparing import today
from catalogue.returns.deciding import Decided, DecisionRefused, decide, preview
from catalogue.returns.decision_form import Choices, DecisionForm, chosen
from catalogue.returns.queue import plain, queue_of
from catalogue.returns.queue_filter import SuggestionFilter
from catalogue.views.unit import offered_units

ALL_PLAIN = "alle"  # the name of the button for all that collides with nothing
_MOST = 2_000  # that one preview takes
_NOTHING = "Sie haben noch nichts gewählt."


class SuggestionView(PermissionRequiredMixin, View):
    permission_required = "catalogue.decide_suggestion"

    @property
    def rows(self) -> SuggestionQuerySet:
        return Suggestion.objects.filter(answer__unit_return__state__in=("sent", "decided"))

    def back(self) -> str:
        """Return the page of this site to which the form wants to go back."""
        asked = self.request.POST.get("zurueck", "")
        is_own = url_has_allowed_host_and_scheme(asked, None) and asked.startswith("/")
        return asked if is_own else reverse("catalogue:suggestion-list")


class SuggestionList(SuggestionView, TemplateView):
    template_name = "catalogue/suggestion_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = SuggestionFilter(self.request.GET, self.rows, timezone.localdate())
        queue = queue_of(chosen.qs, self.request.GET.get("page"))
        return super().get_context_data(
            chosen=chosen,
            form=chosen.form,
            queue=queue,
            page=queue.page,
            units=offered_units(),
            here_url=self.request.get_full_path(),
            **kwargs,
        )


class SuggestionPreview(SuggestionView):
    """Shows what the choices would write; nothing is written yet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("catalogue:suggestion-list")

    def post(self, request: HttpRequest) -> HttpResponse:
        choices = self.all_plain() if ALL_PLAIN in request.POST else chosen(request.POST)
        if not choices:
            messages.info(request, "Nichts ist ohne Konflikt." if ALL_PLAIN in request.POST else _NOTHING)
            return redirect(self.back())
        try:
            planned = preview(choices.accepted, seen=choices.seen)
        except DecisionRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.back())
        context = {
            "choices": choices,
            "planned": planned,
            "rejected": Suggestion.objects.with_answers().filter(pk__in=choices.rejected[:500]),
            "form": DecisionForm(),
            "back": self.back(),
            "seen": {number: choices.seen[number] for number in planned.seen},
        }
        return render(request, "catalogue/suggestion_preview.html", context)

    def all_plain(self) -> Choices:
        """Choose all without conflict among what the page's filter shows, not only on its page."""
        query = self.request.POST.get("auswahl", "")
        rows = SuggestionFilter(QueryDict(query[:2_000]), self.rows, timezone.localdate()).qs
        keys = plain(rows.open())[:_MOST]
        numbers = Suggestion.objects.filter(pk__in=keys).values_list("answer__measure__number", flat=True)
        seen = {number: version for number, (version, _) in today(numbers).items()}
        return Choices(accepted=keys, seen=seen)


class SuggestionDecide(SuggestionView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("catalogue:suggestion-list")

    def post(self, request: HttpRequest) -> HttpResponse:
        form, choices = DecisionForm(request.POST), chosen(request.POST)
        if not choices or not form.is_valid():
            messages.info(request, _NOTHING if form.is_valid() else "Die Begründung ist zu lang.")
            return redirect(self.back())
        try:
            done = decide(
                choices.accepted,
                choices.rejected,
                by=request.user,
                reason=form.cleaned_data["reason"],
                reasons=choices.reasons,
                seen=choices.seen,
            )
        except DecisionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _told(done))
        return redirect(self.back())


def _told(done: Decided) -> str:
    sentences = [f"Übernommen: {done.accepted}, abgelehnt: {done.rejected}."]
    if done.alike:
        sentences.append(f"Dasselbe sagten {done.alike} weitere: ebenfalls übernommen.")
    if done.new:
        numbers = ", ".join(str(number) for number in sorted(done.new.values()))
        sentences.append(f"Neu im Katalog: Maßnahme {numbers}.")
    if done.applied.change_set is None:
        sentences.append("Am Katalog hat sich dadurch nichts geändert.")
    return " ".join(sentences)
