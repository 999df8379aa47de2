"""The list of measures and the page of one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView, View

from catalogue.filter_options import FilterOptions
from catalogue.filter_panel import FilterPanel
from catalogue.filters import MeasureFilter
from catalogue.models import MeasureVersion
from catalogue.portrait import Portrait
from catalogue.tables import DEFAULT_ORDER, ORDER_LABELS, ORDERINGS, MeasureTable, measure_rows
from integration.pagination import SearchPaginator
from integration.tables import PageData


class MeasureSelection(PermissionRequiredMixin, View):
    """A view of the measures that the person may see, narrowed by the address's GET parameters."""

    permission_required: str | tuple[str, ...] = "catalogue.view_measure"

    def selection(self) -> MeasureFilter:
        versions = MeasureVersion.objects.current().visible_to(self.request.user)
        return MeasureFilter(self.request.GET, versions, self.choices())

    def choices(self) -> FilterOptions:
        return FilterOptions()


class MeasurePage(MeasureSelection, TemplateView):
    """A page of the selected measures, in the order that `sort` names."""

    per_page: int

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.selection()
        asked = self.request.GET.get("sort", "")
        order = asked if asked in ORDERINGS else DEFAULT_ORDER
        keys = chosen.qs.order_by(*ORDERINGS[order]).values_list("pk", flat=True)
        # Without a filter an index counts alone.
        paginator = SearchPaginator if chosen.narrows else Paginator
        page = paginator(keys, self.per_page).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            panel=FilterPanel(chosen),
            orders=[(name, label, name == order) for name, label in ORDER_LABELS.items()],
            order=order,
            rows=measure_rows(page.object_list),
            page=page,
            hits=page.paginator.count,
            **kwargs,
        )


class MeasureList(MeasurePage):
    template_name = "catalogue/measure_list.html"
    per_page = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "table": MeasureTable(PageData(context["rows"]), order_by=context["order"])}


class MeasureDetail(PermissionRequiredMixin, TemplateView):
    """Everything about one measure; what the person may not see is not there (404)."""

    permission_required = "catalogue.view_measure"
    template_name = "catalogue/measure_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.kwargs["number"]
        visible = MeasureVersion.objects.current().visible_to(self.request.user)
        version = get_object_or_404(visible.with_records(), number=number)
        portrait = Portrait(version, visible, timezone.localdate())
        return super().get_context_data(
            portrait=portrait,
            measure=portrait.record,
            change=version.change_set,
            here=f"Maßnahme {number}",
            **kwargs,
        )
