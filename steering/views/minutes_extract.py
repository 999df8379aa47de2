"""Protokollauszüge: what of the minutes concerns a department, and when it was given to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from catalogue.models import MeasureVersion, Unit
from catalogue.models.unit import keys_below, reach_of
from catalogue.reference.unit_tree import UnitTree
from integration.documents import pdf
from steering.minutes import minutes_pdf
from steering.minutes.minutes_actions import hand_over
from steering.models import Meeting
from steering.models.resolution import RESULTS_KNOWN
from steering.views.minutes import OfMeeting


class ExtractList(OfMeeting, TemplateView):
    """Whom the minutes concern: departments with Aufträge or with measures on the agenda."""

    permission_required = ("steering.view_meeting", "steering.change_meeting")
    template_name = "steering/minutes_extracts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[int, list[Any]] = {}
        for one in self.meeting.handovers.all():
            given.setdefault(one.unit_id, []).append(one)
        units = concerned(self.meeting)
        return super().get_context_data(
            meeting=self.meeting,
            rows=[(unit, given.get(unit.pk, [])) for unit in units],
            is_out=self.meeting.state in RESULTS_KNOWN,
            here=self.here,
            **kwargs,
        )


class ExtractHandOver(ExtractList):
    """Notes that a department was given its extract today."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("steering:minutes-extract-list", self.meeting.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unit = get_object_or_404(Unit, slug=self.kwargs["slug"])
        try:
            hand_over(self.meeting, unit, day=timezone.localdate(), by=request.user)
            messages.success(request, f"Vermerkt: heute an {unit} weitergegeben.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("steering:minutes-extract-list", self.meeting.pk)


class ExtractPdf(OfMeeting):
    """A department's extract: for the group, and for whoever belongs to that department."""

    permission_required = "steering.view_assignment"

    def get(self, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        unit = get_object_or_404(Unit, slug=slug)
        if not request.user.has_perm("steering.view_meeting"):
            own = reach_of(request.user, on=timezone.localdate())
            if unit.pk not in own or self.meeting.state not in RESULTS_KNOWN:
                raise Http404
        top = Unit.objects.filter(pk=unit.pk)
        below = Unit.objects.filter(pk__in=keys_below(top))
        versions = MeasureVersion.objects.current().for_units(top)
        data = minutes_pdf.extract(
            self.record,
            str(unit),
            set(below.values_list("slug", flat=True)),
            set(versions.values_list("number", flat=True)),
            at=timezone.now(),
        )
        name = f"Protokollauszug_{unit.slug}_{timezone.localdate(self.meeting.starts_at):%Y-%m-%d}.pdf"
        return pdf.answer(data, name)


def concerned(meeting: Meeting) -> list[Unit]:
    """Return the units at the top of the tree that Aufträge or measures of the meeting concern."""
    tree = UnitTree.load()
    items = meeting.items.on_agenda()
    keys = set(Unit.objects.filter(assignments__item__in=items).values_list("pk", flat=True))
    measures = set(items.exclude(measures=None).order_by().values_list("measures", flat=True))
    measures |= set(
        items.exclude(resolutions__measures=None).order_by().values_list("resolutions__measures", flat=True)
    )
    versions = MeasureVersion.objects.current().filter(measure__in=measures)
    keys |= set(Unit.objects.filter(responsibilities__version__in=versions).values_list("pk", flat=True))
    tops = {list(tree.above(key))[-1] for key in keys}
    return list(Unit.objects.without_tree_fields().filter(pk__in=tops).order_by("slug"))
