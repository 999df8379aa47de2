"""What annual reports ask of units: texts, and their signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from catalogue.models import Unit
from steering.freezing import checksum
from steering.models import AnnualReport, ReportSection
from steering.reminders.due import AHEAD, Bundle, Due, dated, named, overdue
from steering.reports.board import due_day
from steering.reports.signing import closing_unit


def sections(today: dt.date) -> Iterator[Due]:
    """Texts of annual reports that units were asked for."""
    rows = ReportSection.objects.asked().filter(due__lte=today + AHEAD)
    for one in rows.select_related("unit", "report__unit").order_by("due", "pk"):
        yield dated(
            f"abschnitt:{one.pk}",
            one.due or today,
            today,
            text=f"Text „{one.get_kind_display()}“ zum {one.report}",
            path=reverse("steering:report-section-update", args=[one.report_id, one.pk]),
            unit=one.unit_id,
        )


def signatures(today: dt.date) -> Iterator[Due]:
    """Mitzeichnungen that are missing; once all are there, the Schlusszeichnung of the unit in the chair.

    A report that was changed is signed anew, so its checksum is part of the event.
    """
    reports = AnnualReport.objects.filter(state=AnnualReport.State.COSIGNING).select_related("unit")
    found = list(reports.prefetch_related("signatures", "sections__unit").order_by("year", "pk"))
    chair = closing_unit(on=today) if found else None
    late = Bundle("Zeichnungen von Jahresberichten stehen aus", reverse("steering:report-list"))
    for report in found:
        sha256 = checksum(report.content)
        waiting = _unsigned(report, sha256)
        kind = "Mitzeichnung" if waiting else "Schlusszeichnung"
        signatories: list[Unit | None] = [*waiting] or [chair]
        for unit in signatories:
            key = f"{kind.lower()}:{report.pk}:{unit.pk if unit else ''}:{sha256[:12]}"
            day, path = due_day(report.year), reverse("steering:report-detail", args=[report.pk])
            text = f"{kind} des Berichts: {report}"
            yield dated(key, day, today, text=text, path=path, unit=unit.pk if unit else None)
            if unit and day < today:
                item = f"{named(unit)} ({report})"
                text = f"Die {kind} von {named(unit)} steht aus: {report}"
                yield overdue(key, day, text=text, path=path, bundle=late, item=item)


def _unsigned(report: AnnualReport, sha256: str) -> list[Unit]:
    """Return as `report_record.missing` does, of what has been read with the report."""
    asked = {one.unit_id: one.unit for one in report.sections.all() if one.unit}
    wanted = asked | ({report.unit_id: report.unit} if report.unit else {})
    signed = {one.unit_id for one in report.signatures.all() if not one.is_final and one.sha256 == sha256}
    return sorted((unit for key, unit in wanted.items() if key not in signed), key=lambda unit: unit.slug)
