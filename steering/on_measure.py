"""What the Steuerungsgruppe's work says of one measure, for the measure's own page.

Most measures were never on an agenda: one query tells which parts there may be, and only those are read.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from catalogue.models import Measure
from integration.prepared import Prepared
from steering.models import AgendaItem, Assignment, MeetingDocument, Resolution, ResourceRequest, Review
from steering.models.resolution import RESULTS_KNOWN

_PARTS: dict[Any, tuple[Any, str]] = {
    AgendaItem: (AgendaItem.measures.through, "measure"),
    Resolution: (Resolution.measures.through, "measure"),
    Assignment: (Assignment.measures.through, "measure"),
    Review: (Review, "measure"),
    ResourceRequest: (ResourceRequest, "measure"),
    MeetingDocument: (AgendaItem.documents.through, "agendaitem__measures"),
}  # and the rows by which they name a measure


def _parts_of(measure: int) -> QuerySet:
    naming = (rows.objects.filter(**{of: OuterRef("pk")}).order_by() for rows, of in _PARTS.values())
    return Measure.objects.filter(pk=measure).order_by().values_list(*map(Exists, naming))


_THERE = Prepared(_parts_of)


class OnMeasure:
    """`measure` is the key of a measure that the person sees; who sees it reads what concerns it."""

    def __init__(self, measure: int, user: Any) -> None:
        self.measure, self.user = measure, user

    @cached_property
    def _there(self) -> set[Any]:
        (row,) = _THERE.rows(self.measure)
        return {part for part, is_there in zip(_PARTS, row, strict=True) if is_there}

    @property
    def is_empty(self) -> bool:
        return not any((self.items, self.resolutions, self.assignments, self.reviews, self.requests))

    @cached_property
    def reads_meetings(self) -> bool:
        """True where a TOP may link to its meeting."""
        return bool(self.user.has_perm("steering.view_meeting"))

    @cached_property
    def items(self) -> list[AgendaItem]:
        """Return the TOPs that named the measure, the last meeting's first."""
        if AgendaItem not in self._there:
            return []
        rows = AgendaItem.objects.told_to(self.user).discussed().filter(measures=self.measure)
        if self.has_papers:
            papers = Prefetch("documents", MeetingDocument.objects.select_related("file"))
            rows = rows.prefetch_related(papers)
        return list(rows.select_related("meeting").order_by("-meeting__starts_at", "position"))

    @property
    def has_papers(self) -> bool:
        return MeetingDocument in self._there

    @cached_property
    def resolutions(self) -> list[Resolution]:
        if Resolution not in self._there:
            return []
        rows = Resolution.objects.filter(measures=self.measure).select_related("item__meeting")
        if not self.reads_meetings:
            rows = rows.filter(item__meeting__state__in=RESULTS_KNOWN)
        return list(rows.order_by("-item__meeting__starts_at", "pk"))

    @cached_property
    def assignments(self) -> list[Assignment]:
        if Assignment not in self._there:
            return []
        rows = Assignment.objects.filter(measures=self.measure, started_at__isnull=False)
        return list(rows.select_related("unit").order_by("-due"))

    @cached_property
    def reviews(self) -> list[Review]:
        """Return what units said meeting by meeting, the last first."""
        if Review not in self._there:
            return []
        return list(Review.objects.filter(measure=self.measure).select_related("meeting", "unit"))

    @cached_property
    def requests(self) -> list[ResourceRequest]:
        is_there = ResourceRequest in self._there
        return list(ResourceRequest.objects.filter(measure=self.measure)) if is_there else []
