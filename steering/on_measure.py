"""What the Steuerungsgruppe's work says of one measure, for the measure's own page.

Most measures were never on an agenda: one query tells which parts there are, and only those are read.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from catalogue.models import Measure
from steering.models import (
    AgendaItem,
    Assignment,
    MeetingDocument,
    Resolution,
    ResourceRequest,
    Review,
)
from steering.models.resolution import RESULTS_KNOWN


class OnMeasure:
    """`measure` is the key of a measure that the person sees; who sees it reads what concerns it."""

    def __init__(self, measure: int, user: Any) -> None:
        self.measure, self.user = measure, user

    @cached_property
    def _there(self) -> dict[str, bool]:
        parts = {
            f"has_{name}": Exists(getattr(self, f"_{name}").filter(**{of: OuterRef("pk")}).order_by())
            for name, of in (
                ("items", "measures"),
                ("papers", "items__measures"),
                ("resolutions", "measures"),
                ("assignments", "measures"),
                ("reviews", "measure"),
                ("requests", "measure"),
            )
        }
        found: dict[str, Any] = Measure.objects.filter(pk=self.measure).values(**parts).get()  # type: ignore[assignment]
        return found

    @property
    def is_empty(self) -> bool:
        return not any(self._there.values())

    @property
    def has_papers(self) -> bool:
        return self._there["has_papers"]

    @property
    def reads_meetings(self) -> bool:
        """True where a TOP may link to its meeting."""
        return bool(self.user.has_perm("steering.view_meeting"))

    @property
    def items(self) -> list[AgendaItem]:
        """Return the TOPs that named the measure, the last meeting's first."""
        rows = self._items.filter(measures=self.measure).select_related("meeting")
        rows = rows.order_by("-meeting__starts_at", "position")
        if self.has_papers:
            rows = rows.prefetch_related(Prefetch("documents", self._papers.select_related("file")))
        return list(rows) if self._there["has_items"] else []

    @property
    def resolutions(self) -> list[Resolution]:
        rows = self._resolutions.filter(measures=self.measure).select_related("item__meeting")
        return (
            list(rows.order_by("-item__meeting__starts_at", "pk")) if self._there["has_resolutions"] else []
        )

    @property
    def assignments(self) -> list[Assignment]:
        rows = self._assignments.filter(measures=self.measure).select_related("unit")
        return list(rows.order_by("-due")) if self._there["has_assignments"] else []

    @property
    def reviews(self) -> list[Review]:
        """Return what units said meeting by meeting, the last first."""
        rows = self._reviews.filter(measure=self.measure).select_related("meeting", "unit")
        return list(rows) if self._there["has_reviews"] else []

    @property
    def requests(self) -> list[ResourceRequest]:
        return list(self._requests.filter(measure=self.measure)) if self._there["has_requests"] else []

    # --- What the person may know of each part

    @property
    def _items(self) -> QuerySet[AgendaItem]:
        return AgendaItem.objects.told_to(self.user).discussed()

    @property
    def _papers(self) -> QuerySet[MeetingDocument]:
        return MeetingDocument.objects.all()

    @property
    def _resolutions(self) -> QuerySet[Resolution]:
        rows = Resolution.objects.all()
        return rows if self.reads_meetings else rows.filter(item__meeting__state__in=RESULTS_KNOWN)

    @property
    def _assignments(self) -> QuerySet[Assignment]:
        return Assignment.objects.filter(started_at__isnull=False)

    @property
    def _reviews(self) -> QuerySet[Review]:
        return Review.objects.all()

    @property
    def _requests(self) -> QuerySet[ResourceRequest]:
        return ResourceRequest.objects.all()
