"""How indicators stand: their values, the picture and the table of them. Two queries for any number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from integration.progress_picture import Measured, ProgressPicture, progress_picture
from steering.models import Indicator, IndicatorValue
from steering.models.indicator import IndicatorQuerySet
from steering.numbers import shown


@dataclass(frozen=True)
class Progress:
    """An indicator, read `with_standing`, and its values, the latest first; withdrawn ones are among them."""

    indicator: Any
    values: list[IndicatorValue]

    @property
    def standing(self) -> Indicator.Standing:
        return Indicator.Standing(self.indicator.standing)

    @property
    def is_number(self) -> bool:
        return self.indicator.kind == Indicator.Kind.NUMBER

    @property
    def latest(self) -> IndicatorValue | None:
        return next(iter(self.standing_values), None)

    @property
    def standing_values(self) -> list[IndicatorValue]:
        """Return the values that were not withdrawn, the latest first."""
        return [value for value in self.values if not value.withdrawn_at]

    @property
    def actual(self) -> str:
        """Return what the latest value says, "" where there is none."""
        return said(self.indicator, self.latest) if self.latest else ""

    @property
    def target(self) -> str:
        """Return what was agreed."""
        one = self.indicator
        if not self.is_number:
            return one.criterion or "ja"
        return with_unit(one, one.target) if one.target is not None else ""

    @property
    def per_cent(self) -> int | None:
        """Return how much of the way from baseline to target is gone, where there is such a way."""
        one = self.indicator
        if None in (one.baseline, one.target, one.latest_number) or one.baseline == one.target:
            return None
        return round(100 * (one.latest_number - one.baseline) / (one.target - one.baseline))

    @property
    def picture(self) -> ProgressPicture | None:
        """Return the picture of a number's values, None where there is nothing to draw."""
        if not self.is_number or not self.standing_values:
            return None
        one = self.indicator
        return progress_picture(
            f"{one}, Werte und Ziel" + (f" in {one.unit_of_measure}" if one.unit_of_measure else ""),
            baseline=_measured("Ausgangswert", one.baseline, one.baseline_day, "baseline"),
            values=[self._drawn(value) for value in reversed(self.standing_values)],
            target=_measured("Ziel", one.target, None),
        )

    def _drawn(self, value: IndicatorValue) -> Measured:
        is_last = value == self.latest and self.standing == Indicator.Standing.REACHED
        number = value.number or Decimal(0)
        return Measured(f"{value.day:%d.%m.%Y}", number, shown(number), "reached" if is_last else "value")


def _measured(
    label: str, number: Decimal | None, day: dt.date | None, kind: str = "value"
) -> Measured | None:
    if number is None:
        return None
    return Measured(f"{label} vom {day:%d.%m.%Y}" if day else label, number, shown(number), kind)


def said(indicator: Indicator, value: IndicatorValue) -> str:
    """Return a value as people read it."""
    if value.number is not None:
        return with_unit(indicator, value.number)
    return "erfüllt" if value.is_met else "nicht erfüllt"


def with_unit(indicator: Indicator, number: Decimal) -> str:
    return f"{shown(number)} {indicator.unit_of_measure}".strip()


def progress_of(indicators: IndicatorQuerySet, *, on: dt.date) -> list[Progress]:
    """Return how these indicators stand on a day, in their order."""
    values = IndicatorValue.objects.order_by("-day", "-pk").select_related("evidence")
    rows = indicators.with_standing(on=on).prefetch_related(Prefetch("values", values))
    return [Progress(one, list(one.values.all())) for one in rows]


def by_goal(progress: Iterable[Progress]) -> dict[int, list[Progress]]:
    found: dict[int, list[Progress]] = {}
    for one in progress:
        found.setdefault(one.indicator.goal_id, []).append(one)
    return found
