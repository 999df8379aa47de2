"""What stands beside a measure's record today, for one reader.

Beside most measures there is nothing: one query tells which parts there are, and only those are read.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from catalogue.models import (
    Clarification,
    Confirmation,
    FollowUp,
    Measure,
    MeasureVersion,
    NeedChange,
    RevisionNote,
)
from catalogue.upkeep.steps import may_confirm
from integration.prepared import Prepared

_PARTS = (Clarification, NeedChange, RevisionNote, FollowUp, Confirmation)


def _parts_of(measure: int) -> QuerySet:
    rows = Measure.objects.filter(pk=measure).order_by()
    return rows.values_list(*(Exists(part.objects.filter(measure=OuterRef("pk"))) for part in _PARTS))


_THERE = Prepared(_parts_of)


class MeasureSteps:
    """Questions, changed needs, notes, follow-ups and confirmations of a version's measure on `day`."""

    def __init__(self, version: MeasureVersion, user: Any, day: dt.date) -> None:
        self.version, self.user, self.day = version, user, day
        self.measure = version.measure_id

    @cached_property
    def _there(self) -> set[Any]:
        (row,) = _THERE.rows(self.measure)
        return {part for part, is_there in zip(_PARTS, row, strict=True) if is_there}

    @cached_property
    def clarifications(self) -> list[Clarification]:
        if Clarification not in self._there:
            return []
        rows = Clarification.objects.filter(measure=self.measure).by_age()
        return list(rows.select_related("unit", "opened__by", "closed__by"))

    @property
    def questions(self) -> list[Clarification]:
        return [one for one in self.clarifications if one.is_open]

    @property
    def answers(self) -> list[Clarification]:
        """Return what was asked and is no longer open, the latest first."""
        closed = [one for one in self.clarifications if one.closed]
        return sorted(closed, key=lambda one: one.closed.at if one.closed else one.opened.at, reverse=True)

    @cached_property
    def need_changes(self) -> list[NeedChange]:
        is_there = NeedChange in self._there
        return list(NeedChange.objects.filter(measure=self.measure)) if is_there else []

    @cached_property
    def revision_notes(self) -> list[RevisionNote]:
        is_there = RevisionNote in self._there
        return list(RevisionNote.objects.filter(measure=self.measure)) if is_there else []

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        """Return what will be laid before this person again."""
        if FollowUp not in self._there:
            return []
        rows = FollowUp.objects.filter(measure=self.measure).outstanding().visible_to(self.user)
        return list(rows.select_related("clarification"))

    @cached_property
    def confirmation(self) -> Confirmation | None:
        if Confirmation not in self._there:
            return None
        return Confirmation.objects.filter(measure=self.measure).order_by("-at").first()

    @cached_property
    def may_confirm(self) -> bool:
        return may_confirm(self.version, self.user)
