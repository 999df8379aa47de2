"""What the overview says of Zielgespräche: the next one, what waits for a person's word, who is late."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from catalogue.models.unit import reach_of
from steering.freezing import checksum
from steering.models import GoalTalk, Side
from steering.talks.agreement_actions import obstacle, standing
from steering.talks.agreement_record import record_of
from steering.talks.cycle import Board, Row

_SHOWN = 5


class TalksNow:
    def __init__(self, user: Any, *, now: dt.datetime) -> None:
        self.user, self.now, self.today = user, now, timezone.localdate(now)

    @cached_property
    def own(self) -> set[int]:
        """Return the keys of the units for which the person speaks as partner."""
        if not self.user.has_perm("steering.change_annualgoal"):
            return set()
        return reach_of(self.user, on=self.today)

    @cached_property
    def coming(self) -> GoalTalk | None:
        """Return the next talk: of the person's units, for the office of all."""
        rows = GoalTalk.objects.standing().filter(starts_at__gte=self.now).select_related("unit")
        if not self.user.has_perm("steering.change_goaltalk"):
            rows = rows.filter(unit__in=self.own)
        return rows.order_by("starts_at").first()

    @cached_property
    def to_confirm(self) -> list[GoalTalk]:
        """Return the talks of the person's units whose agreement lacks the unit's confirmation."""
        rows = GoalTalk.objects.filter(unit__in=self.own).select_related("unit")
        open_ones = rows.filter(Q(state=GoalTalk.State.HELD) | ~Q(amendment=""))[:_SHOWN]
        return [talk for talk in open_ones if not obstacle(talk) and not _confirmed(talk)]

    @cached_property
    def late(self) -> list[Row]:
        """Return the units that are late this year, for those who read everything."""
        if not self.user.has_perm("catalogue.view_all_measures"):
            return []
        return Board(self.user, self.today.year, today=self.today).late

    @property
    def first_late(self) -> list[Row]:
        return self.late[:_SHOWN]

    @property
    def is_shown(self) -> bool:
        return bool(self.coming or self.to_confirm or self.late)


def _confirmed(talk: GoalTalk) -> bool:
    return any(one.side == Side.UNIT for one in standing(talk, checksum(record_of(talk))))
