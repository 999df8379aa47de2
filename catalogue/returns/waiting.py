"""What waits for whom: extracts for the units that are to answer, suggestions for Koordination."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from catalogue.models import Answer, Extract, Unit, UnitReturn
from catalogue.models.unit import reach_of

_LIMIT = 5  # extracts that the overview names


@dataclass(frozen=True)
class Waiting:
    """The extracts that a person may answer, and what has been sent."""

    user: Any
    day: dt.date

    @cached_property
    def units(self) -> list[Unit]:
        """Return the units that the person belongs to today."""
        return list(Unit.objects.of_member(self.user, on=self.day).without_tree_fields())

    @cached_property
    def reach(self) -> set[int]:
        """Return the keys of these units and of all below them."""
        return reach_of(self.user, on=self.day)

    def answers_for(self, unit: Unit | None) -> bool:
        """True where the person speaks for the unit itself; else it is Koordination that writes down."""
        return unit is not None and unit.pk in self.reach

    @property
    def extracts(self) -> Any:
        """Return the outstanding extracts of these units, the most urgent first."""
        rows = Extract.objects.filter(unit__in=self.reach).outstanding()
        return rows.select_related("round", "unit").order_by("due", "unit__slug")

    @property
    def returns(self) -> Any:
        """Return what came from these units and what the person wrote down for others, the newest first."""
        lost = (UnitReturn.State.DISCARDED, UnitReturn.State.REFUSED)
        rows = UnitReturn.objects.filter(
            Q(unit__in=self.reach) | Q(by=self.user, unit__isnull=False)
        ).exclude(state__in=lost)
        return rows.select_related("unit", "extract__round").order_by("-touched_at")


def processed(extracts: Iterable[Extract]) -> dict[int, tuple[int, int]]:
    """Return (said something, all measures) by extract (two queries)."""
    keys = [one.pk for one in extracts]
    found: dict[int, tuple[int, int]] = {}
    totals: dict[int, int] = dict.fromkeys(keys, 0)
    for key in Extract.objects.filter(pk__in=keys, measures__isnull=False).values_list("pk", flat=True):
        totals[key] += 1
    done: dict[int, int] = dict.fromkeys(keys, 0)
    rows = Answer.objects.filter(unit_return__extract__in=keys, unit_return__state=UnitReturn.State.DRAFT)
    for key in rows.filter(measure__isnull=False).values_list("unit_return__extract", flat=True):
        done[key or 0] += 1
    for key in keys:
        found[key] = (done[key], totals[key])
    return found
