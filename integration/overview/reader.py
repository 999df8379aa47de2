"""Whose overview it is: which hats the person wears, for which units they speak, what they may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from catalogue import figures
from catalogue.models import MeasureVersion, Responsibility, Unit
from catalogue.models.unit import reach_of
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.reference.unit_tree import UnitTree
from steering.models import Meeting
from steering.reports.board import Board as ReportBoard


@dataclass(frozen=True)
class Reader:
    """A person at a moment. Each question is asked of the database once."""

    user: Any
    now: dt.datetime

    @cached_property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @cached_property
    def is_office(self) -> bool:
        """True for the Koordination."""
        return self.user.has_perm("steering.change_meeting")

    @cached_property
    def sits_in_group(self) -> bool:
        """True for members of the Steuerungsgruppe who do not prepare its meetings themselves."""
        return self.user.has_perm("steering.add_agendaitem") and not self.is_office

    @cached_property
    def administers(self) -> bool:
        return self.user.has_perm("accounts.change_user")

    @cached_property
    def sees_all(self) -> bool:
        return self.user.has_perm("catalogue.view_all_measures")

    @cached_property
    def reach(self) -> set[int]:
        """Return the keys of the units for which the person speaks, and of those below them."""
        return reach_of(self.user, on=self.today)

    @cached_property
    def units(self) -> list[Unit]:
        """Return the units the person belongs to, not those below them."""
        if not self.reach:
            return []
        rows = Unit.objects.of_member(self.user, on=self.today).without_tree_fields()
        return list(rows.distinct().order_by("slug"))

    @cached_property
    def tree(self) -> UnitTree:
        return UnitTree.load()

    @cached_property
    def report_board(self) -> ReportBoard:
        return ReportBoard(self.user, today=self.today)

    @cached_property
    def versions(self) -> MeasureVersionQuerySet:
        """Return today's measures as far as the person may see them."""
        return figures.visible_measures(self.user)

    @cached_property
    def own_versions(self) -> MeasureVersionQuerySet:
        """Return today's measures in which one of the person's units takes part."""
        return MeasureVersion.objects.current().filter(pk__in=self._taking_part.values("version"))

    @property
    def own_measures(self) -> Any:
        """Return the keys of the measures in which one of the units takes part or took part."""
        return self._taking_part.order_by().values("version__measure")

    @property
    def _taking_part(self) -> Any:
        return Responsibility.objects.filter(unit__in=self.reach)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Return this year's meetings and all that are to come or want their minutes, the last one first."""
        if not self.user.has_perm("steering.view_meeting"):
            return []
        open_states = (Meeting.State.PLANNED, Meeting.State.INVITED, Meeting.State.HELD)
        wanted = Q(starts_at__year=self.today.year) | Q(starts_at__gte=self.now)
        wanted |= Q(state__in=(*open_states, Meeting.State.MINUTES_SENT))
        return list(Meeting.objects.exclude(state=Meeting.State.CANCELLED).filter(wanted))

    @property
    def next_meeting(self) -> Meeting | None:
        coming = [one for one in self.meetings if one.starts_at >= self.now]
        return min(coming, key=lambda one: one.starts_at, default=None)
