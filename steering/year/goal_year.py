"""What pages show of agreed goals; read once for all goals of a talk, whatever their number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from steering.models import AnnualGoal, GoalStep, GoalTalk, Indicator
from steering.year.carrying import CARRIED, next_talk
from steering.year.progress import Progress, by_goal, progress_of


@dataclass(frozen=True)
class GoalYear:
    """A goal with its steps, how its indicators stand, and the goals that continue it."""

    goal: AnnualGoal
    progress: list[Progress]
    today: dt.date

    @property
    def is_running(self) -> bool:
        return self.goal.talk.state in GoalTalk.IN_FORCE

    @property
    def steps(self) -> list[GoalStep]:
        return list(self.goal.steps.all())

    @property
    def steps_done(self) -> int:
        return sum(step.done_on is not None for step in self.steps)

    @property
    def continued_by(self) -> list[AnnualGoal]:
        return list(self.goal.continued_by.all())

    @property
    def may_be_carried(self) -> bool:
        return self.goal.consequence in CARRIED and not self.continued_by


class YearPage:
    """All goals of a talk."""

    def __init__(self, talk: GoalTalk) -> None:
        self.talk, self.today = talk, timezone.localdate()

    @cached_property
    def goals(self) -> list[GoalYear]:
        rows = self.talk.goals.select_related("continues__talk__unit")
        found = by_goal(progress_of(Indicator.objects.filter(goal__talk=self.talk), on=self.today))
        rows = rows.prefetch_related("measures", "steps", "continued_by__talk__unit")
        return [GoalYear(goal, found.get(goal.pk, []), self.today) for goal in rows]

    @property
    def is_evaluated(self) -> bool:
        return bool(self.goals) and all(one.goal.attainment for one in self.goals)

    @property
    def lacking(self) -> int:
        """Return how many indicators lack the value of their day."""
        late = (Indicator.Standing.OVERDUE, Indicator.Standing.OPEN, Indicator.Standing.DUE)
        return sum(one.standing in late for goal in self.goals for one in goal.progress)

    @cached_property
    def following(self) -> GoalTalk | None:
        return next_talk(self.talk)


def goal_year(goal: AnnualGoal) -> GoalYear | None:
    """Return what came of a goal. The talk keeps what was read, so its other goals ask nothing again."""
    page: YearPage = goal.talk.__dict__.setdefault("_year", YearPage(goal.talk))
    return next((one for one in page.goals if one.goal.pk == goal.pk), None)
