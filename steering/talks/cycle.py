"""The yearly cycle: which unit has its talk, how far it is, and who is late (at least once a year)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from catalogue.extracts.participation import participation
from catalogue.models import MeasureVersion, Responsibility, Unit
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.reference.unit_tree import Node, UnitTree
from steering.models import GoalTalk

# By when a year's talk stands in the calendar: ten months are left to carry out what is agreed.
PLANNED_BY = (3, 1)
AGREED_WITHIN = dt.timedelta(days=42)  # after the talk
EVALUATED_BY = (3, 31)  # of the year after

_State = GoalTalk.State


class Row(NamedTuple):
    """A unit, its measures and its talks of a year, and what is late about them."""

    unit: Node
    measures: int
    talks: list[GoalTalk]
    warning: str


class Board:
    """All units with measures and where each stands in a year; of a department its own units."""

    def __init__(
        self, user: Any, year: int, *, today: dt.date, tree: UnitTree | None = None, counts: bool = True
    ) -> None:
        self.user, self.year, self.today, self._counts = user, year, today, counts
        self._tree = tree or UnitTree.load()
        talks = GoalTalk.objects.visible_to(user).standing().filter(year=year).select_related("unit")
        self.rows = list(self._rows(list(talks.order_by("unit__slug", "pk"))))

    @property
    def late(self) -> list[Row]:
        return [row for row in self.rows if row.warning]

    def _rows(self, talks: list[GoalTalk]) -> Iterable[Row]:
        versions = MeasureVersion.objects.current().visible_to(self.user)
        counted = self._counted(versions)
        tops = self._tops(counted)
        for top in tops:
            below = set(self._tree.below(top.pk))
            own = [talk for talk in talks if talk.unit_id in below]
            yield Row(top, counted.get(top.pk, 0), own, self._warning(own))
        told = {pk for top in tops for pk in self._tree.below(top.pk)}
        others: dict[int, list[GoalTalk]] = defaultdict(list)
        for talk in talks:
            if talk.unit_id not in told:
                others[talk.unit_id].append(talk)
        for pk, own in others.items():
            yield Row(self._tree.nodes[pk], counted.get(pk, 0), own, self._warning(own))

    def _counted(self, versions: MeasureVersionQuerySet) -> dict[int, int]:
        """Return how many measures each unit has that takes part in any; 0 where nobody asked how many."""
        if self._counts:
            return {pk: len(found) for pk, found in participation(versions, self._tree).items()}
        # The newest first: the first that is current is found at once, and no other is looked for.
        newest = Responsibility.objects.filter(
            unit=OuterRef("pk"), version__in=versions.order_by().values("pk")
        )
        found = Subquery(newest.order_by("-version").values("version")[:1])
        units = Unit.objects.without_tree_fields().annotate(found=found).filter(found__isnull=False)
        keys = units.order_by().values_list("pk", flat=True)
        return {above: 0 for unit in keys for above in self._tree.above(unit)}

    def _tops(self, counted: dict[int, int]) -> list[Node]:
        """Return the city's topmost units that take part in measures; for a department its own units."""
        if not self.user.has_perm("catalogue.view_all_measures"):
            own = Unit.objects.of_member(self.user, on=self.today).without_tree_fields()
            return [self._tree.nodes[pk] for pk in own.order_by("slug").values_list("pk", flat=True)]
        tops = (self._tree.nodes[pk] for pk in self._tree.children[None])
        return [node for node in tops if node.pk in counted and not node.is_outside]

    def _warning(self, talks: list[GoalTalk]) -> str:
        if not talks:
            return missing(self.year, on=self.today)
        return next(filter(None, (lateness(talk, on=self.today) for talk in talks)), "")


def missing(year: int, *, on: dt.date) -> str:
    """Return what is wrong on a day where a unit has no talk for the year, "" as long as nothing is."""
    if on.year > year:
        return f"{year} gab es kein Zielgespräch."
    if on >= dt.date(year, *PLANNED_BY):
        month, day = PLANNED_BY
        return f"Kein Zielgespräch geplant; seit {day:02}.{month:02}. sollte der Termin stehen."
    return ""


def lateness(talk: GoalTalk, *, on: dt.date) -> str:
    """Return what is overdue about a talk on a day, "" if nothing is."""
    if talk.is_open and talk.day < on:
        return f"Der Termin war am {talk.day:%d.%m.%Y}; dass das Gespräch geführt wurde, ist nicht vermerkt."
    if talk.state == _State.HELD and talk.day + AGREED_WITHIN < on:
        return f"Geführt am {talk.day:%d.%m.%Y}, aber noch nicht von beiden Seiten bestätigt."
    if talk.state in (_State.AGREED, _State.CHECKED) and on > dt.date(talk.year + 1, *EVALUATED_BY):
        month, day = EVALUATED_BY
        return f"Seit {day:02}.{month:02}.{talk.year + 1} sollte das Jahr ausgewertet sein."
    return ""


def years(user: Any, *, today: dt.date) -> list[int]:
    """Return the years of which there is a board: those with talks, this one and the next, the last first."""
    known = set(GoalTalk.objects.visible_to(user).order_by().values_list("year", flat=True))
    return sorted(known | {today.year, today.year + 1}, reverse=True)
