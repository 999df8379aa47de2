"""The pages of the Steuerungsgruppe's seats: who sits there on a day, and what the office does about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from catalogue.views.reference import ReferenceSave
from catalogue.views.unit import offered_units
from integration.history.models import ChangeSet
from steering.models import Seat
from steering.models.seat import CONSTITUTED
from steering.seat_actions import end_seat, save_seat, succeed
from steering.seat_forms import DayForm, EndForm, SeatForm, SuccessionForm

_SHOWN = 12  # changes


class SeatList(PermissionRequiredMixin, TemplateView):
    permission_required = "steering.view_meeting"
    template_name = "steering/seat_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = DayForm(self.request.GET)
        day = (form.cleaned_data["am"] if form.is_valid() else None) or today
        seats = list(_seats())
        return super().get_context_data(
            form=form,
            day=day,
            today=today,
            constituted=CONSTITUTED,
            held=_in_order(seat for seat in seats if seat.is_held(on=day)),
            earlier=[seat for seat in seats if seat.valid_until and seat.valid_until < day],
            later=[seat for seat in seats if seat.valid_from > day],
            history=_changes() if self.request.user.has_perm("steering.change_meeting") else [],
            **kwargs,
        )


def _seats() -> QuerySet[Seat]:
    return Seat.objects.select_related("unit", "person", "deputy").order_by("unit__slug", "valid_from")


def _in_order(seats: Iterable[Seat]) -> list[Seat]:
    """Return the Vorsitz first, then the Geschäftsführung, then the members by unit."""
    rank = {Seat.Office.CHAIR.value: 0, Seat.Office.MANAGEMENT.value: 1}
    return sorted(seats, key=lambda seat: (rank.get(seat.office, 2), seat.unit.slug))


def _changes() -> QuerySet[ChangeSet]:
    rows = ChangeSet.objects.filter(reference_changes__model="steering.seat").distinct()
    return rows.select_related("by").prefetch_related("reference_changes").in_order()[:_SHOWN]


class SeatUpdate(ReferenceSave):
    permission_required = "steering.change_meeting"
    template_name = "steering/seat_form.html"
    form_class: Any = SeatForm
    heading = "Sitz bearbeiten"
    lead = (
        "Für Berichtigungen. Wechselt das Mitglied, wählen Sie „Neu besetzen“: "
        "Dann bleibt stehen, wer vorher da war."
    )

    def get_queryset(self) -> QuerySet[Seat]:
        return _seats()

    def save(self, form: Any) -> Seat:
        reason = form.cleaned_data["reason"]
        return save_seat(form.instance, form.row_fields(), by=self.request.user, reason=reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading, lead=self.lead, units=offered_units(), seat=self.object, **kwargs
        )

    def get_success_url(self) -> str:
        return reverse("steering:seat-list")


class SeatCreate(SeatUpdate):
    """The same form for a seat there is not yet."""

    heading = "Sitz anlegen"
    lead = "Ein Sitz gehört einer Stelle. Er kann zunächst unbesetzt sein."

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def get_initial(self) -> dict[str, Any]:
        return {"valid_from": timezone.localdate()}


class SeatSucceed(SeatUpdate):
    """Somebody else takes the place."""

    form_class = SuccessionForm
    heading = "Sitz neu besetzen"
    lead = "Der bisherige Sitz endet am Tag davor; wer dort saß, bleibt nachlesbar."

    def get_form_kwargs(self) -> dict[str, Any]:
        seat: Any = self.object
        empty = Seat(unit=seat.unit, office=seat.office, is_voting=seat.is_voting)
        return {**super().get_form_kwargs(), "instance": empty}

    def save(self, form: Any) -> Seat:
        fields, reason = form.row_fields(), form.cleaned_data["reason"]
        seat: Any = self.object
        return succeed(seat, fields, by=self.request.user, reason=reason)


class SeatEnd(SeatUpdate):
    """A unit leaves the group."""

    form_class = EndForm
    heading = "Sitz beenden"
    lead = (
        "Der Sitz bleibt als früherer Sitz stehen. Wer ihn innehat, verliert danach die Rechte der "
        "Steuerungsgruppe."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["instance"]
        return kwargs

    def save(self, form: Any) -> Seat:
        seat: Any = self.object
        return end_seat(seat, **form.cleaned_data, by=self.request.user)
