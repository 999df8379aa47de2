"""Takes one cell that was written in the catalogue's table; answers in JSON, for the script of that page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from catalogue.actions import Collision, Withdrawn
from catalogue.editing.cell_edit import CellRefused, NewEntries, rendered, write_cell
from catalogue.editing.cell_form import CellForm
from catalogue.editing.conflicts import OURS
from catalogue.editing.edit_dispute import merged_with
from catalogue.models import MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.reference.references import References

REFUSED, SAVED, ASKS, CONFLICT = "abgelehnt", "gespeichert", "frage", "konflikt"


class CellUpdate(PermissionRequiredMixin, View):
    """Answers with `ergebnis` and a `satz` to say; once saved, with the measure's `fassung` and `zeilen`:
    the texts by sub-number and column key, for others may have changed more of them."""

    permission_required = ("catalogue.view_measure", "catalogue.change_measure")
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> JsonResponse:
        form = CellForm(request.POST)
        if not form.is_valid():
            return _answer(REFUSED, form.sentence, status=400)
        data = form.cleaned_data
        versions = MeasureVersion.objects.visible_to(request.user).with_records()
        versions = versions.filter(number=data["massnahme"])
        base = get_object_or_404(versions, version=data["fassung"])
        against = get_object_or_404(versions, version=data["gegen"]) if data["gegen"] else None
        try:
            applied = write_cell(
                form.cell, base, by=request.user, against=against, takes_ours=data["wahl"] == OURS
            )
        except CellRefused as refused:
            return _answer(REFUSED, str(refused), status=400)
        except NewEntries as new:
            return _answer(ASKS, f"{new} Wirklich so anlegen?", status=409)
        except Withdrawn:
            sentence = f"Maßnahme {base.number} steht nicht mehr im Katalog. Nichts wurde gespeichert."
            return _answer(REFUSED, sentence, status=409)
        except Collision:
            return self.conflict(form, base, versions)
        return self.saved(against or base, versions, wrote=applied.change_set is not None)

    def saved(self, base: MeasureVersion, versions: MeasureVersionQuerySet, *, wrote: bool) -> JsonResponse:
        sentence = f"Gespeichert. {merged_with(base)}".strip() if wrote else "So steht es schon im Katalog."
        refs, current = References.load(), versions.current().get()
        return _answer(SAVED, sentence, fassung=current.version, zeilen=rendered(current.record, refs))

    def conflict(
        self, form: CellForm, base: MeasureVersion, versions: MeasureVersionQuerySet
    ) -> JsonResponse:
        """Answer with what stood in the cell and what others made of it (`vorher`, `andere`)."""
        refs, current = References.load(), versions.current().get()
        key, sub = form.cleaned_data["spalte"], form.cleaned_data["zeile"]
        before, after = (rendered(one.record, refs).get(sub, {}).get(key, "") for one in (base, current))
        who = current.change_set.by_function or "Systembetreuung"
        sentence = f"Nicht gespeichert: {who} hat dieselbe Angabe inzwischen geändert."
        return _answer(CONFLICT, sentence, status=409, gegen=current.version, vorher=before, andere=after)


def _answer(result: str, sentence: str, *, status: int = 200, **more: Any) -> JsonResponse:
    return JsonResponse({"ergebnis": result, "satz": sentence, **more}, status=status)
