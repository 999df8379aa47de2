from __future__ import annotations

from django.db import models

from catalogue.models import Measure
from catalogue.models.recorded import Recorded
from integration.history.models import ChangeSet
from steering.models.agenda_item import AgendaItem


class Resolution(Recorded):
    """What the group found about a TOP. A Festlegung has a number of its year: 2017/3."""

    class Kind(models.TextChoices):
        NOTED = "kenntnis", "Kenntnisnahme"
        RECOMMENDED = "empfehlung", "Empfehlung"
        RESOLVED = "festlegung", "Festlegung"
        POSTPONED = "vertagt", "vertagt"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="resolutions", verbose_name="TOP")
    kind = models.CharField("Art", max_length=20, choices=Kind)
    year = models.PositiveIntegerField("Jahr", null=True, blank=True)
    number = models.PositiveIntegerField("Nummer", null=True, blank=True)
    wording = models.TextField("Wortlaut", blank=True)
    consent = models.CharField("Abstimmung", max_length=100, default="einvernehmlich", blank=True)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="resolutions", verbose_name="Maßnahmen"
    )

    class Meta:
        verbose_name = "Ergebnis"
        verbose_name_plural = "Ergebnisse"
        ordering = ["year", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="resolution_number_once",
                condition=models.Q(number__isnull=False),
                violation_error_message="Diese Nummer ist in diesem Jahr vergeben.",
            ),
            models.CheckConstraint(
                name="resolution_kind_known",
                condition=models.Q(kind__in=["kenntnis", "empfehlung", "festlegung", "vertagt"]),
                violation_error_message="Diese Art von Ergebnis gibt es nicht.",
            ),
            models.CheckConstraint(
                name="resolution_resolved_has_number_and_wording",
                condition=~models.Q(kind="festlegung")
                | (models.Q(number__isnull=False) & models.Q(year__isnull=False) & ~models.Q(wording="")),
                violation_error_message="Eine Festlegung hat eine Nummer und einen Wortlaut.",
            ),
        ]

    def __str__(self) -> str:
        number = f" {self.year}/{self.number}" if self.number else ""
        return f"{self.get_kind_display()}{number}"


class ResolutionEffect(models.Model):
    """That a change set carried out a resolution; the catalogue itself knows nothing of it (the arrow)."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="effects")
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="resolution_effects")

    class Meta:
        verbose_name = "Wirkung eines Beschlusses"
        verbose_name_plural = "Wirkungen der Beschlüsse"
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "change_set"],
                name="resolution_effect_once",
                violation_error_message="Diese Änderung ist dem Beschluss schon zugeordnet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.resolution}: {self.change_set}"
