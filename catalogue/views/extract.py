"""The board of extracts, and one unit's extract as a page and as files."""

from __future__ import annotations

import io
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from catalogue.extracts import extract_pdf
from catalogue.extracts.extract_board import Board, without_extract
from catalogue.extracts.extract_contents import Contents, contents_of, preview_of, readable_units
from catalogue.extracts.extract_facts import file_name
from catalogue.extracts.extract_log import log
from catalogue.extracts.extract_workbook import workbook_of
from catalogue.models import Extract, ExtractEvent, MeasureVersion, Unit
from catalogue.outside import asks_names, is_outside, named_in
from catalogue.spreadsheet.writing import write_workbook
from integration.documents import pdf
from integration.files.sending import attachment, counted
from integration.naming import stored_names
from integration.spreadsheets.styling import CONTENT_TYPE

PER_PAGE = 100


class ExtractList(PermissionRequiredMixin, TemplateView):
    permission_required = "catalogue.view_extract"
    template_name = "catalogue/extract_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, user = timezone.localdate(), self.request.user
        visible = Extract.objects.visible_to(user, on=today)
        board = Board(visible, self.request.GET, today=today)
        page = Paginator(board.extracts, PER_PAGE).get_page(self.request.GET.get("page"))
        may_issue = user.has_perm("catalogue.add_extract")
        kwargs["missing"] = without_extract() if may_issue and not board.narrows else []
        return super().get_context_data(board=board, form=board.form, page=page, today=today, **kwargs)


class OfUnit(PermissionRequiredMixin, View):
    """A view about the extracts of one unit; a unit that is not the person's is not there (404)."""

    permission_required: str | tuple[str, ...] = "catalogue.view_extract"

    @cached_property
    def unit(self) -> Unit:
        units = readable_units(self.request.user, on=timezone.localdate())
        unit: Unit = get_object_or_404(units, slug=self.kwargs["slug"])
        return unit

    @cached_property
    def issued(self) -> list[Extract]:
        """The unit's extracts, the last one first."""
        rows = self.unit.extracts.select_related("round__issuer", "unit", "handed_over_from")
        return list(rows.order_by("-round__at", "-pk"))

    @cached_property
    def extract(self) -> Extract | None:
        """The one that is asked for, by default the last; None for today's state."""
        asked = self.request.GET.get("auszug", "")
        if asked == "heute":
            return None
        if asked:
            found = next((one for one in self.issued if str(one.pk) == asked), None)
            if found is None:
                raise Http404
            return found
        return self.issued[0] if self.issued else None

    def contents(self) -> Contents:
        return contents_of(self.extract) if self.extract else preview_of(self.unit)


class ExtractDetail(OfUnit, TemplateView):
    template_name = "catalogue/extract_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contents = self.contents()
        return super().get_context_data(
            unit=self.unit,
            extract=self.extract,
            contents=contents,
            outside=is_outside(self.unit),
            named=self._named(contents),
            issued=self.issued,
            events=self._events(),
            today=timezone.localdate(),
            **kwargs,
        )

    def _named(self, contents: Contents) -> list[tuple[int, list[str]]]:
        """Return what in the texts may name persons, by measure, to who sends extracts out."""
        if not self.request.user.has_perm("catalogue.add_extract"):
            return []
        records = [entry.record for _, entries in contents.groups for entry in entries]
        naming = stored_names()
        return [(record.number, found) for record in records if (found := named_in(record, naming))]

    def _events(self) -> Any:
        if self.extract and self.request.user.has_perm("catalogue.add_extract"):
            return self.extract.events.order_by("-at", "-pk")
        return None


class ExtractWorkbook(OfUnit):
    """The issued workbook; where none has been issued, today's table in the original layout."""

    permission_required = ("catalogue.view_extract", "catalogue.export_catalogue")
    suffix, content_type = "xlsx", CONTENT_TYPE

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            data = self.data()
        except pdf.Refused as refused:
            messages.error(request, str(refused))
            return redirect(reverse("catalogue:extract-detail", args=[self.unit.slug]))
        if self.extract:
            name = file_name(self.extract, self.suffix)
            log(self.extract, ExtractEvent.Kind.DOWNLOADED, by=request.user, note=name)
        else:
            name = f"Massnahmen_{self.unit.slug}_{timezone.localdate():%Y-%m-%d}.{self.suffix}"
        response = attachment(data, name, self.content_type)
        return counted(response, self.extract.measures.count()) if self.extract else response

    @property
    def names(self) -> bool:
        return asks_names(self.request.GET, self.unit)

    def data(self) -> bytes:
        if self.extract:  # comes back and is compared: its texts stay as they are
            return workbook_of(self.extract)
        stream = io.BytesIO()
        units = Unit.objects.filter(pk=self.unit.pk)
        write_workbook(MeasureVersion.objects.current().for_units(units), stream, names=self.names)
        return stream.getvalue()


class ExtractPdf(ExtractWorkbook):
    suffix, content_type = "pdf", pdf.CONTENT_TYPE

    def data(self) -> bytes:
        return extract_pdf.render(self.contents(), names=self.names)
