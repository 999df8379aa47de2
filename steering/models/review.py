from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

from catalogue.models import Measure, Unit
from catalogue.models.recorded import Recorded
from steering.models.meeting import Meeting
from steering.numbers import amount, euros


class Review(Recorded):
    """A Stellungnahme: what a responsible unit says of a measure before a meeting (domain.md §1).

    The four things the group must check: how far it is, what has to change, what is difficult, what it
    needs. Resources with amounts are `ResourceRequest`s beside it.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="reviews", verbose_name="Sitzung")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reviews", verbose_name="Maßnahme")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reviews", verbose_name="Stelle")
    implementation = models.TextField("Stand der Umsetzung")
    need = models.TextField("Änderungsbedarf", blank=True)
    difficulties = models.TextField("Schwierigkeiten", blank=True)
    conditions = models.TextField("Ressourcen und Rahmenbedingungen", blank=True)

    class Meta:
        verbose_name = "Stellungnahme"
        verbose_name_plural = "Stellungnahmen"
        ordering = ["-meeting__starts_at", "unit__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "measure", "unit"],
                name="review_once",
                violation_error_message="Zu dieser Maßnahme liegt für die Sitzung schon eine Stellungnahme "
                "der Stelle vor.",
            )
        ]

    def __str__(self) -> str:
        return f"Stellungnahme {self.unit.code or self.unit.name} zu {self.measure}"


class ResourceRequestQuerySet(models.QuerySet["ResourceRequest"]):
    def open(self) -> ResourceRequestQuerySet:
        return self.filter(granted__isnull=True)

    def visible_to(self, user: Any, measures: Any) -> ResourceRequestQuerySet:
        """All, or those for `measures` (the ones the person may see, by key)."""
        if user.has_perm("catalogue.view_all_measures"):
            return self
        return self.filter(measure__in=measures)


class ResourceRequest(Recorded):
    """What a measure needs for a budget year, and what was granted of it: one list across all units."""

    class Kind(models.TextChoices):
        MONEY = "sachmittel", "Sachmittel (€)"
        STAFF = "stellen", "Stellenanteile"
        ROOMS = "raeume", "Räume"

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="resource_requests", verbose_name="Maßnahme"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="resource_requests", verbose_name="Stelle")
    kind = models.CharField("Art", max_length=20, choices=Kind)
    budget_year = models.PositiveIntegerField("Haushaltsjahr")
    asked = models.DecimalField("beantragt", max_digits=12, decimal_places=2)
    purpose = models.TextField("Wofür?")
    granted = models.DecimalField("bewilligt", max_digits=12, decimal_places=2, null=True, blank=True)
    granted_on = models.DateField("entschieden am", null=True, blank=True)
    granted_note = models.TextField("Bemerkung zur Entscheidung", blank=True)

    objects = ResourceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "Ressourcenbedarf"
        verbose_name_plural = "Ressourcenbedarfe"
        ordering = ["-budget_year", "measure__number", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resource_kind_known",
                condition=models.Q(kind__in=["sachmittel", "stellen", "raeume"]),
                violation_error_message="Diese Art von Ressource gibt es nicht.",
            ),
            models.CheckConstraint(
                name="resource_asked_more_than_nothing",
                condition=models.Q(asked__gt=0),
                violation_error_message="Beantragt wird mehr als nichts.",
            ),
            models.CheckConstraint(
                name="resource_granted_with_day",
                condition=models.Q(granted__isnull=True, granted_on__isnull=True)
                | models.Q(granted__gte=0, granted_on__isnull=False),
                violation_error_message="Was bewilligt wurde, hat einen Tag der Entscheidung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.budget_year} für {self.measure}"

    @property
    def asked_text(self) -> str:
        return self._text(self.asked)

    @property
    def granted_text(self) -> str:
        return "" if self.granted is None else self._text(self.granted)

    def _text(self, number: Decimal) -> str:
        return euros(number) if self.kind == self.Kind.MONEY else amount(number)
