"""From a record to the table's rows: one per listing, the measure's own cells on the main listing's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalogue.records import MeasureRecord, State
from catalogue.reference.references import References
from catalogue.spreadsheet.cells import render_remark
from catalogue.spreadsheet.columns import Layout
from catalogue.spreadsheet.marks import render_list, render_own, render_tokens
from catalogue.spreadsheet.numbers import CatalogueNumber
from catalogue.spreadsheet.table import LOST
from catalogue.vocabulary import Status

_PLAIN = ("goal", "text", "timeframe", "progress", "clarification", "next_step", "superseded_by")
_STATUS_COLUMNS = {Status.NOT_BEGUN.value: "not_begun", Status.PLANNED.value: "planned"}
_STATUS_LABELS = dict(Status.choices)

Cells = dict[str, str]


@dataclass(slots=True)
class Renderer:
    """Renders records for one export. Equal sets of marks are rendered once."""

    refs: References
    layout: Layout
    _cache: dict[tuple, str] = field(default_factory=dict)

    def rows(self, record: MeasureRecord) -> Iterator[tuple[CatalogueNumber, Cells]]:
        """Yield number and cells by column key for each listing of a record, in the listings' order."""
        for sub, listing in record.listings.items():
            cells = self._measure(record) if sub == record.main else {}
            for name, value in (
                ("label", listing.label),
                ("remark", render_remark(listing.page, listing.remark)),
                ("concept", listing.concept and self.refs.concepts[listing.concept].name),
                ("action_field", listing.action_field and self._title_of_field(listing.action_field)),
            ):
                if value:
                    cells[name] = value
            for heading, value in listing.extra.items():
                cells[f"extra:{heading}"] = value
            for key, value in listing.lost.items():
                # Beside a filled cell it gets a column of its own, so that neither hides the other.
                cells[f"{LOST}{key}" if key in cells else key] = value
            yield CatalogueNumber(record.number, sub), cells

    def _title_of_field(self, slug: str) -> str:
        return self.refs.action_fields[slug].labels[1]

    def _measure(self, record: MeasureRecord) -> Cells:
        cells = {name: value for name in _PLAIN if (value := getattr(record, name))}
        for name in ("progress_date", "next_step_date"):
            if value := getattr(record, name):
                day = dt.date.fromisoformat(value)
                cells[name] = f"{day:%d.%m}.{day.year:04}"
        state = record.status.value
        if state in _STATUS_COLUMNS:
            cells[_STATUS_COLUMNS[state]] = "x"
        if record.status != State():
            cells["status"] = _STATUS_LABELS[state]
        if record.status.reason:
            cells["status_reason"] = record.status.reason
        if record.lead:
            name = self.refs.units[record.lead].labels[0]
            cells["lead"] = name if self.refs.find_unit(name) == record.lead else record.lead
        for kind in ("hat", "locations"):
            for key, mark in getattr(record, kind).items():
                cells[f"{kind}:{key}"] = mark
        self._groups(record, cells)
        self._units(record, cells)
        return cells

    def _groups(self, record: MeasureRecord, cells: Cells) -> None:
        shared: dict[str, dict[str, str]] = {}
        for slug, mark in record.target_groups.items():
            shared.setdefault(self.layout.group_columns[slug], {})[slug] = mark
        for key, marks in shared.items():
            slugs = self.layout.groups[key]
            tokens = {slug: self.refs.target_groups[slug].token for slug in slugs}
            cells[key] = marks[slugs[0]] if len(slugs) == 1 else render_tokens(marks, tokens)

    def _units(self, record: MeasureRecord, cells: Cells) -> None:
        by_column: dict[str, dict[str, str]] = {}
        for slug, involvement in record.units.items():
            key = self.layout.column_of_unit(slug, involvement.role, self.refs)
            by_column.setdefault(key, {})[slug] = involvement.mark
        for key, marks in by_column.items():
            cached = (key, *marks.items())
            if cached not in self._cache:
                own = key.removeprefix("unit:")
                self._cache[cached] = (
                    render_list(marks, self.refs) if own == key else render_own(marks, own, self.refs)
                )
            cells[key] = self._cache[cached]
