"""What a report says at each stage: computed as a draft, what is signed from co-signing on, then frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from catalogue.models import Unit
from steering.freezing import Record, checksum
from steering.models import AnnualReport, ReportSignature
from steering.reports.measures import german
from steering.reports.report_contents import contents

_PARTS = {
    "states": "Umsetzungsstand",
    "tables": "Tabellen",
    "movement": "Verlauf",
    "measures": "Maßnahmen",
    "goals": "Ziele und Indikatoren",
    "needs": "Veränderte Bedarfe",
    "difficulties": "Schwierigkeiten",
    "resources": "Ressourcen",
    "decisions": "Beschlüsse",
}


def content_of(report: AnnualReport, *, today: dt.date) -> Record:
    """Return what a report says now: to be signed, or computed as long as it is a draft."""
    return dict(report.content) if report.content else contents(report, today=today)


def title_of(record: Record) -> str:
    """Return what a paper with this record is called."""
    version = f", {record['edition']}. Fassung" if record.get("edition", 0) > 1 else ""
    draft = "" if record.get("edition") else ", Entwurf"
    return f"Jahresbericht {record['year']}, {record['unit'] or 'ganze Stadt'}{version}{draft}"


def file_name(record: Record, suffix: str) -> str:
    version = f"_{record['edition']}-Fassung" if record.get("edition", 0) > 1 else ""
    draft = "" if record.get("edition") else "_Entwurf"
    return f"Jahresbericht_{record['year']}_{record['slug'] or 'Stadt'}{version}{draft}.{suffix}"


def edition_of(
    report: AnnualReport, content: Record, *, edition: int, correction: str = "", day: dt.date
) -> Record:
    """Return the record of an edition: the content, who signed it, as what the council got it."""
    return {
        **content,
        "edition": edition,
        "correction": correction,
        "published": german(day),
        "signatures": signatures(report, checksum(report.content or content)),
        "paper_number": report.paper_number,
        "committee": report.committee,
        "committee_day": german(report.committee_day),
    }


def signatures(report: AnnualReport, sha256: str) -> list[Record]:
    rows = report.signatures.filter(sha256=sha256).select_related("unit")
    return [
        {
            "unit": str(one.unit),
            "is_final": one.is_final,
            "day": german(timezone.localdate(one.at)),
            "by": one.entered_for or one.by_function,
            "word": one.word,
        }
        for one in rows.order_by("is_final", "at", "pk")
    ]


def signatories(report: AnnualReport) -> list[Unit]:
    """Return the units that have to sign: the report's own, and those that were asked for a section."""
    asked = Unit.objects.without_tree_fields().filter(report_sections__report=report)
    own = Unit.objects.without_tree_fields().filter(pk=report.unit_id)
    return list((asked | own).distinct().order_by("slug"))


def missing(report: AnnualReport) -> list[Unit]:
    """Return the units that have not signed what there is to sign."""
    if report.content is None:
        return signatories(report)
    rows = ReportSignature.objects.filter(report=report, is_final=False, sha256=checksum(report.content))
    signed = set(rows.values_list("unit", flat=True))
    return [unit for unit in signatories(report) if unit.pk not in signed]


def changed_parts(old: Record, new: Record) -> list[str]:
    """Return the names of the computed parts that would say something else today."""
    return [label for key, label in _PARTS.items() if old[key] != new[key]]


def names(units: Iterable[Unit]) -> str:
    return ", ".join(unit.code or unit.name for unit in units)
