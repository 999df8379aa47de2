"""The catalogue in figures: any two dimensions crossed, as a page and as files."""

from __future__ import annotations

from functools import cached_property
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from catalogue.evaluation.basis import Basis
from catalogue.evaluation.counts_files import write_csv, write_workbook
from catalogue.evaluation.cross_table import CrossTable, cross_table
from catalogue.evaluation.evaluation_form import EvaluationForm
from catalogue.evaluation.exhibits import EXHIBITS
from catalogue.filter_panel import FilterPanel
from catalogue.filters import MeasureFilter
from catalogue.models.reference import slug_for
from catalogue.selection import selection_query
from catalogue.views.measure import MeasureSelection
from integration.files.sending import attachment
from integration.spreadsheets.styling import CONTENT_TYPE


class EvaluationView(MeasureSelection):
    """A view of the measures that the list's parameters select, counted."""

    @cached_property
    def chosen(self) -> MeasureFilter:
        return self.selection()

    @cached_property
    def panel(self) -> FilterPanel:
        self.chosen.errors  # noqa: B018 – cleans the parameters, of which the panel tells
        return FilterPanel(self.chosen)

    @cached_property
    def form(self) -> EvaluationForm:
        return EvaluationForm(self.request.GET)

    @cached_property
    def table(self) -> CrossTable | None:
        """Return what is asked for, None where that is refused."""
        sides = self.form.sides
        return cross_table(Basis.of(self.chosen), *sides) if sides and not self.chosen.errors else None

    @property
    def said(self) -> list[str]:
        """Return what is counted, as a file says it: the day, and what narrows the measures."""
        day = self.panel.day or timezone.localdate()
        return [f"Stand {day:%d.%m.%Y}", *self.panel.words]


class EvaluationPage(EvaluationView, TemplateView):
    template_name = "catalogue/evaluation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=self.form,
            exhibits=EXHIBITS.values(),
            panel=self.panel,
            day=self.panel.day,
            counted_on=self.chosen.day,
            table=self.table,
            hits=self.table.total.number if self.table else 0,
            selection=selection_query(self.request.GET),
            **kwargs,
        )


class EvaluationWorkbook(EvaluationView):
    """The same table as a workbook."""

    permission_required = ("catalogue.view_measure", "catalogue.export_catalogue")
    content_type, suffix = CONTENT_TYPE, "xlsx"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.table is None:  # the page says what is wrong
            return redirect(f"{reverse('catalogue:evaluation')}?{request.GET.urlencode()}")
        day = self.panel.day or timezone.localdate()
        sides = f"{slug_for(self.table.rows_by.label)}_{slug_for(self.table.columns_by.label)}"
        name = f"Auswertung_{sides}_{day:%Y-%m-%d}.{self.suffix}"
        response = attachment(b"", name, self.content_type)
        self.write(self.table, cast(BinaryIO, response))
        return response

    def write(self, table: CrossTable, stream: BinaryIO) -> None:
        write_workbook(table, self.said, stream, at=timezone.now())


class EvaluationCsv(EvaluationWorkbook):
    content_type, suffix = "text/csv; charset=utf-8", "csv"

    def write(self, table: CrossTable, stream: BinaryIO) -> None:
        write_csv(table, stream)
