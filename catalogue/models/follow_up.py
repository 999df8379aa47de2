from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from catalogue.models.clarification import Clarification
from catalogue.models.measure import Measure
from catalogue.models.recorded import Settled


class FollowUpQuerySet(models.QuerySet[Any]):
    def outstanding(self) -> FollowUpQuerySet:
        return self.filter(done_at__isnull=True)

    def due(self, *, on: dt.date) -> FollowUpQuerySet:
        """Outstanding ones whose day has come."""
        return self.outstanding().filter(due__lte=on)

    def visible_to(self, user: Any) -> FollowUpQuerySet:
        """A person's own; all of them for those who keep the catalogue."""
        return self if user.has_perm("catalogue.change_measure") else self.filter(by=user)


class AnyFollowUp(Settled):
    """A Wiedervorlage: on a day, for a reason, on whatever the model that has it says."""

    due = models.DateField("am")
    reason = models.CharField("wegen", max_length=500)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reason


class FollowUp(AnyFollowUp):
    """One on a measure or on a clarification of it."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="follow_ups")
    clarification = models.ForeignKey(
        Clarification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name="Klärungsbedarf",
    )

    class Meta:
        verbose_name = "Wiedervorlage"
        verbose_name_plural = "Wiedervorlagen"
        ordering = ["due", "measure__number", "pk"]
        indexes = [models.Index("due", name="follow_up_due", condition=models.Q(done_at__isnull=True))]
