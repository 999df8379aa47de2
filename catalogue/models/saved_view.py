from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, user: Any) -> SavedViewQuerySet:
        """The person's own; nobody sees another's."""
        return self.filter(user=user)


class SavedView(models.Model):
    """A selection of measures that a person has given a name, for themselves alone."""

    class Page(models.TextChoices):
        LIST = "/massnahmen/", "Liste"
        TABLE = "/katalog/", "Tabelle"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name="Person"
    )
    name = models.CharField("Name", max_length=80)
    path = models.CharField("Seite", max_length=20, choices=Page)
    query = models.CharField("Auswahl", max_length=2000, blank=True)  # "?q=Kita", as an address has it

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "Gespeicherte Ansicht"
        verbose_name_plural = "Gespeicherte Ansichten"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_view_name_once",
                violation_error_message="Eine Ansicht mit diesem Namen haben Sie schon.",
            ),
            models.CheckConstraint(
                name="saved_view_path_known",
                condition=models.Q(path__in=["/massnahmen/", "/katalog/"]),
                violation_error_message="Diese Seite lässt sich nicht als Ansicht speichern.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{self.path}{self.query}"
