from __future__ import annotations

import datetime as dt

from django.db import models

from catalogue.models.measure import Measure
from catalogue.models.unit import Unit
from catalogue.models.version import end_of
from integration.history.models import ChangeSet

NO_QUESTION = "x"  # the table's plain mark


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def open(self) -> ClarificationQuerySet:
        return self.filter(state=Clarification.State.OPEN)

    def answered(self) -> ClarificationQuerySet:
        return self.filter(state=Clarification.State.ANSWERED)

    def standing(self, *, on: dt.date) -> ClarificationQuerySet:
        """Those that were open at the end of the day `on`."""
        return self.standing_before(end_of(on))

    def standing_before(self, moment: dt.datetime) -> ClarificationQuerySet:
        """Those that were open just before `moment`."""
        not_closed = models.Q(closed__isnull=True) | models.Q(closed__at__gte=moment)
        return self.filter(not_closed, opened__at__lt=moment)

    def overdue(self, *, on: dt.date) -> ClarificationQuerySet:
        """Those whose day has passed while they were open."""
        return self.standing(on=on).filter(due__lt=on)

    def by_age(self) -> ClarificationQuerySet:
        """The oldest first."""
        return self.order_by("opened__at", "measure__number", "pk")


class Clarification(models.Model):
    """A question about a measure. While it is open, it is a line of the record's `clarification`.

    Who asked and who closed it, when and why, stands in the change sets that did it.
    """

    class State(models.TextChoices):
        OPEN = "offen", "offen"
        ANSWERED = "beantwortet", "beantwortet"
        WITHDRAWN = "zurueckgezogen", "zurückgezogen"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="clarifications")
    question = models.TextField("Frage")
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clarifications",
        verbose_name="an die Stelle",
    )
    due = models.DateField("Antwort bis", null=True, blank=True)
    state = models.CharField("Stand", max_length=20, choices=State, default=State.OPEN)
    opened = models.ForeignKey(
        ChangeSet, models.PROTECT, related_name="opened_clarifications", verbose_name="gefragt mit"
    )
    closed = models.ForeignKey(
        ChangeSet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_clarifications",
        verbose_name="geschlossen mit",
    )
    answer = models.TextField("Antwort", blank=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        verbose_name = "Klärungsbedarf"
        verbose_name_plural = "Klärungsbedarfe"
        indexes = [
            models.Index("state", "measure", name="clarification_by_state"),
            models.Index("due", name="clarification_due", condition=models.Q(state="offen")),
        ]
        constraints = [
            models.CheckConstraint(
                name="clarification_state_known",
                condition=models.Q(state__in=["offen", "beantwortet", "zurueckgezogen"]),
                violation_error_message="Diesen Stand einer Klärung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="clarification_open_or_closed",
                condition=models.Q(state="offen", closed__isnull=True)
                | models.Q(~models.Q(state="offen"), closed__isnull=False),
                violation_error_message="Eine offene Klärung ist nicht geschlossen, jede andere ist es.",
            ),
            models.CheckConstraint(
                name="clarification_answered_with_answer",
                condition=~models.Q(state="beantwortet") | ~models.Q(answer=""),
                violation_error_message="Beantwortet ist eine Frage mit einer Antwort.",
            ),
        ]

    def __str__(self) -> str:
        return "Klärungsbedarf ohne Frage" if self.question == NO_QUESTION else self.question

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
