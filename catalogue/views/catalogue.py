"""The catalogue as a file, in the layout of the original table."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from catalogue.past.as_of import PARAMETER as AS_OF
from catalogue.spreadsheet.writing import write_csv, write_workbook
from catalogue.views.measure import MeasureSelection

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CatalogueWorkbook(MeasureSelection):
    """The selected measures as a workbook: same parameters and same rights as the list."""

    permission_required = ("catalogue.view_measure", "catalogue.export_catalogue")
    content_type, suffix = XLSX, "xlsx"
    write = staticmethod(write_workbook)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen = self.selection()
        if AS_OF in chosen.errors:  # the list says what is wrong with the day
            return redirect(f"{reverse('catalogue:measure-list')}?{request.GET.urlencode()}")
        day = chosen.form.cleaned_data.get(AS_OF)
        name = f"Massnahmenkatalog_{day or timezone.localdate():%Y-%m-%d}.{self.suffix}"
        response = HttpResponse(
            content_type=self.content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )
        self.write(chosen.qs.in_catalogue_order(), cast(BinaryIO, response), day=day)
        return response


class CatalogueCsv(CatalogueWorkbook):
    content_type, suffix = "text/csv; charset=utf-8", "csv"
    write = staticmethod(write_csv)
