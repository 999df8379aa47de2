"""Writing one TOP of the minutes: its text, its results, its Aufträge, what they change in the catalogue."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import TemplateView

from catalogue.actions import Collision, Withdrawn
from catalogue.changes import difference
from catalogue.records import State
from catalogue.views.unit import offered_units
from steering.assignments.assignment_actions import assign
from steering.minutes import minutes_actions as actions
from steering.minutes.minutes_forms import (
    AssignmentForm,
    CorrectionForm,
    ResultForm,
    StatusForm,
    TextForm,
    numbers_of,
)
from steering.minutes.resolution_actions import record_result, record_status
from steering.minutes.rich_text import to_html
from steering.models import AgendaItem
from steering.views.minutes import OfMeeting
from steering.views.page_step import PageStep

PREVIEW = "vorschau"
_CHANGED = "Die Maßnahme wurde gerade von anderer Seite geändert. Prüfen Sie ihren Stand."
_OFFICE = ("steering.view_meeting", "steering.change_meeting")


class OfItem(OfMeeting):
    """A view of one TOP on the meeting's agenda."""

    permission_required = _OFFICE

    @cached_property
    def agenda(self) -> list[AgendaItem]:
        return list(self.meeting.items.on_agenda())

    @cached_property
    def item(self) -> AgendaItem:
        return get_object_or_404(self.meeting.items.on_agenda(), pk=self.kwargs["top"])

    @property
    def number(self) -> int:
        return self.agenda.index(self.item) + 1

    def back(self) -> HttpResponse:
        return redirect("steering:minutes-item", self.meeting.pk, self.item.pk)


class MinutesItem(OfItem, TemplateView):
    template_name = "steering/minutes_item.html"

    @property
    def draft_key(self) -> str:
        """Return under which name the browser keeps what a person has typed but not saved."""
        return f"entwurf:{self.request.user.pk}:top-{self.item.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, agenda = self.item, self.agenda
        place = agenda.index(item)
        numbers = numbers_of(item.measures.all())
        kwargs.setdefault("form", text_form(item))
        kwargs.setdefault("result_form", ResultForm.for_item(item))
        kwargs.setdefault("task_form", AssignmentForm(prefix="auftrag", initial={"measures": numbers}))
        kwargs.setdefault("status_form", StatusForm(item=item))
        return super().get_context_data(
            meeting=self.meeting,
            item=item,
            number=place + 1,
            agenda=agenda,
            before=agenda[place - 1] if place else None,
            after=agenda[place + 1] if place + 1 < len(agenda) else None,
            results=list(item.resolutions.prefetch_related("measures", "effects__change_set")),
            tasks=list(item.assignments.select_related("unit")),
            measures=sorted(one.number for one in item.measures.all()),
            obstacle=self.obstacle,
            saved=to_html(item.text),
            draft_key=self.draft_key,
            units=offered_units(),
            here=self.here,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the text, or, asked for a preview, only show it; a script gets its answer as JSON."""
        form, by_script = TextForm(request.POST), request.headers.get("Accept") == "application/json"
        if not form.is_valid():
            if by_script:
                return JsonResponse(
                    {"satz": " ".join(map(str, form.errors.get("text", ["Die Seite ist veraltet."])))},
                    status=422,
                )
            return self.render_to_response(self.get_context_data(form=form))
        text, item = form.cleaned_data["text"], self.item
        if PREVIEW in request.POST:
            return self.render_to_response(
                self.get_context_data(form=form, preview=to_html(text), is_unsaved=True)
            )
        try:
            item = actions.save_text(item, text, seen=form.cleaned_data["seen"], by=request.user)
        except actions.TextConflict as conflict:
            return self.ask(form, conflict.item, by_script)
        except ValidationError as error:
            if by_script:
                return JsonResponse({"satz": " ".join(error.messages)}, status=409)
            form.add_error(None, error)  # what was typed stays on the page
            return self.render_to_response(self.get_context_data(form=form))
        if by_script:
            return JsonResponse({"version": item.version, "html": to_html(item.text)})
        messages.success(request, "Der Text ist gespeichert.", extra_tags=self.draft_key)
        return self.back()

    def ask(self, form: TextForm, theirs: AgendaItem, by_script: bool) -> HttpResponse:
        """Show what both wrote, word by word; what the person typed stands in the form."""
        who = theirs.text_by_function or "Systembetreuung"
        if by_script:
            sentence = f"{who} hat diesen TOP inzwischen geschrieben. „Speichern“ zeigt beide Texte."
            return JsonResponse({"satz": sentence}, status=409)
        base, ours = form.cleaned_data["base"], form.cleaned_data["text"]
        context = {
            "meeting": self.meeting,
            "item": theirs,
            "number": self.number,
            "who": who,
            "base": base,
            "theirs": difference(base, theirs.text),
            "ours": difference(base, ours),
            "form": text_form(theirs, ours),
            "here": self.here,
        }
        return render(self.request, "steering/minutes_conflict.html", context, status=409)


def text_form(item: AgendaItem, text: str | None = None) -> TextForm:
    shown = item.text if text is None else text
    return TextForm(initial={"text": shown, "seen": item.version, "base": item.text})


class MinutesItemStep(PageStep, MinutesItem):
    """One of the forms beside a TOP's text."""

    def back(self) -> HttpResponse:
        return OfItem.back(self)


class ResultCreate(MinutesItemStep):
    form_name, done = "result_form", "Das Ergebnis ist festgehalten."

    def form(self) -> Any:
        return ResultForm.for_item(self.item, self.request.POST)

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        record_result(self.item, by=self.request.user, **cleaned)


class TaskCreate(MinutesItemStep):
    form_name, done = "task_form", "Der Auftrag ist erteilt. Er läuft, sobald das Protokoll versandt ist."

    def form(self) -> Any:
        return AssignmentForm(self.request.POST, prefix="auftrag")

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        assign(self.item, by=self.request.user, **cleaned)


class StatusCreate(MinutesItemStep):
    form_name, done = (
        "status_form",
        "Der Umsetzungsstand ist im Katalog geändert und beruft sich auf das Ergebnis.",
    )

    def form(self) -> Any:
        return StatusForm(self.request.POST, item=self.item)

    def carry_out(self, cleaned: dict[str, Any]) -> None:
        state = State(cleaned["status"], cleaned["reason"])
        try:
            done = record_status(cleaned["result"], cleaned["number"].record, state, by=self.request.user)
        except (Collision, Withdrawn):
            raise ValidationError({"number": _CHANGED}) from None
        if done is None:
            raise ValidationError({"status": "Diesen Umsetzungsstand hat die Maßnahme schon."})


class MinutesCorrect(OfItem, TemplateView):
    """Writes another version of approved minutes."""

    template_name = "steering/minutes_correct.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", CorrectionForm(item=self.item))
        return super().get_context_data(
            meeting=self.meeting,
            item=self.item,
            number=self.number,
            here=self.here,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CorrectionForm(request.POST, item=self.item)
        if form.is_valid():
            cleaned, wordings = form.cleaned_data, form.wordings()
            try:
                minutes = actions.correct(
                    self.item,
                    text=cleaned["text"],
                    wordings=wordings,
                    reason=cleaned["reason"],
                    by=request.user,
                )
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"Die {minutes.edition}. Fassung ist festgeschrieben.")
                return redirect("steering:minutes", self.meeting.pk)
        return self.render_to_response(self.get_context_data(form=form))
