"""The list of measures and the page of one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import TemplateView, View

from catalogue.documents.measure_pdf import MeasureSheet
from catalogue.filter_options import FilterOptions
from catalogue.filter_panel import FilterPanel
from catalogue.filters import MOST_LETTERS, MeasureFilter
from catalogue.hits import PER_PAGE, hits_around
from catalogue.models import MeasureVersion, SavedView
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.outside import asks_names
from catalogue.past.as_of import AsOfForm, address_suffix, first_day, versions_as_of
from catalogue.portrait import Portrait
from catalogue.selection import order_of, selection_query
from catalogue.tables import ORDER_LABELS, ORDERINGS, MeasureTable, measure_rows
from catalogue.upkeep.measure_steps import MeasureSteps
from integration.documents import pdf
from integration.highlighting import Highlighter
from integration.pagination import SearchPaginator
from integration.tables import PageData

EDITING = "bearbeiten"  # with any value, for those who may


def may_edit(user: Any) -> bool:
    """True for a person who may change the measures that she sees."""
    return bool(user.has_perm("catalogue.change_measure"))


class MeasureSelection(PermissionRequiredMixin, View):
    """A view of the measures that the person may see, narrowed by the address's GET parameters."""

    permission_required: str | tuple[str, ...] = "catalogue.view_measure"

    def selection(self) -> MeasureFilter:
        versions = MeasureVersion.objects.visible_to(self.request.user)
        return MeasureFilter(self.request.GET, versions, self.choices())

    def choices(self) -> FilterOptions:
        return FilterOptions()


class MeasurePage(MeasureSelection, TemplateView):
    """A page of the selected measures, in the order that `sort` names."""

    per_page: int

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.selection()
        panel = FilterPanel(chosen)
        order = order_of(self.request.GET)
        keys = chosen.qs.order_by(*ORDERINGS[order]).values_list("pk", flat=True)
        # Without a filter an index counts alone, of whatever day.
        paginator = SearchPaginator if chosen.narrows else Paginator
        page = paginator(keys, self.per_page).get_page(self.request.GET.get("page"))
        may = may_edit(self.request.user) and not panel.day
        return super().get_context_data(
            panel=panel,
            day=panel.day,
            selection=selection_query(self.request.GET),
            saved_views=SavedView.objects.of(self.request.user),
            here_url=self.request.path + selection_query(self.request.GET, "spalten"),
            orders=[(name, label, name == order) for name, label in ORDER_LABELS.items()],
            order=order,
            rows=measure_rows(page.object_list),
            page=page,
            hits=page.paginator.count,
            may_edit=may,
            editing=may and bool(self.request.GET.get(EDITING)),
            **kwargs,
        )


class MeasureList(MeasurePage):
    """The selected measures, a row each; `bearbeiten=ja` lets them be ticked for a change of several."""

    template_name = "catalogue/measure_list.html"
    per_page = PER_PAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        table = MeasureTable(
            PageData(context["rows"]),
            order_by=context["order"],
            selection=context["selection"],
            found=Highlighter.of(context["panel"].text),
            with_boxes=context["editing"],
        )
        return {**context, "table": table}


class MeasureDetail(PermissionRequiredMixin, TemplateView):
    """Everything about one measure; what the person may not see is not there (404)."""

    permission_required = "catalogue.view_measure"
    template_name = "catalogue/measure_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number, asked = self.kwargs["number"], AsOfForm.asked(request.GET)
        versions = MeasureVersion.objects.visible_to(request.user)
        visible = versions_as_of(versions, asked.day)
        version = visible.with_records().select_related("change_set__by").filter(number=number).first()
        if version and not asked.problem:
            hits = hits_around(number, request.GET, versions)
            context = self.get_context_data(version=version, visible=visible, day=asked.day, hits=hits)
            return self.render_to_response(context)
        return self.absent(versions.filter(number=number), asked)

    def absent(self, versions: MeasureVersionQuerySet, asked: AsOfForm) -> HttpResponse:
        """Say why there is no such day, or that the measure was not in the catalogue on it."""
        began, number = first_day(versions), self.kwargs["number"]
        if not began or not (asked.day or asked.problem):
            raise Http404
        context = {"here": f"Maßnahme {number}", "number": number, "asked": asked, "began": began}
        context["is_current"] = versions.current().exists()
        status = 400 if asked.problem else 404
        return render(self.request, "catalogue/measure_absent.html", context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, day, as_of = kwargs["version"], kwargs["day"], address_suffix(kwargs["day"])
        found = Highlighter.of(self.request.GET.get("q", "")[:MOST_LETTERS])
        portrait = Portrait(version, kwargs.pop("visible"), day or timezone.localdate(), as_of, found)
        return super().get_context_data(
            portrait=portrait,
            measure=portrait.record,
            change=version.change_set,
            found=found,
            steps=None if day else MeasureSteps(version, self.request.user, timezone.localdate()),
            here=f"Maßnahme {version.number}",
            as_of=as_of,
            **kwargs,
        )


class MeasurePdf(MeasureDetail):
    """The same on paper."""

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        names = self.request.user.has_perm("catalogue.view_person_names")
        outside = not asks_names(self.request.GET)
        sheet = MeasureSheet(context["portrait"], context["steps"], names=names, outside=outside)
        day = context["day"] or timezone.localdate()
        name = f"Steckbrief_Massnahme_{context['measure'].number}_{day:%Y-%m-%d}.pdf"
        return pdf.answer(sheet.pdf(timezone.now()), name)
