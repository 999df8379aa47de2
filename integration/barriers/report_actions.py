"""Taking in what somebody tells about a barrier, and settling it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from integration.barriers.models import BarrierReport
from integration.mail import handed_over

_NO_ADDRESS = "Keine Adresse eingerichtet (CONTACT_EMAIL)."


def report_barrier(
    *,
    page: str,
    problem: str,
    email: str,
    link: str,
    at: dt.datetime | None = None,
    deliver: Callable[[EmailMessage], str] = handed_over,
) -> BarrierReport:
    """Store what was told, then mail it; what the mail server does not take stays in the list.

    `link` is where the Administration finds it.
    """
    report = BarrierReport(at=at or timezone.now(), page=page, problem=problem, email=email)
    report.full_clean()
    report.save()
    report.mail_failure = deliver(_letter(report, link)) if settings.CONTACT_EMAIL else _NO_ADDRESS
    report.mailed_at = None if report.mail_failure else timezone.now()
    report.save(update_fields=["mail_failure", "mailed_at"])
    return report


def settle_report(report: BarrierReport, *, answer: str, by: Any, at: dt.datetime | None = None) -> None:
    """Say what was answered. Raises ValidationError with a German message where that is nothing."""
    report.answer, report.done_at, report.done_by = answer, at or timezone.now(), by
    report.done_by_function = by.function if by else ""
    report.full_clean()
    report.save(update_fields=["answer", "done_at", "done_by", "done_by_function"])


def _letter(report: BarrierReport, link: str) -> EmailMessage:
    told = [
        f"Über die Erklärung zur Barrierefreiheit ({settings.PRODUCT_NAME}) kam diese Meldung:",
        report.problem,
        f"Seite: {report.page or 'nicht genannt'}",
        f"Antwort an: {report.email or 'keine Adresse genannt'}",
        f"Bitte antworten Sie bis zum {report.due:%d.%m.%Y} und halten Sie die Antwort fest: {link}",
    ]
    return EmailMessage(
        subject=f"Barriere gemeldet: {settings.PRODUCT_NAME}",
        body="\n\n".join(told),
        to=[settings.CONTACT_EMAIL],
        reply_to=[report.email] if report.email else None,
    )
