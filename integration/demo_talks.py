"""The demo city's Zielgespräche: two closed years, a running one, and those still to come."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalogue.models import Measure, Unit
from integration.accounts.models import User
from integration.demo import Event, workday
from steering.freezing import checksum
from steering.models import AnnualGoal, GoalTalk, Side
from steering.talks import agreement_actions as agreements
from steering.talks import talk_actions as talks
from steering.talks.agreement_record import record_of
from steering.talks.goal_actions import save_goal

TOLD = settings.BASE_DIR / "fixtures" / "demo-zielgespraeche.json"
_PLANNED_BEFORE = 40  # days
_CONFIRMED = {Side.UNIT: 6, Side.COORDINATION: 8}  # days after the talk
_MINUTES = "Beide Seiten gehen die Maßnahmen der Stelle im Katalog durch und vereinbaren die Ziele."


def talk_events(people: Mapping[str, User]) -> Iterator[Event]:
    """Yield each event's moment and what makes it. A year's talk was held in the autumn before it."""
    story = _Story(people)
    for told in json.loads(TOLD.read_text()):
        told["year"] += timezone.localdate().year
        day = _day(told)
        talk = GoalTalk(year=told["year"])
        yield _moment(day - dt.timedelta(days=_PLANNED_BEFORE), "09:10"), partial(story.plan, talk, told, day)
        yield _moment(day - dt.timedelta(days=33), "13:20"), partial(story.note, talk, told)
        if day < timezone.localdate():
            yield _moment(day, told["ends"]), partial(story.agree, talk, told)
            for side, days in _CONFIRMED.items():
                if side in told.get("confirmed", _CONFIRMED):
                    confirmed = _moment(day + dt.timedelta(days=days), "08:50")
                    yield confirmed, partial(story.confirm, talk, side)


def _day(told: Mapping[str, Any]) -> dt.date:
    if "held" in told:
        day = dt.date.fromisoformat(f"{told['year'] - 1}-{told['held']}")
        return day - dt.timedelta(days=max(day.weekday() - 4, 0))
    return workday(told.get("days_ago", -told.get("in_days", 0)))


def _moment(day: dt.date, clock: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.fromisoformat(clock)))


class _Story:
    """What both partners do; goals are known by their key, for a later year continues them."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self.people, self.office = people, people["koordination"]
        self.goals: dict[str, AnnualGoal] = {}

    def plan(self, talk: GoalTalk, told: Mapping[str, Any], day: dt.date, *, at: dt.datetime) -> None:
        talk.unit = Unit.objects.without_tree_fields().get(slug=told["unit"])
        times = {"starts_at": _moment(day, told["begins"]), "ends_at": _moment(day, told["ends"])}
        fields = {name: told[name] for name in ("place", "participants")}
        talks.save_talk(talk, {**fields, **times}, by=self.office, at=at)

    def note(self, talk: GoalTalk, told: Mapping[str, Any], *, at: dt.datetime) -> None:
        for text in told.get("points", []):
            talks.add_point(talk, Side.COORDINATION, text, by=self.office, at=at)
        for text in told.get("units_points", []):
            talks.add_point(talk, Side.UNIT, text, by=self.partner(talk) or self.office, at=at)
        if told.get("points"):
            talks.prepare(talk, by=self.office, at=at)

    def agree(self, talk: GoalTalk, told: Mapping[str, Any], *, at: dt.datetime) -> None:
        feedback = told.get("feedback", "")
        said = {"feedback": feedback, "has_feedback": bool(feedback)}
        minutes = told.get("minutes", _MINUTES)
        talks.write_minutes(talk, {**said, "minutes": minutes}, by=self.office, at=at)
        for goal in told["goals"]:
            self._goal(talk, dict(goal), at=at)

    def _goal(self, talk: GoalTalk, told: dict[str, Any], *, at: dt.datetime) -> None:
        key, before = told.pop("key"), self.goals.get(told.pop("continues", ""))
        rows = {name: [_dated(row, talk.year) for row in told.pop(name)] for name in ("steps", "indicators")}
        measures = Measure.objects.filter(number__in=told.pop("measures"))
        goal = AnnualGoal(talk=talk, continues=before)
        self.goals[key] = save_goal(goal, told, measures=measures, **rows, by=self.office, at=at)

    def confirm(self, talk: GoalTalk, side: Side, *, at: dt.datetime) -> None:
        """Confirm for a side; of units without an account the office enters what was written to it."""
        talk.refresh_from_db()
        account = self.office if side == Side.COORDINATION else self.partner(talk)
        function = talk.participants.splitlines()[0]
        told = "" if account else f"{function}, per E-Mail vom {at:%d.%m.%Y}"
        seen = checksum(record_of(talk))
        agreements.confirm(talk, side, seen=seen, by=account or self.office, entered_for=told, at=at)

    def partner(self, talk: GoalTalk) -> User | None:
        """Return an account of the talk's unit."""
        members = talk.unit.memberships.values_list("user__username", flat=True)
        known = sorted(name for name in members if name in self.people and name != "doppel")
        return self.people[known[0]] if known else None


def _dated(row: dict[str, Any], year: int) -> dict[str, Any]:
    """Return a step or an indicator with its days: due in the year, measured first in the year before."""
    found = {**row, "due": dt.date.fromisoformat(f"{year}-{row['due']}")}
    if "baseline_day" in row:
        found["baseline_day"] = dt.date.fromisoformat(f"{year - 1}-{row['baseline_day']}")
    return found | {name: Decimal(row[name]) for name in ("baseline", "target") if name in row}
