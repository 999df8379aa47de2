"""What members and the office do with TOPs: propose, take, answer, change, order."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from catalogue.views.reference import tell
from integration.seen_forms import LockedPost
from steering import agenda_actions as actions
from steering.agenda import measures_of
from steering.agenda_forms import AnswerForm, ItemForm, ProposalForm
from steering.agenda_order import move, set_order
from steering.agenda_sources import suggestion
from steering.models import AgendaItem
from steering.views.meeting import OfMeeting

_TOO_LATE = "Dieser Vorschlag gilt inzwischen nicht mehr oder steht schon auf der Tagesordnung."


class ItemDetail(OfMeeting, TemplateView):
    """One TOP as it stands, and what happened to it."""

    permission_required = "steering.view_meeting"
    template_name = "steering/agenda_item_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = self.meeting.items.visible_to(user).select_related("postponed_from__meeting")
        item = get_object_or_404(rows.prefetch_related("postponed_to__meeting"), pk=self.kwargs["item"])
        facts = {
            "item": item,
            "measures": measures_of([item], user).get(item.pk, []),
            "documents": list(item.documents.select_related("file")),
            "steps": list(item.steps.all()),
            "is_office": user.has_perm("steering.change_meeting"),
        }
        return super().get_context_data(**kwargs | facts)


class ItemFormView(OfMeeting, LockedPost, FormView):
    """The form of one TOP."""

    template_name = "steering/agenda_item_form.html"
    heading: str

    @property
    def is_office(self) -> bool:
        return self.request.user.has_perm("steering.change_meeting")

    @cached_property
    def item(self) -> AgendaItem:
        raise NotImplementedError

    def get_form_class(self) -> Any:
        return ItemForm if self.is_office else ProposalForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.item}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.heading, item=self.item, **kwargs)

    def save(self, form: Any) -> AgendaItem:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            item = self.save(form)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"„{item}“ ist gespeichert.")
        self._warn_of_dropped(item)
        return self.back("#vorschlaege" if item.state == AgendaItem.State.PROPOSED else "#tagesordnung")

    def _warn_of_dropped(self, item: AgendaItem) -> None:
        for one in measures_of([item], self.request.user)[item.pk]:
            if one.is_dropped:
                messages.warning(
                    self.request, f"Maßnahme {one.number} ist entfallen. Der TOP verweist trotzdem auf sie."
                )


class ItemCreate(ItemFormView):
    """A member proposes; what the office adds stands on the agenda at once."""

    permission_required = ("steering.view_meeting", "steering.add_agendaitem")

    @property
    def heading(self) -> str:  # type: ignore[override]
        return "TOP aufnehmen" if self.is_office else "TOP vorschlagen"

    @cached_property
    def item(self) -> AgendaItem:
        return AgendaItem(meeting=self.meeting)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        closed = not self.is_office and not self.meeting.takes_proposals(now=timezone.now())
        sentence = actions.closed_sentence(self.meeting) if closed else ""
        return super().get_context_data(closed=sentence, **kwargs)

    def save(self, form: Any) -> AgendaItem:
        if self.is_office:
            return actions.save_item(self.item, form.row_fields(), by=self.request.user, accept=True)
        return actions.propose(self.meeting, form.row_fields(), by=self.request.user)


class ItemUpdate(ItemFormView):
    heading = "TOP bearbeiten"

    @cached_property
    def item(self) -> AgendaItem:
        rows = AgendaItem.objects.select_related("meeting")
        return get_object_or_404(rows, pk=self.kwargs["item"], meeting=self.kwargs["pk"])

    def save(self, form: Any) -> AgendaItem:
        why = form.cleaned_data.get("reason", "")
        return actions.save_item(self.item, form.row_fields(), why=why, by=self.request.user)


class ItemAnswer(ItemUpdate):
    """Accepts, postpones or declines."""

    template_name = "steering/agenda_item_answer.html"
    heading = "Über einen TOP entscheiden"

    def get_form_class(self) -> Any:
        return AnswerForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {"item": kwargs.pop("instance"), **kwargs}

    def save(self, form: Any) -> AgendaItem:
        answer, word, by = form.cleaned_data["answer"], form.cleaned_data["word"], self.request.user
        if answer == AnswerForm.DECLINE:
            return actions.decline(self.item, word, by=by)
        if answer == AnswerForm.POSTPONE:
            return actions.postpone(self.item, form.cleaned_data["to"], word=word, by=by)
        return actions.accept(self.item, word=word, by=by)


class ItemPost(OfMeeting, LockedPost):
    """A button on the meeting's page; without it, the page."""

    anchor = "#tagesordnung"

    def carry_out(self) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.back(self.anchor)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.carry_out()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back(self.anchor)


class ItemMove(ItemPost):
    """One place up or down; the page goes on at the TOP, wherever it stands now."""

    @property
    def anchor(self) -> str:  # type: ignore[override]
        return f"#top-{self.kwargs['item']}"

    def carry_out(self) -> None:
        rows = AgendaItem.objects.on_agenda().filter(meeting=self.kwargs["pk"])
        item = get_object_or_404(rows, pk=self.kwargs["item"])
        move(item, down=self.request.POST.get("richtung") == "ab", by=self.request.user)
        place = list(rows.all()).index(item) + 1
        messages.success(self.request, f"„{item.title}“ ist jetzt TOP {place}.")


class ItemOrder(ItemPost):
    """All places at once, by the numbers typed."""

    def carry_out(self) -> None:
        places = {}
        for name in self.request.POST:
            value = str(self.request.POST[name])
            if name.startswith("platz-") and name[6:].isdecimal():
                if not value.strip().isdecimal() or len(value.strip()) > 4:
                    raise ValidationError(f"„{value[:20]}“ ist kein Platz. Geben Sie Zahlen ab 1 an.")
                places[int(name[6:])] = int(value)
        set_order(self.meeting, places, by=self.request.user)


class ItemTake(ItemPost):
    """Takes what was proposed by itself."""

    anchor = "#von-selbst"

    def carry_out(self) -> None:
        key = self.request.POST.get("quelle", "")
        found = suggestion(self.meeting, timezone.localdate(), key)
        if found is None:
            raise ValidationError(_TOO_LATE)
        item = AgendaItem(meeting=self.meeting, source=found.key, postponed_from_id=found.postponed_from)
        actions.save_item(item, found.fields, by=self.request.user, accept=True, why=found.reason)
        messages.success(self.request, f"„{item}“ steht auf der Tagesordnung.")
