from django.db import models


class Gap(models.Model):
    """Something a version leaves unsaid; the kinds and their sentences are in catalogue/gaps.py."""

    version = models.ForeignKey("catalogue.MeasureVersion", models.CASCADE, related_name="gaps")
    kind = models.CharField("Lücke", max_length=40)

    class Meta:
        verbose_name = "Fehlende Angabe"
        verbose_name_plural = "Fehlende Angaben"
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="gap_once")]
        indexes = [models.Index("kind", "version", name="gap_by_kind")]

    def __str__(self) -> str:
        return self.kind
