from django.db import models

from catalogue.models.location import Location
from catalogue.models.target_group import TargetGroup


class Mark(models.Model):
    """A cell marked in the table: `x`, or what stands there instead."""

    mark = models.TextField("Eintrag", blank=True)

    class Meta:
        abstract = True


class TargetGroupMark(Mark):
    """That a version of a measure is for a target group."""

    version = models.ForeignKey("catalogue.MeasureVersion", models.CASCADE, related_name="target_group_marks")
    target_group = models.ForeignKey(
        TargetGroup, models.PROTECT, db_index=False, related_name="marks", verbose_name="Zielgruppe"
    )

    class Meta:
        verbose_name = "Zielgruppe einer Maßnahme"
        verbose_name_plural = "Zielgruppen der Maßnahmen"
        indexes = [models.Index("target_group", "version", name="target_group_mark_by_group")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "target_group"],
                name="target_group_mark_once",
                violation_error_message="Diese Zielgruppe ist schon eingetragen.",
            )
        ]

    def __str__(self) -> str:
        return str(self.target_group)


class LocationMark(Mark):
    """That a version of a measure takes place at a location."""

    version = models.ForeignKey("catalogue.MeasureVersion", models.CASCADE, related_name="location_marks")
    location = models.ForeignKey(
        Location, models.PROTECT, db_index=False, related_name="marks", verbose_name="Ort"
    )

    class Meta:
        verbose_name = "Ort einer Maßnahme"
        verbose_name_plural = "Orte der Maßnahmen"
        indexes = [models.Index("location", "version", name="location_mark_by_location")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "location"],
                name="location_mark_once",
                violation_error_message="Dieser Ort ist schon eingetragen.",
            )
        ]

    def __str__(self) -> str:
        return str(self.location)
