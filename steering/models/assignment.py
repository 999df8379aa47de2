from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

from catalogue.models import AnyFollowUp, Measure, Unit
from catalogue.models.recorded import Recorded, Settled
from catalogue.models.unit import reach_of
from steering.models.agenda_item import AgendaItem


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def running(self) -> AssignmentQuerySet:
        """Those that have started, with the sending of the minutes, and are not done."""
        return self.filter(started_at__isnull=False, done_at__isnull=True)

    def running_before(self, moment: dt.datetime) -> AssignmentQuerySet:
        """Those that had started and were not done just before `moment`."""
        not_done = models.Q(done_at__isnull=True) | models.Q(done_at__gte=moment)
        return self.filter(not_done, started_at__lt=moment)

    def overdue(self, *, on: dt.date) -> AssignmentQuerySet:
        return self.running().filter(due__lt=on)

    def visible_to(self, user: Any) -> AssignmentQuerySet:
        """All for who may see meetings; else those of a person's units and of units below, once started."""
        if user.has_perm("steering.view_meeting"):
            return self
        if not user.has_perm("steering.view_assignment"):
            return self.none()
        return self._running_of(user)

    def answerable_by(self, user: Any) -> AssignmentQuerySet:
        """Those a person may answer: the office all, others those of their own units and below."""
        if not user.has_perm("steering.answer_assignment"):
            return self.none()
        if user.has_perm("steering.change_meeting"):
            return self
        return self._running_of(user)

    def _running_of(self, user: Any) -> AssignmentQuerySet:
        own = reach_of(user, on=timezone.localdate())
        return self.filter(started_at__isnull=False, unit__in=own)


class Assignment(Settled):
    """An Auftrag: what a unit is to do by a day. It starts when the minutes are sent."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="assignments", verbose_name="TOP")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="Stelle")
    function = models.CharField("zuständig (Funktion)", max_length=150, blank=True)
    task = models.TextField("Auftrag")
    due = models.DateField("bis")
    agreed_due = models.DateField("laut Protokoll bis", null=True, blank=True)  # where time was added since
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

    @property
    def resolved_due(self) -> dt.date:
        """The day that the group resolved, whatever time was added since."""
        return self.agreed_due or self.due


class AssignmentStep(Recorded):
    """What happened to an Auftrag on its way: an answer, a wish for more time and what became of it."""

    class Kind(models.TextChoices):
        ANSWERED = "beantwortet", "beantwortet"
        REOPENED = "wieder-offen", "wieder geöffnet"
        ASKED = "erbeten", "Verlängerung erbeten"
        GRANTED = "gewaehrt", "Verlängerung gewährt"
        DECLINED = "abgelehnt", "Verlängerung abgelehnt"

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="steps")
    kind = models.CharField("Schritt", max_length=20, choices=Kind)
    text = models.TextField("Text", blank=True)
    due = models.DateField("bis", null=True, blank=True)

    class Meta:
        verbose_name = "Schritt eines Auftrags"
        verbose_name_plural = "Schritte der Aufträge"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_step_kind_known",
                condition=models.Q(
                    kind__in=["beantwortet", "wieder-offen", "erbeten", "gewaehrt", "abgelehnt"]
                ),
                violation_error_message="Diesen Schritt gibt es bei Aufträgen nicht.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class AssignmentFollowUp(AnyFollowUp):
    """A Wiedervorlage of an Auftrag, seen by whoever sees such a thing of a measure."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="follow_ups", verbose_name="Auftrag"
    )

    class Meta:
        verbose_name = "Wiedervorlage eines Auftrags"
        verbose_name_plural = "Wiedervorlagen von Aufträgen"
        ordering = ["due", "pk"]
