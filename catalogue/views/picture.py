"""The pictures of the catalogue, each with an address of its own, as a page and as files."""

from __future__ import annotations

import codecs
import csv
import io
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from catalogue.evaluation import schedule
from catalogue.evaluation.counts_files import write_csv
from catalogue.evaluation.exhibits import EXHIBITS, Exhibit, Shown
from catalogue.evaluation.looks import COLOURS
from catalogue.filter_panel import FilterPanel
from catalogue.filters import OF_ONE_DAY, MeasureFilter
from catalogue.models import MeasureVersion
from catalogue.selection import selection_query
from catalogue.views.measure import MeasureSelection
from integration.files.sending import attachment
from integration.pictures import svg_file
from integration.spreadsheets.styling import csv_text

MONTHS = [("12", "12 Monate"), ("24", "2 Jahre"), ("36", "3 Jahre"), ("60", "5 Jahre"), ("120", "10 Jahre")]
_SHOWN_ROWS = 200  # of a schedule's table on a page; its file has all


class MonthsForm(forms.Form):
    """How far a picture looks back."""

    monate = forms.ChoiceField(label="Zeitraum", choices=MONTHS, required=False)

    def __init__(self, data: QueryDict) -> None:
        filled = data.copy()
        filled["monate"] = data.get("monate") or MONTHS[0][0]
        super().__init__(filled)

    @property
    def months(self) -> int:
        return int(self.cleaned_data["monate"]) if self.is_valid() else int(MONTHS[0][0])


class PictureView(MeasureSelection):
    """A view of one picture of the measures that the list's parameters select."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.form = MonthsForm(request.GET)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def exhibit(self) -> Exhibit:
        if self.kwargs["name"] not in EXHIBITS:
            raise Http404
        return EXHIBITS[self.kwargs["name"]]

    @cached_property
    def chosen(self) -> MeasureFilter:
        asked = self.request.GET.copy()
        if self.exhibit.states and not any(asked.getlist("status")):
            asked.setlist("status", list(self.exhibit.states))
        return MeasureFilter(asked, MeasureVersion.objects.visible_to(self.request.user), self.choices())

    @cached_property
    def panel(self) -> FilterPanel:
        """Return the controls; they show what was asked for, not what the picture adds."""
        selection = self.selection()
        selection.errors  # noqa: B018 – cleans the parameters, of which the panel tells
        return FilterPanel(selection)

    @cached_property
    def shown(self) -> Shown | None:
        """Return the picture, None where the parameters are refused."""
        return None if self.chosen.errors else self.exhibit.draw(self.chosen, self.form.months)

    @property
    def said(self) -> list[str]:
        return [f"Stand {self.chosen.day:%d.%m.%Y}", *self.panel.words]


class PicturePage(PictureView, TemplateView):
    template_name = "catalogue/picture.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown, planned = self.shown, self.shown and self.shown.schedule
        asked = self.request.GET
        return super().get_context_data(
            exhibit=self.exhibit,
            exhibits=EXHIBITS.values(),
            selection=selection_query(asked),
            form=self.form if self.exhibit.months else None,
            panel=self.panel,
            day=self.panel.day,
            counted_on=self.chosen.day,
            shown=shown,
            planned=planned.rows[:_SHOWN_ROWS] if planned else [],
            more=len(planned.rows) - _SHOWN_ROWS if planned else 0,
            untold=self.exhibit.months and any(asked.get(name) for name in OF_ONE_DAY),
            **kwargs,
        )


class PictureFile(PictureView):
    """The picture as a file to be saved; `suffix` is its kind."""

    permission_required = ("catalogue.view_measure", "catalogue.export_catalogue")
    content_type, suffix = svg_file.CONTENT_TYPE, "svg"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.shown is None:  # the page says what is wrong
            page = reverse("catalogue:picture", kwargs={"name": self.exhibit.name})
            return redirect(f"{page}?{request.GET.urlencode()}")
        name = f"{self.exhibit.name}_{self.chosen.day:%Y-%m-%d}.{self.suffix}"
        return attachment(self.data(self.shown), name, self.content_type)

    def data(self, shown: Shown) -> bytes:
        return svg_file.svg_file(shown.picture, COLOURS, self.said)


class PictureCsv(PictureFile):
    content_type, suffix = "text/csv; charset=utf-8", "csv"

    def data(self, shown: Shown) -> bytes:
        stream = io.BytesIO()
        if shown.counts:
            write_csv(shown.counts, stream)
        elif shown.schedule:
            writer = csv.writer(codecs.getwriter("utf-8-sig")(stream), delimiter=";", lineterminator="\r\n")
            writer.writerow(schedule.header())
            writer.writerows([csv_text(cell) for cell in schedule.cells(row)] for row in shown.schedule.rows)
        return stream.getvalue()
