"""What is counted: measures narrowed by the list's parameters, and how a count's link keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from catalogue.filter_options import FilterOptions
from catalogue.filters import MeasureFilter
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.selection import selection_query

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Basis:
    """The measures that are counted, and the parameters (`asked`) by which the list shows just these."""

    versions: MeasureVersionQuerySet
    asked: QueryDict
    options: FilterOptions
    units: Set[int] | None = None  # of the parameters, ready to compare: the unit and those below it
    leads: Set[int] | None = None
    role: str = ""
    day: dt.date | None = None  # None: today

    @classmethod
    def of(cls, chosen: MeasureFilter) -> Basis:
        """Return what a filter finds on its day; nothing where it has errors."""
        versions = chosen.qs.order_by()  # cleans the parameters, too
        cleaned = chosen.form.cleaned_data
        return cls(
            versions,
            chosen.data,
            chosen.options,
            cleaned.get("stelle"),
            cleaned.get("federfuehrung"),
            cleaned.get("rolle") or "",
            chosen.day,
        )

    @classmethod
    def of_versions(cls, versions: MeasureVersionQuerySet) -> Basis:
        """Return versions of one moment, not narrowed by any parameter."""
        return cls(versions.order_by(), QueryDict(), FilterOptions())

    @cached_property
    def states(self) -> dict[int, str]:
        """Return the state of every version counted, by its key (one query)."""
        return dict(self.versions.values_list("pk", "status"))

    def values(self, name: str) -> list[str]:
        """Return what the address asks for in a parameter that takes several values."""
        return [value for value in self.asked.getlist(name) if value]

    def query(self, *more: Parameters) -> str:
        """Return "?" and the parameters that show the measures counted, narrowed by `more`."""
        data = self.asked.copy()
        for parameters in more:
            for name, values in parameters.items():
                data.setlist(name, list(values))
        return selection_query(data) or "?"
