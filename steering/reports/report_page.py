"""What the page of a report shows: the record of its stage, who has signed, what may be done next."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, NamedTuple

from catalogue.evaluation.looks import STATES
from catalogue.models import Unit
from catalogue.models.unit import reach_of
from integration.pictures.charts import Piece, Pieces, stacked_bars
from integration.pictures.shapes import Picture
from steering.freezing import Record, checksum, verify
from steering.minutes.rich_text import to_html
from steering.models import AnnualReport, ReportEdition, ReportSection
from steering.reports.board import due_day, may_close, may_sign
from steering.reports.report_contents import contents
from steering.reports.report_parts import Part, Table, parts, plain
from steering.reports.report_record import changed_parts, content_of, missing, signatures, title_of

_State = AnnualReport.State
_OPEN = 25  # rows that a table may have and still lie open
_SHORT = {
    _State.DRAFT: "Entwurf",
    _State.COSIGNING: "Mitzeichnung",
    _State.SIGNED: "Schlusszeichnung",
    _State.SUBMITTED: "Steuerungsgruppe",
    _State.PUBLISHED: "veröffentlicht",
}


class Step(NamedTuple):
    label: str
    is_done: bool
    is_here: bool


class ShownCell(NamedTuple):
    head: str
    text: int | str
    link: str


class ShownTable(NamedTuple):
    table: Table
    rows: list[list[ShownCell]]
    picture: Picture | None
    name: str

    @property
    def is_wide(self) -> bool:
        return len(self.table.head) > 6

    @property
    def is_folded(self) -> bool:
        return self.picture is not None or len(self.rows) > _OPEN


class ShownPart(NamedTuple):
    part: Part
    texts: list[tuple[str, str]]
    tables: list[ShownTable]


class ReportView:
    """One report as one person sees it."""

    def __init__(self, report: AnnualReport, user: Any, *, today: dt.date) -> None:
        self.report, self.user, self.today = report, user, today
        self.is_office = user.has_perm("steering.change_annualreport")

    @cached_property
    def last(self) -> ReportEdition | None:
        """Return the edition that is valid; None until the report is published."""
        return self.report.editions.select_related("pdf").order_by("edition").last()

    @cached_property
    def record(self) -> Record:
        return dict(self.last.record) if self.last else content_of(self.report, today=self.today)

    @property
    def title(self) -> str:
        return title_of(self.record)

    @cached_property
    def problems(self) -> list[str]:
        return verify(self.last) if self.last else []

    @property
    def steps(self) -> list[Step]:
        here = list(_State).index(_State(self.report.state))
        last = len(_SHORT) - 1
        return [
            Step(label, place < here or place == here == last, place == here != last)
            for place, label in enumerate(_SHORT.values())
        ]

    @property
    def has_links(self) -> bool:
        """True where the lists behind the figures show this person as many measures as were counted."""
        if self.user.has_perm("catalogue.view_all_measures"):
            return True
        return self.report.unit_id in reach_of(self.user, on=self.today)

    @property
    def is_late(self) -> bool:
        return self.report.state != _State.PUBLISHED and self.today > self.due

    @property
    def due(self) -> dt.date:
        return due_day(self.report.year)

    @cached_property
    def parts(self) -> list[ShownPart]:
        return [
            ShownPart(
                part,
                [(one["unit"], to_html(one["text"])) for one in part.texts],
                [self._table(table, f"{part.key}-{place}") for place, table in enumerate(part.tables)],
            )
            for part in parts(self.record)
        ]

    def _table(self, table: Table, name: str) -> ShownTable:
        rows = [
            [
                ShownCell(head, plain(cell), self._link(cell))
                for head, cell in zip(table.head, row, strict=True)
            ]
            for row in table.rows
        ]
        return ShownTable(table, rows, _picture(table), table.key or name)

    def _link(self, cell: Any) -> str:
        """Return the address behind a cell, "" where it has none or this person sees other rows there."""
        link = cell[1] if isinstance(cell, list) and cell[0] else ""
        if link.startswith("/sitzungen/"):
            return link if self.user.has_perm("steering.view_meeting") else ""
        return link if self.has_links or link.startswith("#") else ""

    # --- Sections and signatures

    @cached_property
    def sections(self) -> list[ReportSection]:
        """Return the sections, each with `may_edit` for this person."""
        kinds = list(ReportSection.Kind.values)
        rows = list(self.report.sections.select_related("unit"))
        editable = ReportSection.objects.editable_by(self.user).filter(report=self.report)
        own = set(editable.values_list("pk", flat=True)) if self.report.takes_texts else set()
        for one in rows:
            one.may_edit = one.pk in own  # type: ignore[attr-defined]
        return sorted(rows, key=lambda one: (kinds.index(one.kind), one.unit.slug if one.unit else ""))

    @property
    def unfinished(self) -> int:
        return sum(not one.is_done for one in self.sections)

    @cached_property
    def sha256(self) -> str:
        return checksum(self.report.content) if self.report.content else ""

    @property
    def signatures(self) -> list[Record]:
        if self.last:
            return list(self.record["signatures"])
        return signatures(self.report, self.sha256) if self.sha256 else []

    @cached_property
    def missing(self) -> list[Unit]:
        return missing(self.report) if self.report.state == _State.COSIGNING else []

    @cached_property
    def may_sign(self) -> list[Unit]:
        if self.report.state != _State.COSIGNING:
            return []
        return may_sign(self.report, self.user, today=self.today)

    @cached_property
    def may_close(self) -> bool:
        return may_close(self.user, today=self.today)

    @cached_property
    def changed(self) -> list[str]:
        """Return the parts that would say something else if they were counted today (office only)."""
        if not self.is_office or self.report.content is None:
            return []
        return changed_parts(self.record, contents(self.report, today=self.today))


def _picture(table: Table) -> Picture | None:
    if table.bars is None or not table.rows:
        return None
    states = [(key, label) for key, label in table.bars.states]
    bars = [
        Pieces(label, sum(numbers), [Piece(*state, n) for state, n in zip(states, numbers, strict=True)])
        for label, numbers, _ in table.bars.rows
    ]
    return stacked_bars(f"Umsetzungsstand: {table.title}", STATES, bars, states)
