from django.db import models

from catalogue.models.reference import Reference


class Concept(Reference):
    """An integration concept whose measures are steered here; a page "S.15" is a page of it."""

    year = models.PositiveSmallIntegerField("Jahr")
    decided_on = models.DateField("Ratsbeschluss vom", null=True, blank=True)

    class Meta:
        verbose_name = "Konzept"
        verbose_name_plural = "Konzepte"
        ordering = ["year"]
