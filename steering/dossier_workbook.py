"""The dossier as a workbook: a sheet for each of its tables, to sort and filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from catalogue.crosstab import Crosstab
from catalogue.past.comparison_workbook import COLUMNS, change_rows
from integration.spreadsheets.styling import new_workbook
from integration.spreadsheets.tables import Column, add_table
from steering.dossier import Dossier

Row = Sequence[int | str]
_AGENDA = (
    *(Column("TOP", 7), Column("Titel", 40), Column("Art", 18), Column("Vortrag", 28), Column("Minuten", 9)),
    *(Column("Sachverhalt", 60), Column("Beschlussvorschlag", 60), Column("Maßnahmen", 16)),
)
_QUESTIONS = (
    *(Column("Nr", 7), Column("Frage", 60), Column("An", 30)),
    *(Column("Seit", 12), Column("Antwort bis", 12)),
)
_NEEDS = (Column("Am", 12), Column("Wozu", 40), Column("Was sich verändert hat", 60), Column("Quelle", 30))
_PAPERS = (
    *(Column("Anlage", 8), Column("Titel", 40), Column("Zu", 16), Column("Datei", 40)),
    *(Column("Bytes", 12), Column("SHA-256", 68)),
)
_ASSIGNMENTS = (Column("Auftrag", 60), Column("Stelle", 40), Column("Bis", 12), Column("Sitzung vom", 12))


def write_dossier(dossier: Dossier, stream: BinaryIO) -> None:
    """Write agenda, state of implementation, changes, questions, needs, Aufträge and Anlagen."""
    title = dossier.title
    workbook = new_workbook(title=title, creator=settings.PRODUCT_NAME, at=timezone.now())

    def add(name: str, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        add_table(workbook, name, columns, rows, footer=title)

    add("Tagesordnung", _AGENDA, _agenda(dossier))
    for name, table in (("Nach Handlungsfeld", dossier.fields), ("Nach Stelle", dossier.units)):
        add(name, _heads(table), _counts(table))
    add("Seit der letzten Sitzung", COLUMNS, change_rows(dossier.differences))
    add("Offene Klärungen", _QUESTIONS, _questions(dossier))
    add("Veränderte Bedarfe", _NEEDS, _needs(dossier))
    add("Laufende Aufträge", _ASSIGNMENTS, _assignments(dossier))
    add("Anlagen", _PAPERS, _papers(dossier))
    workbook.save(stream)


def _agenda(dossier: Dossier) -> Iterable[Row]:
    for place, item in enumerate(dossier.items, 1):
        measures = ", ".join(str(measure.number) for measure in item.measures.all())
        told = (item.get_kind_display(), item.presenter, item.minutes, item.facts, item.proposal)
        yield place, item.title, *told, measures


def _heads(table: Crosstab) -> list[Column]:
    return [Column(table.title, 45), *(Column(label, 12) for _, label in table.states), Column("gesamt", 12)]


def _counts(table: Crosstab) -> Iterable[Row]:
    for row in (*table.rows, table.total):
        yield row.label, *(cell.number for cell in row.cells), row.total


def _questions(dossier: Dossier) -> Iterable[Row]:
    for one in dossier.questions:
        due = f"{one.due:%d.%m.%Y}" if one.due else ""
        since = f"{timezone.localdate(one.opened.at):%d.%m.%Y}"
        yield one.measure.number, str(one), str(one.unit or ""), since, due


def _needs(dossier: Dossier) -> Iterable[Row]:
    for one in dossier.needs:
        yield f"{one.day:%d.%m.%Y}", str(one.measure or one.action_field or ""), one.description, one.source


def _assignments(dossier: Dossier) -> Iterable[Row]:
    for one in dossier.assignments:
        yield one.task, str(one.unit), f"{one.due:%d.%m.%Y}", f"{one.item.meeting.day:%d.%m.%Y}"


def _papers(dossier: Dossier) -> Iterable[Row]:
    for one in dossier.papers:
        file = one.document.file
        yield one.number, one.document.title, one.place, file.name, file.size, file.sha256
