from django.db import models

from catalogue.models.action_field import ActionField
from catalogue.models.concept import Concept


class Listing(models.Model):
    """A Katalogzeile: under which action field, in which concept, a version of a measure is listed."""

    version = models.ForeignKey("catalogue.MeasureVersion", models.CASCADE, related_name="listings")
    sub_number = models.PositiveIntegerField("Unternummer")  # 1 in "29,1"
    is_main = models.BooleanField("Hauptzeile")
    concept = models.ForeignKey(
        Concept, models.PROTECT, null=True, blank=True, related_name="listings", verbose_name="Konzept"
    )
    action_field = models.ForeignKey(
        ActionField,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="listings",
        verbose_name="Handlungsfeld",
    )
    page = models.CharField("Seite", max_length=40, blank=True)

    class Meta:
        verbose_name = "Katalogzeile"
        verbose_name_plural = "Katalogzeilen"
        indexes = [models.Index("action_field", "version", name="listing_by_action_field")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "sub_number"],
                name="listing_number_once",
                violation_error_message="Diese Unternummer ist bei der Maßnahme schon vergeben.",
            ),
            models.UniqueConstraint(
                fields=["version"],
                name="measure_has_one_main_listing",
                condition=models.Q(is_main=True),
                violation_error_message="Eine Maßnahme hat eine Hauptzeile.",
            ),
        ]

    def __str__(self) -> str:
        return f"Katalogzeile ,{self.sub_number}"
