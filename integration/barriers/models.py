"""What people told about barriers they met (§ 9b NBGG), and what they were answered."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone

ANSWER_WITHIN = 30  # days; the statement promises an answer within a month


class BarrierReportQuerySet(models.QuerySet["BarrierReport"]):
    def open(self) -> BarrierReportQuerySet:
        """Those nobody has answered yet."""
        return self.filter(done_at__isnull=True)

    def in_order(self) -> BarrierReportQuerySet:
        """The open ones first, the oldest of them on top; then what was answered, the last first."""
        return self.order_by(models.F("done_at").desc(nulls_first=True), "at", "pk")


class BarrierReport(models.Model):
    """A barrier somebody met. Who it was is not kept; an address only where an answer is wished for."""

    at = models.DateTimeField("gemeldet am")
    page = models.CharField("Seite", max_length=500, blank=True)
    problem = models.TextField("Barriere")
    email = models.EmailField("E-Mail-Adresse für die Antwort", blank=True)
    mailed_at = models.DateTimeField("weitergeleitet am", null=True, blank=True)
    mail_failure = models.CharField("nicht weitergeleitet, weil", max_length=300, blank=True)
    answer = models.TextField("Antwort", blank=True)
    done_at = models.DateTimeField("beantwortet am", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="beantwortet von",
    )
    done_by_function = models.CharField("Funktion", max_length=150, blank=True)

    objects = BarrierReportQuerySet.as_manager()

    class Meta:
        verbose_name = "Gemeldete Barriere"
        verbose_name_plural = "Gemeldete Barrieren"
        constraints = [
            models.CheckConstraint(
                name="barrier_report_says_something",
                condition=~models.Q(problem=""),
                violation_error_message="Schreiben Sie, was nicht funktioniert.",
            ),
            models.CheckConstraint(
                name="barrier_report_done_with_answer",
                condition=models.Q(done_at__isnull=True) | ~models.Q(answer=""),
                violation_error_message="Halten Sie fest, was geantwortet wurde.",
            ),
        ]

    def __str__(self) -> str:
        return f"Meldung vom {timezone.localtime(self.at):%d.%m.%Y}"

    @property
    def due(self) -> dt.date:
        return timezone.localdate(self.at) + dt.timedelta(days=ANSWER_WITHIN)

    def state(self, on: dt.date) -> str:
        if self.done_at:
            return "beantwortet"
        return "überfällig" if self.due < on else "offen"
