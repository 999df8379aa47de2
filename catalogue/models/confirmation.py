from __future__ import annotations

from django.db import models

from catalogue.models.measure import Measure
from catalogue.models.recorded import Recorded


class Confirmation(Recorded):
    """That somebody looked at a measure and it is still true ("unverändert bestätigt"): no change of it."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="confirmations")

    class Meta:
        verbose_name = "Bestätigung"
        verbose_name_plural = "Bestätigungen"
        ordering = ["-at"]
        get_latest_by = "at"
        indexes = [models.Index("at", "measure", name="confirmation_by_day")]

    def __str__(self) -> str:
        return f"{self.measure}, bestätigt am {self.at:%d.%m.%Y}"
