"""The catalogue's table on a page."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from catalogue.catalogue_table import CatalogueTable
from catalogue.filter_options import FilterOptions
from catalogue.reference.references import References
from catalogue.views.measure import MeasurePage
from catalogue.vocabulary import DEMANDS_REASON, Status

EVERYTHING = "alle"


class Catalogue(MeasurePage):
    """The selected measures in the original layout: the list's parameters and rights, a workbook's rows.

    `spalten=alle` shows the columns that the original lacks, too; `bearbeiten=ja` lets cells be written.
    """

    template_name = "catalogue/catalogue_table.html"
    per_page = 100

    @cached_property
    def refs(self) -> References:
        return References.load()

    def choices(self) -> FilterOptions:
        return FilterOptions.among(self.refs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        everything = self.request.GET.get("spalten") == EVERYTHING
        day = context["day"]
        refs = References.load(day) if day else self.refs
        table = CatalogueTable(context["rows"], refs, all_columns=everything)
        return {
            **context,
            "table": table,
            "all_columns": everything,
            "states": Status.labels,
            "states_with_reason": json.dumps([one.label for one in DEMANDS_REASON], ensure_ascii=False),
        }
