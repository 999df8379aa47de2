"""What becomes of a signed report: before the Steuerungsgruppe, published and frozen, corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from integration.texts import clean_text
from steering import agenda_actions
from steering.freezing import Record, frozen
from steering.models import AgendaItem, AnnualReport, GoalTalk, Meeting, ReportEdition
from steering.reports import report_pdf
from steering.reports.report_actions import locked
from steering.reports.report_contents import contents
from steering.reports.report_record import edition_of, file_name
from steering.reports.signing import refuse_unfinished

_State = AnnualReport.State
_MINUTES = 15
_NOT_CORRECTED = "Berichtigt werden veröffentlichte Berichte. Dieser ist noch ein Entwurf."


@transaction.atomic
def submit(report: AnnualReport, meeting: Meeting, *, by: Any, at: dt.datetime | None = None) -> AgendaItem:
    """Lay a signed report before the Steuerungsgruppe: it becomes a proposed TOP of `meeting`."""
    report = locked(report)
    if report.state != _State.SIGNED:
        raise ValidationError("Der Steuerungsgruppe vorgelegt wird ein Bericht nach der Schlusszeichnung.")
    source = f"bericht:{report.pk}"
    item = meeting.items.filter(source=source).first()
    if item is None:
        told = {
            "title": f"{report}",
            "kind": AgendaItem.Kind.NOTE,
            "minutes": _MINUTES,
            "facts": summary(report.content),
            "source": source,
        }
        item = agenda_actions.save_item(AgendaItem(meeting=meeting), told, by=by, at=at)
    report.state, report.submitted_as = _State.SUBMITTED, item
    report.save(update_fields=["state", "submitted_as"])
    return item


def summary(content: Record) -> str:
    """Return what a report counts, in two lines."""
    states = ", ".join(f"{one['now'][0]} {one['label']}" for one in content["states"] if one["now"][0])
    course = ", ".join(f"{one['now']} {one['label']}" for one in content["course"])
    return (
        f"Stichtag {content['key_date']}: {content['total'][0][0]} Maßnahmen ({states}).\n"
        f"Im Berichtsjahr: {course}."
    )


@transaction.atomic
def publish(report: AnnualReport, *, by: Any, at: dt.datetime | None = None) -> ReportEdition:
    """Freeze a report that the Steuerungsgruppe has before it. Raises ValidationError."""
    report = locked(report)
    refuse_unfinished(report)
    if report.state == _State.PUBLISHED:
        raise ValidationError("Dieser Bericht ist schon veröffentlicht.")
    if report.state != _State.SUBMITTED:
        raise ValidationError(
            f"Der Bericht ist „{report.get_state_display()}“. Veröffentlicht wird er, wenn er mitgezeichnet, "
            "schlussgezeichnet und der Steuerungsgruppe vorgelegt ist."
        )
    moment = at or timezone.now()
    report.state = _State.PUBLISHED
    report.save(update_fields=["state"])
    if report.unit:
        talks = GoalTalk.objects.filter(unit=report.unit, year=report.year, state=GoalTalk.State.EVALUATED)
        talks.update(state=GoalTalk.State.REPORTED)
    record = edition_of(report, report.content, edition=1, day=timezone.localdate(moment))
    return _edition(report, record, by=by, at=moment)


@transaction.atomic
def correct(
    report: AnnualReport,
    texts: Mapping[int, str],
    *,
    correction: str,
    recompute: bool = False,
    by: Any,
    at: dt.datetime | None = None,
) -> ReportEdition:
    """Publish another edition, in which sections (by key) say something else. Raises ValidationError.

    `recompute` counts anew what is computed. The editions before stay, word for word.
    """
    report = locked(report)
    last = report.editions.order_by("edition").last()
    if last is None:
        raise ValidationError(_NOT_CORRECTED)
    if not (correction := clean_text(correction).strip()):
        raise ValidationError({"correction": "Sagen Sie, was berichtigt wird und warum."})
    moment = at or timezone.now()
    _rewrite(report, texts)
    kept = dict(last.record)
    new = contents(report, today=timezone.localdate(moment))
    content = {name: new[name] if recompute or name == "texts" else kept[name] for name in new}
    if all(kept[name] == content[name] for name in content):
        raise ValidationError("So steht es schon im Bericht. Es gibt nichts zu berichtigen.")
    record = {
        **kept,
        **content,
        "edition": last.edition + 1,
        "correction": correction,
        "published": f"{timezone.localdate(moment):%d.%m.%Y}",
    }
    return _edition(report, record, by=by, at=moment)


def _rewrite(report: AnnualReport, texts: Mapping[int, str]) -> None:
    for section in report.sections.select_for_update(of=("self",)):
        text = clean_text(texts.get(section.pk, section.text)).strip()
        if not text:
            raise ValidationError(f"„{section.heading}“ braucht einen Text.")
        section.text = text
        section.save(update_fields=["text"])


def _edition(report: AnnualReport, record: Record, *, by: Any, at: dt.datetime) -> ReportEdition:
    data = report_pdf.render(record, at=at)
    return ReportEdition.objects.create(
        report=report,
        edition=record["edition"],
        correction=record["correction"],
        **frozen(record, data, name=file_name(record, "pdf"), by=by, at=at),
    )
