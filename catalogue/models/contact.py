from django.db import models

from catalogue.models.measure import Measure
from catalogue.models.unit import Unit


class Contact(models.Model):
    """An Ansprechperson of a unit: a function first, a name only where one is needed (domain.md §4)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="contacts", verbose_name="Stelle")
    measure = models.ForeignKey(  # null: for all measures of the unit
        Measure, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="nur für"
    )
    function = models.CharField("Funktion", max_length=150)
    name = models.CharField("Name", max_length=150, blank=True)
    telephone = models.CharField("Telefon", max_length=50, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    is_deputy = models.BooleanField("Vertretung", default=False)
    valid_from = models.DateField("ab", null=True, blank=True)
    valid_until = models.DateField("bis", null=True, blank=True)

    class Meta:
        verbose_name = "Ansprechperson"
        verbose_name_plural = "Ansprechpersonen"
        ordering = ["unit", "is_deputy", "function"]
        constraints = [
            models.CheckConstraint(
                name="contact_until_after_from",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                violation_error_message="„bis“ liegt vor „ab“.",
            )
        ]

    def __str__(self) -> str:
        return self.function
