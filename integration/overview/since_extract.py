"""What changed in the measures of a person's units since these units got their last extract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from catalogue.models import Extract, MeasureVersion
from catalogue.models.unit import Unit
from catalogue.past.comparison import NEW, Difference, compare
from integration.overview.reader import Reader

_SHOWN = 5


class Line(NamedTuple):
    """One measure and the fields in which it says something else."""

    kind: str
    number: int
    title: str
    fields: str


@dataclass(frozen=True)
class SinceExtract:
    """A unit's changes since the Stichtag of its last extract, and the page that has all of them."""

    unit: Unit
    since: dt.date
    differences: list[Difference]
    url: str

    @property
    def first(self) -> Iterator[Line]:
        for one in self.differences[:_SHOWN]:
            fields = dict.fromkeys(change.label for change in one.change.shown)
            yield Line(one.kind, one.number, one.change.title, "" if one.kind == NEW else ", ".join(fields))


def since_extract(reader: Reader) -> SinceExtract | None:
    """Return the changes of the unit whose extract is the newest of the person's units (five queries)."""
    if not reader.units:
        return None
    extracts = Extract.objects.filter(unit__in=[unit.pk for unit in reader.units])
    last = extracts.select_related("round", "unit").order_by("-round__at", "-pk").first()
    if last is None or last.round.key_date >= reader.today:
        return None
    slugs = {reader.tree.nodes[unit].slug for unit in reader.tree.below(last.unit_id)}
    versions = MeasureVersion.objects.visible_to(reader.user).filter(measure__in=reader.own_measures)
    found = compare(last.round.key_date, reader.today, versions, slugs)
    query = urlencode({"von": last.round.key_date, "bis": reader.today, "stelle": last.unit.slug})
    url = f"{reverse('catalogue:comparison')}?{query}"
    return SinceExtract(last.unit, last.round.key_date, found.differences, url)
