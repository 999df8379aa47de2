"""What a talk's page shows, as the person may see it; what is not asked for costs nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from steering.meeting_page import Step
from steering.models import AnnualGoal, GoalTalk, TalkPoint
from steering.talks.cycle import lateness
from steering.talks.verifiability import missing

_State = GoalTalk.State
_STEPS = (
    *(_State.PLANNED, _State.PREPARED, _State.HELD, _State.AGREED),
    *(_State.CHECKED, _State.EVALUATED, _State.REPORTED),
)


class Judged(NamedTuple):
    """A goal and what it lacks to be verifiable."""

    goal: AnnualGoal
    missing: list[str]


class TalkPage:
    def __init__(self, talk: GoalTalk, user: Any, *, today: dt.date) -> None:
        self.talk, self.user, self.today = talk, user, today
        self.is_office = user.has_perm("steering.change_goaltalk")

    @property
    def steps(self) -> Iterator[Step]:
        here = _STEPS.index(_State(self.talk.state)) if self.talk.state in _STEPS else -1
        for place, state in enumerate(_STEPS):
            yield Step(state.label, place < here, place == here)

    @property
    def warning(self) -> str:
        return lateness(self.talk, on=self.today)

    @cached_property
    def is_partner(self) -> bool:
        """True where the person may write: goals, points, values."""
        return GoalTalk.objects.editable_by(self.user).filter(pk=self.talk.pk).exists()

    @cached_property
    def goals(self) -> list[AnnualGoal]:
        rows = self.talk.goals.select_related("continues__talk", "proposal")
        return list(rows.prefetch_related("measures", "steps", "indicators"))

    @property
    def may_write_goals(self) -> bool:
        return self.talk.takes_goals and self.is_partner

    @cached_property
    def judged(self) -> list[Judged]:
        """Return the goals with what each lacks to be verifiable."""
        return [Judged(goal, missing(goal)) for goal in self.goals]

    @cached_property
    def earlier(self) -> list[AnnualGoal]:
        """Return the goals of the unit's last year that nothing continues yet, while goals are written."""
        if not self.may_write_goals:
            return []
        rows = AnnualGoal.objects.filter(talk__unit=self.talk.unit_id, talk__year__lt=self.talk.year)
        rows = (
            rows.exclude(talk__state=_State.CANCELLED)
            .select_related("talk")
            .order_by("-talk__year", "position")
        )
        continued = {goal.continues_id for goal in self.goals}
        found = list(rows)
        return [goal for goal in found if goal.talk_id == found[0].talk_id and goal.pk not in continued]

    @cached_property
    def points(self) -> list[TalkPoint]:
        return list(self.talk.points.all())

    @property
    def participants(self) -> list[str]:
        return [line for line in self.talk.participants.splitlines() if line.strip()]
