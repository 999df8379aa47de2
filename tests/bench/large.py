"""Catalogues with a past, up to very large ones: every second measure has been revised."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Measure
from integration.history.models import ChangeSet
from tests.bench.data import CHUNK, fill, settle
from tests.bench.multiply import multiply

BEGIN = dt.datetime(2020, 1, 15, 9)
REVISED = dt.datetime(2021, 1, 15, 9)
DAY = "2020-12-01"  # a day on which no measure had been revised yet
_MINUTE = dt.timedelta(minutes=1)  # no two change sets share a moment


def fill_with_past(numbers: range) -> None:
    """Import measures of these numbers, and revise every second a year later."""
    later = _MINUTE * numbers.start
    fill(numbers, at=timezone.make_aware(BEGIN + later))
    edits = {("progress",): "Gespräche geführt, Mittel beantragt"}
    apply(
        [MeasureEdit(number, edits) for number in numbers[::2]],
        by=None,
        way=ChangeSet.Way.BULK,
        at=timezone.make_aware(REVISED + later),
    )
    settle()


def fill_up(measures: int) -> None:
    """Have so many measures, where there are less or none; beyond 10,000 those are copied."""
    there = Measure.objects.count()
    fill_with_past(range(there + 1, min(measures, CHUNK) + 1))
    if measures > CHUNK:
        multiply(measures // CHUNK)
