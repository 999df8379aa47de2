from __future__ import annotations

from django.db import models

from catalogue.models.recorded import Recorded
from catalogue.models.unit import Unit


class ExtractRound(Recorded):
    """An Abfrage: extracts of one Stichtag that went to units, who are to answer by a day."""

    key_date = models.DateField("Stichtag")
    due = models.DateField("Rückmeldung bis")
    issuer = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_rounds",
        verbose_name="ausgebende Stelle",
    )
    file_reference = models.CharField("Aktenzeichen", max_length=100, blank=True)
    letter = models.TextField("Anschreiben", blank=True)
    is_preliminary = models.BooleanField("Vorläufige, noch zu überarbeitende Fassung", default=False)

    class Meta:
        verbose_name = "Abfrage"
        verbose_name_plural = "Abfragen"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="extract_round_due_after_key_date",
                condition=models.Q(due__gte=models.F("key_date")),
                violation_error_message="„Rückmeldung bis“ liegt vor dem Stichtag.",
            )
        ]

    def __str__(self) -> str:
        return f"Abfrage zum Stichtag {self.key_date:%d.%m.%Y}"
