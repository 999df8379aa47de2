"""What a talk's page shows of each agreed goal; read once for all goals of a talk."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from steering.models import AnnualGoal, GoalTalk, Indicator
from steering.year.progress import Progress, by_goal, progress_of


@dataclass(frozen=True)
class GoalYear:
    progress: list[Progress] = field(default_factory=list)


def goal_year(goal: AnnualGoal) -> GoalYear:
    """Return what came of a goal. The talk keeps what was read, so its other goals ask nothing again."""
    talk: GoalTalk = goal.talk
    if "_year" not in talk.__dict__:
        indicators = Indicator.objects.filter(goal__talk=talk)
        found = by_goal(progress_of(indicators, on=timezone.localdate()))
        talk.__dict__["_year"] = {key: GoalYear(progress) for key, progress in found.items()}
    year: dict[int, GoalYear] = talk.__dict__["_year"]
    return year.get(goal.pk, GoalYear())
