from django.db import models

from catalogue.models.unit import Unit


class Contact(models.Model):
    """An Ansprechperson of a unit: a function first, a name only where one is needed (domain.md §4)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="contacts", verbose_name="Stelle")
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

    def __str__(self) -> str:
        return self.function
