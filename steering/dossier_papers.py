"""The dossier on paper and as a workbook: the same parts as its page."""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone

from catalogue.crosstab import Crosstab
from catalogue.models import Answer, Clarification
from catalogue.past.comparison import Difference
from integration.documents import pdf
from integration.spreadsheets.located import column_letters
from integration.spreadsheets.rows import Line
from integration.spreadsheets.styling import (
    Styles,
    add_sheet,
    height_of,
    new_workbook,
    set_up_page,
    styled_cell,
    text_cell,
)
from steering.dossier import Dossier, Own
from steering.models import AgendaItem, Assignment, Review

_SHOWN = 600  # letters of a text that a change repeats on paper


def title_of(dossier: Dossier) -> str:
    return f"Sitzungsunterlagen zur {dossier.meeting}"


# --- PDF


def dossier_pdf(dossier: Dossier, at: dt.datetime, *, for_all: bool = False) -> bytes:
    """Return the dossier as PDF, made `at`; `for_all` without what concerns the reader's own seat."""
    meeting = dossier.meeting
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    context = {
        "when": f"{starts:%d.%m.%Y}, {starts:%H:%M} bis {ends:%H:%M} Uhr",
        "place": meeting.place,
        "day": f"{timezone.localtime(dossier.moment):%d.%m.%Y, %H:%M} Uhr",
        "is_pinned": dossier.is_pinned,
        "since": f"{timezone.localdate(dossier.since - dt.timedelta(hours=12)):%d.%m.%Y}"
        if dossier.since
        else "",
        "figures": [(one.number, one.label) for one in dossier.figures],
        "decisions": [(one.title, one.proposal) for one in dossier.decisions],
        "stuck": [(one.number, one.record.goal or one.record.text, _state(one)) for one in dossier.stuck],
        "own": [] if for_all else [_own(one) for one in dossier.own],
        "items": [_item(one) for one in dossier.items],
        "kinds": list(dossier.kinds.items()),
        "confirmed": dossier.confirmed,
        "differences": [_difference(one) for one in dossier.differences],
        "tables": [_table(dossier.fields), _table(dossier.units)],
        "questions": [_question(one) for one in dossier.questions],
        "needs": [
            (f"{one.day:%d.%m.%Y}", str(one.measure or one.action_field or ""), one.description, one.source)
            for one in dossier.needs
        ],
        "reported": [_reported(one) for one in dossier.reported],
        "reviews": [_review(one) for one in dossier.reviews],
        "requests": [f"{one}, {one.unit}: {one.asked} – {one.purpose}" for one in dossier.requests],
        "assignments": [_assignment(one, dossier.day) for one in dossier.assignments],
        "later": [(one.number, one.kind, one.change.title) for one in dossier.later],
        "documents": [one.title for one in meeting.documents.all()],
    }
    return pdf.render("documents/dossier.typ", context, title=title_of(dossier), at=at)


def _state(version: Any) -> str:
    return str(version.get_status_display())


def _own(own: Own) -> dict[str, Any]:
    states = [f"{cell.number} {cell.label}" for cell in own.row.cells if cell.number] if own.row else []
    return {
        "name": own.name,
        "states": ", ".join(states) or "keine Maßnahmen",
        "questions": len(own.questions),
        "assignments": [f"{one.task} (bis {one.due:%d.%m.%Y})" for one in own.assignments],
    }


def _item(item: AgendaItem) -> dict[str, Any]:
    return {
        "title": item.title,
        "kind": item.get_kind_display(),
        "presenter": item.presenter,
        "minutes": item.minutes,
        "facts": item.facts,
        "proposal": item.proposal,
        "measures": [measure.number for measure in item.measures.all()],
    }


def _difference(one: Difference) -> dict[str, Any]:
    """Return a difference; what is new is told by its title alone."""
    shown = one.change.shown if one.change.before and one.change.after else []
    return {
        "number": one.number,
        "kind": one.kind,
        "field": one.field,
        "unit": one.unit,
        "title": one.change.title[:_SHOWN],
        "changes": [(each.label, [(part.kind, part.text[:_SHOWN]) for part in each.parts]) for each in shown],
    }


def _table(table: Crosstab) -> dict[str, Any]:
    return {
        "title": table.title,
        "states": table.states,
        "rows": [(row.label, [cell.number for cell in row.cells], row.total) for row in table.rows],
        "total": ([cell.number for cell in table.total.cells], table.total.total),
        "most": table.most,
    }


def _question(one: Clarification) -> tuple[str, ...]:
    due = f"{one.due:%d.%m.%Y}" if one.due else ""
    opened = f"{timezone.localdate(one.opened.at):%d.%m.%Y}"
    return str(one.measure.number), str(one), str(one.unit or ""), opened, due


def _reported(one: Answer) -> dict[str, str]:
    return {
        "measure": str(one),
        "unit": str(one.unit_return),
        "difficulties": one.difficulties,
        "resources": one.resources,
        "need": one.need,
    }


def _review(one: Review) -> dict[str, Any]:
    pairs = [
        ("Stand der Umsetzung", one.implementation),
        ("Änderungsbedarf", one.need),
        ("Schwierigkeiten", one.difficulties),
        ("Ressourcen und Rahmenbedingungen", one.conditions),
    ]
    return {"measure": str(one.measure), "unit": str(one.unit), "pairs": pairs}


def _assignment(one: Assignment, day: dt.date) -> dict[str, Any]:
    return {
        "task": one.task,
        "unit": str(one.unit),
        "due": f"{one.due:%d.%m.%Y}",
        "late": one.due < day,
        "from": f"{timezone.localdate(one.item.meeting.starts_at):%d.%m.%Y}",
    }


# --- Workbook


def write_dossier(dossier: Dossier, stream: BinaryIO) -> None:
    """Write the dossier's tables as .xlsx: states by field and unit, and what changed, a row a field."""
    title = title_of(dossier)
    workbook = new_workbook(title=title, creator=settings.PRODUCT_NAME, at=timezone.now())
    for name, table in (("Nach Handlungsfeld", dossier.fields), ("Nach Stelle", dossier.units)):
        heads = [table.title, *(label for _, label in table.states), "gesamt"]
        rows = [
            [row.label, *(cell.number for cell in row.cells), row.total] for row in (*table.rows, table.total)
        ]
        _write(workbook, name, title, [(heads[0], 45), *((head, 12) for head in heads[1:])], rows)
    columns = [("Nr", 7), ("Was geschah", 12), ("Handlungsfeld", 28), ("Federführung", 28)]
    columns += [("Angabe", 30), ("Vorher", 60), ("Nachher", 60)]
    changes = [
        [one.number, one.kind, one.field, one.unit, each.label, each.before, each.after]
        for one in dossier.differences
        for each in one.change.shown
    ]
    _write(workbook, "Seit der letzten Sitzung", title, columns, changes)
    workbook.save(stream)


def _write(
    workbook: Any, name: str, title: str, columns: list[tuple[str, int]], rows: list[list[Any]]
) -> None:
    sheet = add_sheet(workbook, name)
    for position, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[column_letters(position)].width = width
    area = f"A1:{column_letters(len(columns))}{len(rows) + 1}"
    set_up_page(sheet, header_rows=(1, 1), freeze="B2", footer=title, area=area)
    styles = Styles(sheet)
    sheet.append(Line([text_cell(sheet, heading, styles.header) for heading, _ in columns]))
    widths = [width for _, width in columns]
    for values in rows:
        row = Line(
            styled_cell(sheet, value, styles.number)
            if isinstance(value, int)
            else text_cell(sheet, value, styles.text)
            for value in values
        )
        row.height = height_of([(str(value), width) for value, width in zip(values, widths, strict=True)])
        sheet.append(row)
