"""What a talk's page shows, as the person may see it; what is not asked for costs nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from steering.freezing import Record, checksum, verify
from steering.meeting_page import Step
from steering.models import (
    AgreementConfirmation,
    AgreementEdition,
    AnnualGoal,
    GoalTalk,
    Side,
    TalkPoint,
)
from steering.talks.agreement_actions import obstacle, sides_of, standing
from steering.talks.agreement_record import record_of
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


class Verified(NamedTuple):
    """A frozen edition and what does not fit together in it."""

    edition: AgreementEdition
    problems: list[str]


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

    # --- The agreement

    @cached_property
    def record(self) -> Record:
        """Return what the next edition says now."""
        return record_of(self.talk)

    @cached_property
    def sha256(self) -> str:
        return checksum(self.record)

    @cached_property
    def obstacle(self) -> str:
        return obstacle(self.talk)

    @cached_property
    def confirmations(self) -> list[AgreementConfirmation]:
        """Return those of just what the agreement says now."""
        return standing(self.talk, self.sha256) if self.talk.takes_goals else []

    @cached_property
    def lapsed(self) -> list[AgreementConfirmation]:
        """Return those of an earlier wording that never was in force."""
        if not self.talk.takes_goals:
            return []
        known = [self.sha256, *(edition.sha256 for edition in self.editions)]
        return list(self.talk.confirmations.exclude(sha256__in=known))

    @cached_property
    def sides(self) -> list[Side]:
        """Return for which partner the person may confirm and has not been confirmed yet."""
        done = {one.side for one in self.confirmations}
        return [side for side in sides_of(self.user, self.talk) if side not in done]

    @property
    def unit_is_missing(self) -> bool:
        return all(one.side != Side.UNIT for one in self.confirmations)

    @cached_property
    def editions(self) -> list[AgreementEdition]:
        return list(self.talk.editions.select_related("pdf").order_by("-edition"))

    @property
    def verified(self) -> list[Verified]:
        return [Verified(edition, verify(edition)) for edition in self.editions]

    @property
    def may_amend(self) -> bool:
        in_force = self.talk.state in (_State.AGREED, _State.CHECKED)
        return in_force and not self.talk.amendment and self.is_partner
