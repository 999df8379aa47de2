"""The pages that edit a measure: its form, and what to do where somebody else has edited it meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import View

from catalogue.actions import (
    Collision,
    MeasureEdit,
    NumberTaken,
    Withdrawn,
    apply,
    create_measure,
    edit_measure,
)
from catalogue.changes import shown
from catalogue.editing.conflict_form import ConflictForm
from catalogue.editing.conflicts import settle
from catalogue.editing.edit_dispute import Dispute, OwnEdits, edited, merged_with
from catalogue.editing.measure_form import UNITS, MeasureForm, next_number, number_taken
from catalogue.models import MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.records import MeasureRecord, edits_between, leaves
from catalogue.reference.references import References
from integration.history.models import ChangeSet

ADD_ROW = "zeile"  # the name of the buttons that add a row; their value says where
BRING_BACK = "wieder-anlegen"
_SAME = "Ihre Angaben stehen schon so im Katalog. Nichts wurde geändert."


def draft_key(user: Any, number: int | None) -> str:
    """Return under which name the browser keeps what a person has typed but not saved."""
    return f"entwurf:{user.pk}:massnahme-{number or 'neu'}"


class MeasureFormView(PermissionRequiredMixin, View):
    """A page with the form of a measure, there already or new."""

    def show(self, form: MeasureForm, version: int = 0, status: int = 200, **context: Any) -> HttpResponse:
        number = form.base.number if version else None
        context |= {
            "form": form,
            "measure": form.base,
            "here": f"Maßnahme {form.base.number}",
            "version": version,
            "units": form.valid_units,
            "draft_key": draft_key(self.request.user, number),
            "hide_optional": True,  # hardly anything is demanded
        }
        return render(self.request, "catalogue/measure_form.html", context, status=status)

    def show_another_row(self, form: MeasureForm, version: int = 0) -> HttpResponse:
        """Show the form again with everything typed so far and one more row, unjudged."""
        prefix = self.request.POST[ADD_ROW]
        data = form.with_another_row(prefix)
        again = MeasureForm(data, base=form.base, is_new=not version, is_draft=True, **_today())
        rows, first = (again.units, "unit") if prefix == UNITS else (again.listings, "sub_number")
        rows.forms[-1].fields[first].widget.attrs["autofocus"] = True
        return self.show(again, version, is_unsaved=True)

    def saved(self, number: int, sentence: str, *, is_new: bool = False) -> HttpResponse:
        """Say that all is stored, and have the browser forget what it kept."""
        key = draft_key(self.request.user, None if is_new else number)
        messages.success(self.request, sentence, extra_tags=key)
        return redirect("catalogue:measure-detail", number)


class MeasureCreate(MeasureFormView):
    permission_required = ("catalogue.view_measure", "catalogue.add_measure")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if ADD_ROW in request.POST:
            return self.show_another_row(form)
        if not form.is_valid():
            return self.show(form, is_unsaved=True, status=422)
        edit = MeasureEdit(form.chosen_number, leaves(form.record()))
        try:
            create_measure(edit, by=request.user, reason=form.cleaned_data["reason"])
        except NumberTaken:
            form.add_error("number", number_taken(form.chosen_number))
            return self.show(form, is_unsaved=True, status=422)
        return self.saved(edit.number, f"Maßnahme {edit.number} ist angelegt.", is_new=True)

    def form(self, data: Any = None) -> MeasureForm:
        return MeasureForm(data, base=MeasureRecord(next_number()), is_new=True, **_today())


class MeasureEditing(MeasureFormView):
    """What editing a measure and settling a conflict have in common."""

    permission_required = ("catalogue.view_measure", "catalogue.change_measure")

    @property
    def versions(self) -> MeasureVersionQuerySet:
        """Return the measure's versions that the person may see."""
        visible = MeasureVersion.objects.visible_to(self.request.user)
        return visible.with_records().filter(number=self.kwargs["number"])

    def version(self, sent: Any) -> MeasureVersion:
        """Return the version that a form says it was opened at; a form without one is none of ours (400)."""
        text = str(sent or "")
        if text.isdecimal() and len(text) < 9 and (found := self.versions.filter(version=int(text)).first()):
            return found
        get_object_or_404(self.versions[:1])
        raise BadRequest("The form belongs to no version of the measure.")

    def save(self, own: OwnEdits, base: MeasureVersion) -> HttpResponse:
        """Write the edits made on `base`, or show what stands against them."""
        edit = MeasureEdit(own.number, own.edits, base.record)
        try:
            applied = edit_measure(edit, by=self.request.user, reason=own.reason)
        except Withdrawn:
            changes = shown(base.record, edited(base, own))
            context = {"changes": changes, "sealed": own.sealed(self.request.user), "number": own.number}
            return render(self.request, "catalogue/measure_withdrawn.html", context, status=409)
        except Collision:
            theirs = get_object_or_404(self.versions.current())
            return self.ask(Dispute(own, base, theirs))
        if applied.change_set is None:
            return self.saved(own.number, _SAME)
        sentences = (f"Maßnahme {own.number} ist gespeichert.", merged_with(base))
        return self.saved(own.number, " ".join(filter(None, sentences)))

    def ask(self, dispute: Dispute, form: ConflictForm | None = None) -> HttpResponse:
        """Show what collides, word by word, and let the person choose."""
        context = {
            "dispute": dispute,
            "form": form or ConflictForm(dispute.conflicts),
            "sealed": dispute.own.sealed(self.request.user),
            "number": dispute.own.number,
            "here": f"Maßnahme {dispute.own.number}",
        }
        return render(self.request, "catalogue/measure_conflict.html", context, status=409)


class MeasureUpdate(MeasureEditing):
    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        current = get_object_or_404(self.versions.current())
        asked = request.GET.get("fassung")  # typed on an earlier version, kept by the browser
        base = self.version(asked) if asked else current
        form = MeasureForm(base=base.record, **_today())
        return self.show(form, base.version)

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        base = self.version(request.POST.get("version"))
        form = MeasureForm(request.POST, base=base.record, **_today())
        if ADD_ROW in request.POST:
            return self.show_another_row(form, base.version)
        if not form.is_valid():
            return self.show(form, base.version, is_unsaved=True, status=422)
        edits = edits_between(base.record, form.record())
        if not edits:
            return self.saved(number, "Sie haben nichts geändert.")
        return self.save(OwnEdits(number, base.version, edits, form.cleaned_data["reason"]), base)


class MeasureConflict(MeasureEditing):
    """Takes the choices of the conflict page, and saves against the version they were made on."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        get_object_or_404(self.versions[:1])
        return redirect("catalogue:measure-update", number)

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        own = self.own_edits()
        base = self.version(own.version)
        if BRING_BACK in request.POST:
            return self.bring_back(own, base)
        dispute = Dispute(own, base, self.version(request.POST.get("gegen")))
        form = ConflictForm(dispute.conflicts, request.POST)
        if not form.is_valid():
            return self.ask(dispute, form)
        edits = settle(dispute.merged, dispute.theirs.record, form.ours)
        return self.save(own._replace(version=dispute.theirs.version, edits=edits), dispute.theirs)

    def own_edits(self) -> OwnEdits:
        get_object_or_404(self.versions[:1])
        try:
            own = OwnEdits.opened(self.request.POST.get("eigene", ""), self.request.user)
        except signing.BadSignature:
            raise BadRequest("These edits were not made here.") from None
        if own.number != self.kwargs["number"]:
            raise BadRequest("These edits belong to another measure.")
        return own

    def bring_back(self, own: OwnEdits, base: MeasureVersion) -> HttpResponse:
        """Write the measure anew as the person wanted it; whoever was faster is not overwritten."""
        edit = MeasureEdit(own.number, leaves(edited(base, own)), MeasureRecord(own.number))
        try:
            apply([edit], by=self.request.user, way=ChangeSet.Way.FORM, reason=own.reason)
        except Collision:
            messages.error(self.request, "Die Maßnahme wurde inzwischen von anderer Seite wieder angelegt.")
            return redirect("catalogue:measure-update", own.number)
        return self.saved(own.number, f"Maßnahme {own.number} ist wieder angelegt.")


def _today() -> dict[str, Any]:
    """Return what a form needs to know of today."""
    return {"refs": References.load(), "day": timezone.localdate()}
