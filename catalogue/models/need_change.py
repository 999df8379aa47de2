from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from catalogue.models.action_field import ActionField
from catalogue.models.measure import Measure
from catalogue.models.recorded import Recorded


class NeedChangeQuerySet(models.QuerySet["NeedChange"]):
    def undecided(self) -> NeedChangeQuerySet:
        return self.filter(decision="")

    def decided(self) -> NeedChangeQuerySet:
        return self.exclude(decision="")

    def visible_to(self, user: Any, measures: Any) -> NeedChangeQuerySet:
        """Those on `measures` (the ones the person may see, by key), and on action fields for those who
        read the whole catalogue."""
        found = models.Q(measure__in=measures)
        if user.has_perm("catalogue.view_all_measures"):
            found |= models.Q(measure__isnull=True)
        return self.filter(found)


class NeedChange(Recorded):
    """A "Veränderung hinsichtlich der Bedarfe" on a measure or an action field, and what was decided."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="need_changes", verbose_name="Maßnahme"
    )
    action_field = models.ForeignKey(
        ActionField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="need_changes",
        verbose_name="Handlungsfeld",
    )
    day = models.DateField("festgestellt am")
    source = models.CharField("Quelle", max_length=200)
    description = models.TextField("Was hat sich verändert?")
    decision = models.TextField("Was wurde entschieden?", blank=True)
    decided_on = models.DateField("entschieden am", null=True, blank=True)
    decided_by = models.CharField("entschieden durch", max_length=200, blank=True)  # a body or a function
    changed_at = models.DateTimeField("zuletzt bearbeitet am", null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_by_function = models.CharField("zuletzt bearbeitet von", max_length=150, blank=True)

    objects = NeedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "Veränderter Bedarf"
        verbose_name_plural = "Veränderte Bedarfe"
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="need_change_on_measure_or_field",
                condition=models.Q(measure__isnull=False, action_field__isnull=True)
                | models.Q(measure__isnull=True, action_field__isnull=False),
                violation_error_message="Ein Bedarf gehört zu einer Maßnahme oder zu einem Handlungsfeld.",
            ),
            models.CheckConstraint(
                name="need_change_decision_complete",
                condition=models.Q(decision="", decided_on__isnull=True, decided_by="")
                | (~models.Q(decision="") & models.Q(decided_on__isnull=False) & ~models.Q(decided_by="")),
                violation_error_message="Zu einer Entscheidung gehört, wer sie wann getroffen hat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.description[:60]}"

    @property
    def subject(self) -> Measure | ActionField | None:
        """What the need is about."""
        return self.measure or self.action_field
