"""Writing a report: begun once a unit and year, its sections asked for, written, finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models import Unit
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.models import AnnualReport, ReportSection
from steering.reports.report_contents import pinned_for

_Kind = ReportSection.Kind
_CLOSED = (
    "Der Bericht ist „{state}“: Seine Texte stehen fest. Solange er nicht veröffentlicht ist, kann die "
    "Koordination ihn in den Entwurf zurückholen."
)
_PUBLISHED = (
    "Dieser Bericht ist veröffentlicht und wird nicht mehr geändert. Eine Berichtigung ist eine neue Fassung."
)


def locked(report: AnnualReport) -> AnnualReport:
    """Return the report as it is now, with everybody else waiting. Belongs into a transaction."""
    ChangeSet.objects.lock()
    rows = AnnualReport.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=report.pk)


def writable(report: AnnualReport) -> AnnualReport:
    """Return the report, locked, to write its texts. Raises ValidationError where nobody may."""
    report = locked(report)
    if reason := why_not_writable(report):
        raise ValidationError(reason)
    return report


def why_not_writable(report: AnnualReport) -> str:
    """Return why nobody may write a report's texts, "" if people may."""
    if report.state == AnnualReport.State.PUBLISHED:
        return _PUBLISHED
    return "" if report.takes_texts else _CLOSED.format(state=report.get_state_display())


@transaction.atomic
def create_report(
    unit: Unit | None, year: int, *, key_date: dt.date, by: Any, at: dt.datetime | None = None
) -> AnnualReport:
    """Begin a unit's or, without one, the city's report, with an empty section of each kind."""
    ChangeSet.objects.lock()
    report = AnnualReport(unit=unit, year=year, key_date=key_date, **AnnualReport.stamp(by, at))
    _dated(report, timezone.localdate(at))
    report.full_clean()
    report.save()
    stamp = ReportSection.stamp(by, at)
    ReportSection.objects.bulk_create(ReportSection(report=report, kind=kind, **stamp) for kind in _Kind)
    return report


def _dated(report: AnnualReport, today: dt.date) -> None:
    """Check a report's key date and pin the catalogue's state once that is past."""
    if report.key_date.year != report.year:
        raise ValidationError({"key_date": f"Der Stichtag liegt im Berichtsjahr {report.year}."})
    if report.year > today.year:
        raise ValidationError({"year": f"Das Jahr {report.year} hat noch nicht begonnen."})
    report.pinned = pinned_for(report.key_date) if report.key_date < today else None


@transaction.atomic
def set_key_date(
    report: AnnualReport, key_date: dt.date, *, by: Any, at: dt.datetime | None = None
) -> AnnualReport:
    """Let a draft speak of another day."""
    report = writable(report)
    report.key_date = key_date
    _dated(report, timezone.localdate(at))
    report.save(update_fields=["key_date", "pinned"])
    return report


@transaction.atomic
def set_paper(
    report: AnnualReport, *, paper_number: str, committee: str, committee_day: dt.date | None, by: Any
) -> AnnualReport:
    """Note as what, and when, the council got the report; it lies beside the frozen paper."""
    report = locked(report)
    report.paper_number, report.committee = clean_text(paper_number), clean_text(committee)
    report.committee_day = committee_day
    report.save(update_fields=["paper_number", "committee", "committee_day"])
    return report


# --- Sections ----------------------------------------------------------------------------------------


@transaction.atomic
def save_section(
    section: ReportSection, text: str, *, is_done: bool, by: Any, at: dt.datetime | None = None
) -> ReportSection:
    """Write a section; done means that it may go out. Raises ValidationError."""
    writable(section.report)
    section = ReportSection.objects.select_for_update(of=("self",)).select_related("unit").get(pk=section.pk)
    text = clean_text(text).strip()
    if is_done and not text:
        raise ValidationError({"is_done": "Der Abschnitt ist noch leer. Schreiben Sie einen Text."})
    stamp = ReportSection.stamp(by, at)
    section.text = text
    section.at, section.by, section.by_function = stamp["at"], stamp["by"], stamp["by_function"]
    if is_done and not section.is_done:
        section.settle(by, at)
    elif not is_done:
        section.reopen()
    section.save()
    return section


@transaction.atomic
def ask_for_section(
    report: AnnualReport,
    kind: str,
    units: Iterable[Unit],
    *,
    due: dt.date,
    by: Any,
    at: dt.datetime | None = None,
) -> list[ReportSection]:
    """Ask units for their share of a section until a day. Raises ValidationError."""
    report = writable(report)
    if due < timezone.localdate(at):
        raise ValidationError({"due": f"Der {due:%d.%m.%Y} ist schon vorbei."})
    found = []
    for unit in units:
        section = ReportSection(report=report, kind=kind, unit=unit, due=due, **ReportSection.stamp(by, at))
        if ReportSection.objects.filter(report=report, kind=kind, unit=unit).exists():
            raise ValidationError(
                {"units": f"{unit.code or unit.name} ist um „{section.get_kind_display()}“ schon gebeten."}
            )
        section.full_clean()
        section.save()
        found.append(section)
    return found


@transaction.atomic
def remove_section(section: ReportSection, *, by: Any) -> None:
    """Leave a section out of a report. Raises ValidationError where something was written."""
    writable(section.report)
    section = ReportSection.objects.get(pk=section.pk)
    if section.text:
        raise ValidationError(
            f"Zu „{section.heading}“ gibt es schon einen Text. Löschen Sie ihn zuerst, wenn er entfällt."
        )
    section.delete()
