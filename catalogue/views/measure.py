"""The list of measures and the page of one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.views.generic import TemplateView

from catalogue.filter_panel import FilterPanel
from catalogue.filters import MeasureFilter
from catalogue.models import MeasureVersion
from catalogue.tables import DEFAULT_ORDER, ORDER_LABELS, ORDERINGS, MeasureTable, measure_rows
from integration.tables import PageData

PER_PAGE = 50


class MeasureSelection(PermissionRequiredMixin):
    """A view of the measures that the person may see, narrowed by the address's GET parameters."""

    permission_required = "catalogue.view_measure"

    def selection(self) -> MeasureFilter:
        versions = MeasureVersion.objects.current().visible_to(self.request.user)
        return MeasureFilter(self.request.GET, versions)


class MeasureList(MeasureSelection, TemplateView):
    template_name = "catalogue/measure_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.selection()
        asked = self.request.GET.get("sort", "")
        order = asked if asked in ORDERINGS else DEFAULT_ORDER
        keys = chosen.qs.order_by(*ORDERINGS[order]).values_list("pk", flat=True)
        page = Paginator(keys, PER_PAGE).get_page(self.request.GET.get("page"))
        table = MeasureTable(PageData(measure_rows(page.object_list)), order_by=order)
        return super().get_context_data(
            panel=FilterPanel(chosen),
            orders=[(name, label, name == order) for name, label in ORDER_LABELS.items()],
            table=table,
            page=page,
            hits=page.paginator.count,
            **kwargs,
        )
