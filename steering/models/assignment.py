from __future__ import annotations

import datetime as dt

from django.db import models

from catalogue.models import Measure, Unit
from catalogue.models.recorded import Settled
from steering.models.agenda_item import AgendaItem


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def running(self) -> AssignmentQuerySet:
        """Those that have started, with the sending of the minutes, and are not done."""
        return self.filter(started_at__isnull=False, done_at__isnull=True)

    def overdue(self, *, on: dt.date) -> AssignmentQuerySet:
        return self.running().filter(due__lt=on)


class Assignment(Settled):
    """An Auftrag: what a unit is to do by a day. It starts when the minutes are sent."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="assignments", verbose_name="TOP")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="Stelle")
    function = models.CharField("zuständig (Funktion)", max_length=150, blank=True)
    task = models.TextField("Auftrag")
    due = models.DateField("bis")
    started_at = models.DateTimeField("läuft seit", null=True, blank=True)
    answer = models.TextField("Ergebnis", blank=True)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="assignments", verbose_name="Maßnahmen"
    )
    wished_due = models.DateField("Verlängerung erbeten bis", null=True, blank=True)
    wished_because = models.TextField("Grund der Verlängerung", blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "Auftrag"
        verbose_name_plural = "Aufträge"
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_done_with_answer",
                condition=models.Q(done_at__isnull=True) | ~models.Q(answer=""),
                violation_error_message="Erledigt ist ein Auftrag mit einem Ergebnis.",
            )
        ]

    def __str__(self) -> str:
        return self.task
