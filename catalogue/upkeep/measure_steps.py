"""What stands beside a measure's record today, for one reader."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from catalogue.models import Clarification, Confirmation, FollowUp, MeasureVersion, NeedChange, RevisionNote
from catalogue.upkeep.steps import may_confirm


class MeasureSteps:
    """Questions, changed needs, notes, follow-ups and confirmations of a version's measure on `day`."""

    def __init__(self, version: MeasureVersion, user: Any, day: dt.date) -> None:
        self.version, self.user, self.day = version, user, day
        self.measure = version.measure_id

    @cached_property
    def clarifications(self) -> list[Clarification]:
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
        return list(NeedChange.objects.filter(measure=self.measure))

    @cached_property
    def revision_notes(self) -> list[RevisionNote]:
        return list(RevisionNote.objects.filter(measure=self.measure))

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        """Return what will be laid before this person again."""
        rows = FollowUp.objects.filter(measure=self.measure).outstanding().visible_to(self.user)
        return list(rows.select_related("clarification"))

    @cached_property
    def confirmation(self) -> Confirmation | None:
        return Confirmation.objects.filter(measure=self.measure).order_by("-at").first()

    @cached_property
    def may_confirm(self) -> bool:
        return may_confirm(self.version, self.user)
