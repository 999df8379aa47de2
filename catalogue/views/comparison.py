"""Two days compared: what is new, changed and dropped, as a page and as a file."""

from __future__ import annotations

from functools import cached_property
from typing import Any, BinaryIO, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from catalogue.models import MeasureVersion
from catalogue.past.as_of import first_day
from catalogue.past.comparison import Comparison, compare, groups
from catalogue.past.comparison_form import ComparisonForm, presets
from catalogue.past.comparison_workbook import write_comparison
from catalogue.reference.unit_tree import UnitTree
from integration.files.sending import attachment
from integration.spreadsheets.styling import CONTENT_TYPE

MEASURES_PER_PAGE = 50


class ComparisonView(PermissionRequiredMixin, View):
    """A view of what became of the measures that the person may see."""

    permission_required: str | tuple[str, ...] = "catalogue.view_measure"

    @cached_property
    def form(self) -> ComparisonForm:
        return ComparisonForm(self.request.GET, UnitTree.load())

    @cached_property
    def compared(self) -> Comparison:
        """Return what the valid form asks for, whatever happened to the measures."""
        chosen = self.form.cleaned_data
        versions = MeasureVersion.objects.visible_to(self.request.user)
        return compare(chosen["von"], chosen["bis"], versions, self.form.slugs)


class ComparisonPage(ComparisonView, TemplateView):
    template_name = "catalogue/comparison.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            form=self.form, presets=presets(timezone.localdate()), here="Zwei Tage vergleichen", **kwargs
        )
        return context | self.found() if self.form.is_valid() else context

    def found(self) -> dict[str, Any]:
        by, kind = self.form.cleaned_data["nach"], self.form.cleaned_data["art"]
        shown = self.compared.of_kind(kind).grouped(by)
        page = Paginator(shown, MEASURES_PER_PAGE).get_page(self.request.GET.get("page"))
        found = {"comparison": self.compared, "kind": kind, "page": page}
        if not self.compared.differences:
            found["began"] = first_day(MeasureVersion.objects.visible_to(self.request.user))
        return found | {"groups": [(name, list(some)) for name, some in groups(page.object_list, by)]}


class ComparisonWorkbook(ComparisonView):
    """The same differences as a workbook."""

    permission_required = ("catalogue.view_measure", "catalogue.export_catalogue")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():  # the page says what is wrong
            return redirect(f"{reverse('catalogue:comparison')}?{request.GET.urlencode()}")
        chosen = self.form.cleaned_data
        name = f"Vergleich_{chosen['von']:%Y-%m-%d}_{chosen['bis']:%Y-%m-%d}.xlsx"
        response = attachment(b"", name, CONTENT_TYPE)
        write_comparison(self.compared.of_kind(chosen["art"]), chosen["nach"], cast(BinaryIO, response))
        return response
