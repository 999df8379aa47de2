"""Many measures changed at once: what is to change, what that would do, and what came of it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from catalogue.editing.bulk_change import BulkDone, BulkPlan, carry_out, plan_bulk, present_among
from catalogue.editing.bulk_form import BulkForm
from catalogue.editing.conflicts import ShownConflict, shown_conflicts
from catalogue.models import MeasureVersion
from catalogue.past.as_of import PARAMETER as AS_OF
from catalogue.reference.references import References
from catalogue.views.measure import MeasureSelection
from integration.history.models import ChangeSet

MARKED = "massnahme"  # the boxes of list and table
SCOPE, ONLY_MARKED = "umfang", "markiert"  # anything else: all hits of the filter
STEP, APPLY, BACK = "schritt", "uebernehmen", "zurueck"
_SHOWN = 50  # measures whose changes the preview spells out
_NUMBERS = re.compile(r"\d{1,6}(,\d{1,6}){0,49999}")


class MeasureBulk(MeasureSelection):
    """Opened with the list's parameters, which say what is selected, and the boxes that are ticked."""

    permission_required = ("catalogue.view_measure", "catalogue.change_measure")

    def get(self, request: HttpRequest) -> HttpResponse:
        numbers = [] if request.GET.get(AS_OF) else self._chosen()
        if not numbers:
            messages.warning(request, "Bitte markieren Sie zuerst, welche Maßnahmen Sie ändern wollen.")
            return redirect(self.back)
        return self.show(self.form(), numbers)

    def post(self, request: HttpRequest) -> HttpResponse:
        numbers = self._sent()
        form = self.form(request.POST)
        step = request.POST.get(STEP)
        if not form.is_valid():
            return self.show(form, numbers, status=422)
        if step == BACK:
            return self.show(form, numbers)
        if step != APPLY:
            since = ChangeSet.objects.in_order().first()
            if since is None:
                raise BadRequest("There is no catalogue.")
            return self.preview(form, numbers, since)
        planned = self.plan(form, numbers, self._since())
        done = carry_out(planned.edits, by=request.user, reason=form.cleaned_data["reason"])
        return self.done(form, planned, done)

    # --- What is chosen

    def _chosen(self) -> list[int]:
        """Return the numbers of the measures that the address names."""
        if self.request.GET.get(SCOPE) == ONLY_MARKED:
            sent = ",".join(self.request.GET.getlist(MARKED))
            return self._visible(sent) if sent else []
        return list(self.selection().qs.in_catalogue_order().values_list("number", flat=True))

    def _sent(self) -> list[int]:
        numbers = self._visible(self.request.POST.get("massnahmen", ""))
        if not numbers:
            raise BadRequest("None of these measures is there.")
        return numbers

    def _visible(self, text: str) -> list[int]:
        """Return the numbers in the text whose measures are there for this person."""
        if not _NUMBERS.fullmatch(text):
            raise BadRequest("Not a list of measures.")
        numbers = [int(number) for number in text.split(",")]
        return present_among(numbers, MeasureVersion.objects.visible_to(self.request.user))

    def _since(self) -> ChangeSet:
        """Return the change set after which the preview was made."""
        sent = self.request.POST.get("gegen", "")
        since = ChangeSet.objects.filter(pk=int(sent)) if re.fullmatch(r"\d{1,12}", sent) else None
        if since is None or (found := since.first()) is None:
            raise BadRequest("The preview is of no known moment.")
        return found

    @property
    def back(self) -> str:
        """Return the address of the list as it was selected."""
        asked = self.request.GET.copy()
        for name in (MARKED, SCOPE, "page"):
            asked.pop(name, None)
        return f"{reverse('catalogue:measure-list')}?{asked.urlencode()}".removesuffix("?")

    # --- What is shown

    @cached_property
    def refs(self) -> References:
        return References.load()

    def form(self, data: Any = None) -> BulkForm:
        return BulkForm(data, refs=self.refs, day=timezone.localdate())

    def plan(self, form: BulkForm, numbers: list[int], since: ChangeSet) -> BulkPlan:
        return plan_bulk(form.change, numbers, since, self.refs)

    def show(self, form: BulkForm, numbers: list[int], status: int = 200) -> HttpResponse:
        today = timezone.localdate()
        units = [one for one in self.refs.units.values() if not one.valid_until or one.valid_until >= today]
        context = {"form": form, "units": units, "hide_optional": True}
        return self._page("measure_bulk", numbers, context, status)

    def preview(self, form: BulkForm, numbers: list[int], since: ChangeSet) -> HttpResponse:
        planned = self.plan(form, numbers, since)
        context = {"form": form, "plan": planned, "since": since, "changes": planned.changes[:_SHOWN]}
        return self._page("measure_bulk_preview", numbers, context)

    def done(self, form: BulkForm, planned: BulkPlan, done: BulkDone) -> HttpResponse:
        number = len(done.applied.changed)
        if done.collisions or done.gone:
            bases = {edit.number: edit.base for edit in planned.edits}
            collisions: list[tuple[int, list[ShownConflict]]] = [
                (number, shown_conflicts(base, merged))
                for number, merged in sorted(done.collisions.items())
                if (base := bases[number])
            ]
            context = {"form": form, "done": done, "changed": number, "collisions": collisions}
            return self._page("measure_bulk_done", [one for one, _ in collisions], context)
        if done.applied.change_set is None:
            messages.info(self.request, "Alle Maßnahmen sagen das schon. Nichts wurde geändert.")
            return redirect(self.back)
        messages.success(self.request, f"{number} Maßnahme{'n' if number != 1 else ''} geändert.")
        return redirect("catalogue:change-set-detail", done.applied.change_set.pk)

    def _page(
        self, name: str, numbers: list[int], context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context |= {"numbers": numbers, "joined": ",".join(map(str, numbers)), "back": self.back}
        return render(self.request, f"catalogue/{name}.html", context, status=status)
