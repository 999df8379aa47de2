"""The dossier on paper: the same parts as its page, and its Anlagen as files inside the PDF.

Every Anlage, whatever its type, is embedded whole and has a heading, and so a bookmark, of its own. Pages of
foreign PDFs are not appended: see `integration.documents.pdf`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from catalogue.crosstab import Crosstab
from catalogue.models import Answer, Clarification
from catalogue.past.comparison import Difference
from catalogue.vocabulary import Status
from integration.documents import pdf
from steering.dossier import Dossier, Own, Paper
from steering.models import AgendaItem, Assignment, Review

_SHOWN = 600  # letters of a text that a change repeats on paper
_LONG, _LINES = 1_500, 15  # letters and lines of a row that might fit no page
MAX_EMBEDDED = 20 * 2**20  # bytes of all Anlagen: the dossier is mailed, and mail servers take little more


def dossier_pdf(dossier: Dossier, at: dt.datetime, *, for_all: bool = False) -> bytes:
    """Return the dossier as PDF, made `at`; `for_all` without what concerns the reader's own unit."""
    meeting, files = dossier.meeting, _embedded(dossier.papers)
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
        "items": [_item(one, dossier) for one in dossier.items],
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
        "requests": [f"{one}, {one.unit}: {one.asked_text} – {one.purpose}" for one in dossier.requests],
        "assignments": [_assignment(one, dossier.day) for one in dossier.assignments],
        "later": [(one.number, one.kind, one.change.title) for one in dossier.later],
        "papers": [_paper(one, files) for one in dossier.papers],
    }
    return pdf.render("documents/dossier.typ", context, title=dossier.title, at=at, files=files)


def _embedded(papers: list[Paper]) -> dict[str, bytes]:
    """Return the files of the Anlagen by their names in the PDF, as many as fit."""
    files, left = {}, MAX_EMBEDDED
    for one in papers:
        if one.document.file.size <= left:
            files[one.name] = one.document.file.read()
            left -= one.document.file.size
    return files


def _paper(one: Paper, files: Mapping[str, bytes]) -> dict[str, Any]:
    file = one.document.file
    is_pdf = one.name.endswith(".pdf")
    return {
        "number": one.number,
        "title": one.document.title,
        "tops": one.place,
        "file": file.name,
        "size": filesizeformat(file.size),
        "sha256": f"{file.sha256[:32]} {file.sha256[32:]}",  # no word that would have to be parted
        "name": one.name if one.name in files else "",
        "kind": pdf.CONTENT_TYPE if is_pdf else "application/octet-stream",
    }


def _state(version: Any) -> str:
    return str(version.get_status_display())


def _own(own: Own) -> dict[str, Any]:
    states = [f"{cell.number} {cell.label}" for cell in own.row.cells if cell.number] if own.row else []
    return {
        "heading": own.heading,
        "states": ", ".join(states) or "keine Maßnahmen",
        "questions": len(own.questions),
        "assignments": [f"{one.task} (bis {one.due:%d.%m.%Y})" for one in own.assignments],
    }


def _item(item: AgendaItem, dossier: Dossier) -> dict[str, Any]:
    return {
        "title": item.title,
        "kind": item.get_kind_display(),
        "presenter": item.presenter,
        "minutes": item.minutes,
        "facts": item.facts,
        "proposal": item.proposal,
        "measures": [measure.number for measure in item.measures.all()],
        "papers": ", ".join(one.label for one in dossier.papers_of(item)),
    }


def _difference(one: Difference) -> dict[str, Any]:
    """Return a difference; what is new is told by its title alone."""
    shown = one.change.shown if one.change.before and one.change.after else []
    changes = [(each.label, [(part.kind, part.text[:_SHOWN]) for part in each.parts]) for each in shown]
    texts = [text for _, parts in changes for _, text in parts]
    return {
        "number": one.number,
        "kind": one.kind,
        "field": one.field,
        "unit": one.unit,
        "title": one.change.title[:_SHOWN],
        "changes": changes,
        "long": sum(map(len, texts)) > _LONG or sum(text.count("\n") for text in texts) > _LINES,
    }


def _table(table: Crosstab) -> dict[str, Any]:
    return {
        "title": table.title,
        "states": table.states,
        "shades": [Status.values.index(key) for key, _ in table.states],
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
