"""The catalogue as a file, in the layout of the original table."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from catalogue.spreadsheet.writing import write_csv, write_workbook
from catalogue.views.measure import MeasureSelection

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CatalogueWorkbook(MeasureSelection):
    """The selected measures as a workbook: same parameters and same rights as the list."""

    permission_required = ("catalogue.view_measure", "catalogue.export_catalogue")
    content_type, suffix = XLSX, "xlsx"
    write = staticmethod(write_workbook)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = f"Massnahmenkatalog_{timezone.localdate():%Y-%m-%d}.{self.suffix}"
        response = HttpResponse(
            content_type=self.content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )
        self.write(self.selection().qs.in_catalogue_order(), cast(BinaryIO, response))
        return response


class CatalogueCsv(CatalogueWorkbook):
    content_type, suffix = "text/csv; charset=utf-8", "csv"
    write = staticmethod(write_csv)
