"""One line for each file that left the system."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Download(models.Model):
    """Who took which file away, when and with which selection.

    Kept to prove and to limit damage (DSGVO Art. 5 (2), 32), never to look at somebody's work: the page that
    shows it lists files, and neither selects nor counts by person.
    """

    at = models.DateTimeField("am", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="von"
    )
    by_function = models.CharField("Funktion", max_length=150, blank=True)
    path = models.CharField("Adresse", max_length=300)
    query = models.CharField("Auswahl", max_length=1000, blank=True)
    name = models.CharField("Datei", max_length=200)
    kind = models.CharField("Art", max_length=10)
    rows = models.PositiveIntegerField("Zeilen", null=True)
    size = models.PositiveIntegerField("Größe")  # bytes

    class Meta:
        verbose_name = "Herunterladen einer Datei"
        verbose_name_plural = "Heruntergeladene Dateien"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name
