"""The demo city's agreements in their year: values, steps, mid-year checks, and how two years ended."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from integration.accounts.models import User
from integration.demo import Event
from steering.models import AnnualGoal, GoalTalk, Indicator
from steering.year import year_actions
from steering.year.value_actions import enter_value, withdraw_value

TOLD = settings.BASE_DIR / "fixtures" / "demo-jahreslauf.json"
_ENTERED_AFTER = dt.timedelta(days=3)  # what is measured on a day is known some days later
# The least that is a PDF: one empty page.
_PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def year_events(people: Mapping[str, User]) -> Iterator[Event]:
    """Yield each event's moment and what makes it, of those whose moment has come."""
    now = timezone.now()
    for told in json.loads(TOLD.read_text()):
        for at, happen in _Year(told, people).events():
            if at < now:
                yield at, happen


class _Year:
    """What happens in a unit's year; `year` counts from this one, days are months and days in it."""

    def __init__(self, told: Mapping[str, Any], people: Mapping[str, User]) -> None:
        self.told, self.people = told, people
        self.year = timezone.localdate().year + told["year"]

    def events(self) -> Iterator[Event]:
        if "check" in self.told:
            day, note = self.told["check"]
            yield self.moment(day, "11:20"), partial(self.check, note)
        for place, goal in enumerate(self.told["goals"]):
            for number, day in goal["steps"].items():
                yield self.moment(day, "15:10"), partial(self.settle, place, int(number) - 1)
            for value in goal["values"]:
                evidence = goal.get("evidence") == value[:2]
                moment = self.moment(value[1], "09:40") + _ENTERED_AFTER
                yield moment, partial(self.enter, place, value, evidence=evidence)
            for value in goal.get("withdrawn", []):
                yield self.moment(value[2], "10:05"), partial(self.withdraw, place, value)
            if "evaluation" in goal:
                day, *said = goal["evaluation"]
                yield self.moment(day, f"14:{place:02}"), partial(self.evaluate, place, said)

    def moment(self, day: str, clock: str) -> dt.datetime:
        return timezone.make_aware(dt.datetime.fromisoformat(f"{self.year}-{day} {clock}"))

    def day(self, day: str) -> dt.date:
        return dt.date.fromisoformat(f"{self.year}-{day}")

    @property
    def talk(self) -> GoalTalk:
        talks = GoalTalk.objects.standing().select_related("unit")
        return talks.get(unit__slug=self.told["unit"], year=self.year)

    @property
    def by(self) -> User:
        """Return who writes: an account of the unit, otherwise the office for it."""
        members = self.talk.unit.memberships.values_list("user__username", flat=True)
        known = sorted(name for name in members if name in self.people and name != "doppel")
        return self.people[known[0] if known else "koordination"]

    def goal(self, place: int) -> AnnualGoal:
        return self.talk.goals.all()[place]

    def indicator(self, place: int, number: int) -> Indicator:
        return self.goal(place).indicators.all()[number - 1]

    # --- What happens ---------------------------------------------------------------------------

    def check(self, note: str, *, at: dt.datetime) -> None:
        year_actions.check(self.talk, note, by=self.people["koordination"], at=at)

    def settle(self, place: int, number: int, *, at: dt.datetime) -> None:
        year_actions.settle_step(self.goal(place).steps.all()[number], done=True, by=self.by, at=at)

    def enter(
        self, place: int, value: tuple[int, str, str, str], *, evidence: bool = False, at: dt.datetime
    ) -> None:
        number, day, said, comment = value
        one = self.indicator(place, number)
        is_number = one.kind == Indicator.Kind.NUMBER
        measured: dict[str, Any] = {"number": Decimal(said)} if is_number else {"is_met": said == "ja"}
        paper = ("Rollenbeschreibung.pdf", _PAPER) if evidence else None
        about: dict[str, Any] = {"source": one.source, "comment": comment, "evidence": paper}
        enter_value(one, day=self.day(day), **measured, **about, by=self.by, at=at)

    def withdraw(self, place: int, value: tuple[int, str, str, str, str], *, at: dt.datetime) -> None:
        number, day, _, reason, right = value
        wrong = self.indicator(place, number).values.standing().get(day=self.day(day))
        withdraw_value(wrong, reason, by=self.by, at=at)
        self.enter(place, (number, day, right, ""), at=at)

    def evaluate(self, place: int, said: tuple[str, str, str], *, at: dt.datetime) -> None:
        attainment, because, consequence = said
        told = {"attainment": attainment, "because": because, "consequence": consequence}
        year_actions.evaluate(self.goal(place), **told, by=self.people["koordination"], at=at)
