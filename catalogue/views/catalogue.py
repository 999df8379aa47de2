"""The catalogue as a file, in the layout of the original table."""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from catalogue.documents.catalogue_pdf import catalogue_pdf
from catalogue.filter_panel import FilterPanel
from catalogue.filters import MeasureFilter
from catalogue.outside import asks_names
from catalogue.past.as_of import PARAMETER as AS_OF
from catalogue.spreadsheet.writing import write_csv, write_workbook
from catalogue.views.measure import MeasureSelection
from integration.documents import pdf
from integration.files.sending import counted
from integration.spreadsheets.styling import CONTENT_TYPE


class CatalogueWorkbook(MeasureSelection):
    """The selected measures as a workbook: same parameters and same rights as the list."""

    permission_required = ("catalogue.view_measure", "catalogue.export_catalogue")
    content_type, suffix = CONTENT_TYPE, "xlsx"
    shown = "attachment"
    names = True

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen = self.selection()
        if AS_OF in chosen.errors:  # the list says what is wrong with the day
            return redirect(f"{reverse('catalogue:measure-list')}?{request.GET.urlencode()}")
        day = chosen.form.cleaned_data.get(AS_OF)
        self.names = asks_names(request.GET)
        name = (
            f"Massnahmenkatalog{'' if self.names else '_ohne_Namen'}_{day or timezone.localdate():%Y-%m-%d}"
        )
        response = HttpResponse(
            content_type=self.content_type,
            headers={
                "Content-Disposition": f'{self.shown}; filename="{name}.{self.suffix}"',
                "Cache-Control": "no-store",
            },
        )
        self.write(chosen, day, cast(BinaryIO, response))
        return counted(response, chosen.qs.count())

    def write(self, chosen: MeasureFilter, day: dt.date | None, stream: BinaryIO) -> None:
        write_workbook(chosen.qs.in_catalogue_order(), stream, day=day, names=self.names)


class CatalogueCsv(CatalogueWorkbook):
    content_type, suffix = "text/csv; charset=utf-8", "csv"

    def write(self, chosen: MeasureFilter, day: dt.date | None, stream: BinaryIO) -> None:
        write_csv(chosen.qs.in_catalogue_order(), stream, day=day, names=self.names)


class CataloguePdf(CatalogueWorkbook):
    """The same in the browser, to read and to print."""

    content_type, suffix = pdf.CONTENT_TYPE, "pdf"
    shown = "inline"

    def write(self, chosen: MeasureFilter, day: dt.date | None, stream: BinaryIO) -> None:
        versions, selection = chosen.qs.in_catalogue_order(), FilterPanel(chosen).words
        asked: dict[str, Any] = {"day": day, "selection": selection, "names": self.names}
        stream.write(catalogue_pdf(versions, **asked, at=timezone.now()))
