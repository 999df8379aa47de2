"""How long ago the last word about a measure was: its last change, or that somebody confirmed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Max, OuterRef, Q, Subquery

from catalogue.models import Confirmation
from catalogue.models.version import MeasureVersionQuerySet, end_of
from catalogue.upkeep.worklist import months_before


class Age(NamedTuple):
    """`since` and `until` in months before the day that is asked about; until None, ever so long."""

    key: str
    label: str
    since: int
    until: int | None


AGES = (
    Age("bis-3", "höchstens 3 Monate", 0, 3),
    Age("3-bis-6", "3 bis 6 Monate", 3, 6),
    Age("6-bis-12", "6 bis 12 Monate", 6, 12),
    Age("ueber-12", "über 12 Monate", 12, None),
)
LABELS = {age.key: age.label for age in AGES}


def having_age(keys: Iterable[str], day: dt.date) -> Q:
    """Return the condition on versions that their last word as of `day` is of one of these ages."""
    chosen, found = set(keys), Q(pk__in=())
    for age in AGES:
        if age.key in chosen:
            said = _said_within(age.until, day) if age.until else Q()
            found |= said & ~_said_within(age.since, day) if age.since else said
    return found


def _said_within(months: int, day: dt.date) -> Q:
    since = end_of(months_before(day, months))
    confirmed = Confirmation.objects.filter(at__gte=since, at__lt=end_of(day))
    return Q(valid_from__gte=since) | Q(measure__in=confirmed.values("measure"))


def ages(versions: MeasureVersionQuerySet, day: dt.date) -> Iterator[tuple[int, str]]:
    """Yield key and age of each of `versions` as of `day` (one query)."""
    confirmed = Confirmation.objects.filter(measure=OuterRef("measure"), at__lt=end_of(day)).order_by()
    last = confirmed.values("measure").annotate(last=Max("at")).values("last")
    bounds = [(age.key, end_of(months_before(day, age.until))) for age in AGES if age.until]
    rows = versions.order_by().annotate(confirmed=Subquery(last))
    for pk, changed, seen in rows.values_list("pk", "valid_from", "confirmed"):
        word = max(changed, seen) if seen else changed
        yield pk, next((key for key, bound in bounds if word >= bound), AGES[-1].key)
