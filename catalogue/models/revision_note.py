from __future__ import annotations

from django.db import models

from catalogue.models.measure import Measure
from catalogue.models.recorded import Settled


class RevisionNote(Settled):
    """That a concept's next edition must take up a measure ("Für die Fortschreibung vormerken"), and why."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="revision_notes")
    reason = models.TextField("Warum soll die Fortschreibung das aufgreifen?")

    class Meta:
        verbose_name = "Vormerkung für die Fortschreibung"
        verbose_name_plural = "Vormerkungen für die Fortschreibung"
        ordering = ["measure__number", "pk"]

    def __str__(self) -> str:
        return self.reason
