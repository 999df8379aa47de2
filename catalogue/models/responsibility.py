from django.db import models

from catalogue.models.unit import Unit
from catalogue.vocabulary import Role


class Responsibility(models.Model):
    """That a unit takes part in a version of a measure, in which role, with which mark in the table."""

    version = models.ForeignKey("catalogue.MeasureVersion", models.CASCADE, related_name="responsibilities")
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="responsibilities", verbose_name="Stelle"
    )
    role = models.CharField("Rolle", max_length=20, choices=Role)
    mark = models.TextField("Eintrag", blank=True)

    class Meta:
        verbose_name = "Zuständigkeit"
        verbose_name_plural = "Zuständigkeiten"
        indexes = [models.Index("unit", "version", name="responsibility_by_unit")]  # lists filter by it
        constraints = [
            models.UniqueConstraint(
                fields=["version", "unit"],
                name="responsibility_once",
                violation_error_message="Diese Stelle ist schon eingetragen.",
            ),
            models.UniqueConstraint(
                fields=["version"],
                name="measure_has_one_lead",
                condition=models.Q(role="federfuehrend"),
                violation_error_message="Federführend ist höchstens eine Stelle.",
            ),
            models.CheckConstraint(
                name="responsibility_role_known",
                condition=models.Q(role__in=Role.values),
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} ({self.get_role_display()})"
