from __future__ import annotations

from django.db import models

from catalogue.models.extract_round import ExtractRound
from catalogue.models.recorded import Recorded
from integration.mailing import Sending


class Mailing(Recorded, Sending):
    """An e-mail to units of an Abfrage, sent by a child one unit after the other.

    What became of each is told in the extract's log; this row only knows how far the child is.
    """

    TOLD = ("failed",)

    class Kind(models.TextChoices):
        EXTRACT = "extract", "Auszug"
        REMINDER = "reminder", "Erinnerung"

    round = models.ForeignKey(ExtractRound, models.CASCADE, related_name="mailings", verbose_name="Abfrage")
    kind = models.CharField("Art", max_length=10, choices=Kind)
    subject = models.CharField("Betreff", max_length=200)
    text = models.TextField("Text")
    with_files = models.BooleanField("mit Dateien", default=True)
    total = models.PositiveIntegerField("Stellen")
    failed = models.PositiveIntegerField("Stellen, die nicht erreicht wurden", default=0)

    class Meta:
        verbose_name = "E-Mail-Versand"
        verbose_name_plural = "E-Mail-Versand"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="mailing_kind_known",
                condition=models.Q(kind__in=["extract", "reminder"]),
                violation_error_message="Diese Art von E-Mail gibt es nicht.",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def sent(self) -> int:
        """How many units have been dealt with, reached or not."""
        return self.total - len(self.waiting)
