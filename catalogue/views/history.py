"""The history of one measure, and bringing back what it said earlier."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView, View

from catalogue.actions import Collision, Withdrawn
from catalogue.changes import shown
from catalogue.models import MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.change_forms import RestoreForm
from catalogue.past.restoring import record_of, restore
from catalogue.past.timeline import events, steps
from catalogue.records import MeasureRecord

STEPS_PER_PAGE = 20


class MeasureHistoryView(PermissionRequiredMixin, View):
    """A view of a measure's past, as far as the person may see it."""

    permission_required: str | tuple[str, ...] = "catalogue.view_measure"

    @cached_property
    def versions(self) -> MeasureVersionQuerySet:
        visible = MeasureVersion.objects.visible_to(self.request.user)
        return visible.filter(measure__number=self.kwargs["number"])

    @cached_property
    def current(self) -> MeasureVersion | None:
        """Today's version, None where the measure is not in the catalogue or the person may not see it."""
        return self.versions.current().with_records().first()


class MeasureHistory(MeasureHistoryView, TemplateView):
    template_name = "catalogue/measure_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.kwargs["number"]
        found = steps(number, self.versions)
        if not found:
            raise Http404
        page = Paginator(found, STEPS_PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            here="Verlauf",
            measure=f"Maßnahme {number}",
            current=self.current,
            events=events(number, list(page.object_list)),
            page=page,
            **kwargs,
        )


class MeasureRestore(MeasureHistoryView, TemplateView):
    """Says what bringing back an earlier version would change (GET) and does it (POST)."""

    permission_required = ("catalogue.view_measure", "catalogue.change_measure")
    template_name = "catalogue/measure_restore.html"

    @cached_property
    def target(self) -> MeasureVersion:
        return get_object_or_404(self.versions.with_records(), version=self.kwargs["version"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = self.current.record if self.current else None
        seen = {"seen": self.current.version if self.current else 0}
        kwargs.setdefault("form", RestoreForm(initial=seen))
        return super().get_context_data(
            measure=f"Maßnahme {self.target.number}",
            target=self.target,
            is_current=self.current is not None,
            changes=shown(now, self.target.record),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RestoreForm(request.POST)
        version = form.cleaned_data["seen"] if form.is_valid() else None
        seen = record_of(self.target.number, version) if version else None
        if version is None or (version and not seen):
            status = 200 if "reason" in form.errors else 400
            return self.render_to_response(self.get_context_data(form=form), status=status)
        reason = form.cleaned_data["reason"]
        try:
            applied = restore(self.target, seen=seen, by=request.user, reason=reason)
        except (Collision, Withdrawn):
            return self.collided(seen, reason)
        if applied.change_set:
            messages.success(request, f"Maßnahme {self.target.number} ist wiederhergestellt.")
        else:
            messages.info(request, "So steht die Maßnahme schon im Katalog. Nichts wurde geändert.")
        return redirect("catalogue:measure-history", self.target.number)

    def collided(self, seen: MeasureRecord | None, reason: str) -> HttpResponse:
        """Ask again, in view of what somebody has changed in between; nothing was written."""
        now = self.current
        form = RestoreForm(initial={"seen": now.version if now else 0, "reason": reason})
        since = shown(seen, now.record if now else None)
        return self.render_to_response(self.get_context_data(form=form, since=since), status=409)
