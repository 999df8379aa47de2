"""What both sides should know before they talk: the unit's measures and all that has happened around them."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q
from django.utils import timezone

from catalogue.models import Clarification, Measure, MeasureVersion, NeedChange, Responsibility, Unit
from catalogue.models.unit import keys_below
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.records import MeasureRecord
from catalogue.vocabulary import Status
from steering.models import AnnualGoal, Assignment, GoalTalk, Resolution, ResourceRequest, Review


class About(NamedTuple):
    """A measure as a list of the preparation shows it."""

    number: int
    goal: str
    status: str
    status_label: str
    progress: str
    progress_day: dt.date | None
    next_step: str
    next_step_day: dt.date | None

    @classmethod
    def of(cls, record: MeasureRecord) -> About:
        days = (_day(record.progress_date), _day(record.next_step_date))
        status = Status(record.status.value)
        return cls(
            record.number, record.goal or record.text, status.value, status.label,
            record.progress, days[0], record.next_step, days[1],
        )  # fmt: skip


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def versions_of(units: set[int], user: Any) -> MeasureVersionQuerySet:
    """Return today's measures in which one of these units takes part, as far as the person sees them."""
    taking_part = Responsibility.objects.filter(unit__in=units).values("version")
    rows = MeasureVersion.objects.current().visible_to(user).filter(pk__in=taking_part)
    return rows.in_catalogue_order()


def unit_measures(unit: Unit, user: Any) -> list[tuple[int, str]]:
    """Return the numbers and goals of the measures of a unit and those below it."""
    below = keys_below(Unit.objects.filter(pk=unit.pk))
    rows = versions_of(below, user).exclude(status=Status.DROPPED)
    return [(number, goal or "ohne Ziel") for number, goal in rows.values_list("number", "goal__text")]


class Preparation:
    """Made for one talk and one reader; every part is read when it is asked for, by one query or two."""

    def __init__(self, talk: GoalTalk, user: Any, *, now: dt.datetime) -> None:
        self.talk, self.user, self.now = talk, user, now

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @cached_property
    def _below(self) -> set[int]:
        return keys_below(Unit.objects.filter(pk=self.talk.unit_id))

    @cached_property
    def _stored(self) -> list[tuple[int, int, Any]]:
        """Return key, number and stored record of each measure; all else is asked by these keys."""
        rows = versions_of(self._below, self.user)
        return list(rows.values_list("measure", "number", "stored__data"))

    @property
    def _keys(self) -> list[int]:
        return [key for key, _, _ in self._stored]

    @cached_property
    def measures(self) -> list[About]:
        return [About.of(MeasureRecord.from_json(number, data)) for _, number, data in self._stored]

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """Return how many measures are in each state that occurs: (value, label, number)."""
        found = [one.status for one in self.measures]
        return [(one.value, one.label, found.count(one.value)) for one in Status if one.value in found]

    @cached_property
    def questions(self) -> list[Clarification]:
        rows = Clarification.objects.open().filter(measure__in=self._keys)
        return list(rows.select_related("measure", "unit").order_by("due", "pk"))

    @cached_property
    def needs(self) -> list[NeedChange]:
        rows = NeedChange.objects.undecided().filter(measure__in=self._keys)
        return list(rows.select_related("measure").order_by("-day"))

    @cached_property
    def last_goals(self) -> list[AnnualGoal]:
        """Return the goals of the unit's last talk before this one, with how they ended."""
        goals = AnnualGoal.objects.filter(talk__unit=self.talk.unit_id, talk__year__lt=self.talk.year)
        goals = goals.exclude(talk__state=GoalTalk.State.CANCELLED).select_related("talk")
        found = list(goals.order_by("-talk__year", "position").prefetch_related("measures", "indicators"))
        return [goal for goal in found if goal.talk_id == found[0].talk_id]

    @cached_property
    def resolutions(self) -> list[Resolution]:
        """Return what the Steuerungsgruppe resolved on these measures and is known outside of it."""
        rows = Resolution.objects.visible_to(self.user)
        named = Resolution.objects.filter(measures__in=self._keys).order_by().values("pk")
        own = Prefetch("measures", Measure.objects.filter(pk__in=self._keys))
        rows = rows.filter(pk__in=named).select_related("item__meeting").prefetch_related(own)
        return list(rows.order_by("-item__meeting__starts_at", "pk"))

    @cached_property
    def assignments(self) -> list[Assignment]:
        mine = Q(unit__in=self._below)
        rows = Assignment.objects.running().filter(mine).select_related("unit")
        return list(rows.order_by("due", "pk"))

    @cached_property
    def reviews(self) -> list[Review]:
        """Return what the unit last said of each measure before a meeting."""
        rows = Review.objects.filter(unit__in=self._below, measure__in=self._keys)
        rows = rows.select_related("measure", "meeting", "unit").order_by(
            "measure__number", "-meeting__starts_at"
        )
        found: dict[tuple[int, int], Review] = {}
        for one in rows:
            found.setdefault((one.measure_id, one.unit_id), one)
        return list(found.values())

    @cached_property
    def requests(self) -> list[ResourceRequest]:
        rows = ResourceRequest.objects.open().filter(measure__in=self._keys)
        return list(rows.select_related("measure", "unit"))
