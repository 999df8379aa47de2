"""From draft to signed: what all sign stands fixed, each unit signs it, FB 50 last."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.models import Unit
from integration.texts import clean_text
from steering.freezing import checksum
from steering.models import AnnualReport, ReportSection, ReportSignature, Seat
from steering.reports.report_actions import locked, why_not_writable
from steering.reports.report_contents import contents, pinned_for
from steering.reports.report_record import missing, names, signatories

_State = AnnualReport.State


def refuse_unfinished(report: AnnualReport) -> None:
    """Raise ValidationError that names the sections which may not go out yet."""
    rows = ReportSection.objects.filter(report=report, done_at=None).select_related("unit").order_by("pk")
    if names_ := [f"„{one.heading}“" for one in rows]:
        noun, verb = ("Der Abschnitt", "ist") if len(names_) == 1 else ("Die Abschnitte", "sind")
        raise ValidationError(
            f"{noun} {', '.join(names_)} {verb} noch nicht fertig. Stellen Sie sie fertig oder entfernen "
            "Sie, was entfällt."
        )


@transaction.atomic
def circulate(report: AnnualReport, *, by: Any, at: dt.datetime | None = None) -> AnnualReport:
    """Fix what the report says and hand it to the units to sign. Raises ValidationError."""
    report = locked(report)
    if reason := why_not_writable(report):
        raise ValidationError(reason)
    refuse_unfinished(report)
    today = timezone.localdate(at)
    if report.key_date >= today:
        raise ValidationError(
            f"Der Stichtag, {report.key_date:%d.%m.%Y}, ist noch nicht vorbei. Mitgezeichnet wird danach."
        )
    report.pinned = pinned_for(report.key_date)
    report.content = contents(report, today=today)
    report.state = _State.COSIGNING
    report.save(update_fields=["pinned", "content", "state"])
    return report


@transaction.atomic
def take_back(report: AnnualReport, *, by: Any, at: dt.datetime | None = None) -> AnnualReport:
    """Make a draft of a report again that is not published; whoever signed is asked again."""
    report = locked(report)
    if report.state == _State.PUBLISHED:
        raise ValidationError(why_not_writable(report))
    report.state, report.content = _State.DRAFT, None
    report.save(update_fields=["state", "content"])
    return report


@transaction.atomic
def sign(
    report: AnnualReport,
    unit: Unit,
    *,
    seen: str,
    word: str = "",
    entered_for: str = "",
    by: Any,
    at: dt.datetime | None = None,
) -> ReportSignature:
    """Sign for a unit what it has read: `seen` is its checksum. `word` is what it wants to be noted."""
    report = locked(report)
    if report.state != _State.COSIGNING:
        raise ValidationError(f"Der Bericht ist „{report.get_state_display()}“: Jetzt zeichnet niemand mit.")
    if unit not in signatories(report):
        raise ValidationError(f"{unit} zeichnet diesen Bericht nicht mit.")
    sha256 = _unchanged(report, seen)
    if unit not in missing(report):
        raise ValidationError(f"{unit} hat diese Fassung schon gezeichnet.")
    said = {"word": clean_text(word), "entered_for": clean_text(entered_for)}
    return _signed(report, unit, sha256, is_final=False, by=by, at=at, **said)


@transaction.atomic
def sign_finally(
    report: AnnualReport, *, seen: str, entered_for: str = "", by: Any, at: dt.datetime | None = None
) -> ReportSignature:
    """Sign last, for the unit that chairs the group (FB 50). Raises ValidationError.

    `entered_for` says who signed and how, where the office enters it.
    """
    report = locked(report)
    if report.state != _State.COSIGNING:
        raise ValidationError(
            f"Der Bericht ist „{report.get_state_display()}“: Schlussgezeichnet wird nach der Mitzeichnung."
        )
    sha256 = _unchanged(report, seen)
    if waiting := missing(report):
        raise ValidationError(f"Noch nicht mitgezeichnet: {names(waiting)}.")
    unit = closing_unit(on=timezone.localdate(at))
    if unit is None:
        raise ValidationError(
            "Wer schlusszeichnet, ist nicht bekannt: Tragen Sie unter „Mitglieder“ den Vorsitz ein."
        )
    report.state = _State.SIGNED
    report.save(update_fields=["state"])
    return _signed(report, unit, sha256, is_final=True, entered_for=clean_text(entered_for), by=by, at=at)


def closing_unit(*, on: dt.date) -> Unit | None:
    """Return the unit that signs last: the one that chairs the Steuerungsgruppe."""
    seat = Seat.objects.chairing(on=on).select_related("unit").first()
    return seat.unit if seat else None


def _unchanged(report: AnnualReport, seen: str) -> str:
    sha256 = checksum(report.content)
    if seen != sha256:
        raise ValidationError(
            "Der Bericht hat sich geändert, seit Sie ihn geöffnet haben. Lesen Sie ihn noch einmal."
        )
    return sha256


def _signed(
    report: AnnualReport, unit: Unit, sha256: str, *, by: Any, at: dt.datetime | None, **said: Any
) -> ReportSignature:
    signature = ReportSignature(
        report=report, unit=unit, sha256=sha256, **said, **ReportSignature.stamp(by, at)
    )
    signature.full_clean()
    signature.save()
    return signature
