"""One line for each file that left the system; other systems' readings counted by the day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection, models
from django.utils import timezone


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


# One statement, as cheap on the thousandth request as on the first; of two at once, neither is lost.
_ADD = """
    INSERT INTO downloads_systemread AS known
        (day, system_key, system, resource, number, "rows", size, last_at)
    VALUES (%s, %s, %s, %s, 1, %s, %s, %s)
    ON CONFLICT (day, system_key, resource) DO UPDATE SET
        number = known.number + 1,
        "rows" = known."rows" + excluded."rows",
        size = known.size + excluded.size,
        last_at = excluded.last_at
"""


class SystemReadQuerySet(models.QuerySet["SystemRead"]):
    def note(self, *, key: int, system: str, resource: str, rows: int, size: int, at: dt.datetime) -> None:
        """Count one more answer of an address to a system, and what was in it."""
        ops = connection.ops
        told = [ops.adapt_datefield_value(timezone.localdate(at)), key, system, resource, rows, size]
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [*told, ops.adapt_datetimefield_value(at)])


class SystemRead(models.Model):
    """How much of what another system was given on a day, and when last.

    A system that compares every night asks hundreds of times: a row for each request would bury what the log
    is for. A token's scope never changes, so after a loss the address and the day say what may be affected.
    """

    day = models.DateField("Tag")
    system_key = models.PositiveBigIntegerField("Token")  # the ground does not know whose tokens these are
    system = models.CharField("System", max_length=120)
    resource = models.CharField("Adresse", max_length=200)  # "/api/v1/massnahmen/{number}"
    number = models.PositiveIntegerField("Antworten")
    rows = models.PositiveBigIntegerField("Maßnahmen")
    size = models.PositiveBigIntegerField("Größe")  # bytes
    last_at = models.DateTimeField("zuletzt")

    objects = SystemReadQuerySet.as_manager()

    class Meta:
        verbose_name = "Abruf eines Systems"
        verbose_name_plural = "Abrufe anderer Systeme"
        ordering = ["-day", "system", "system_key", "resource"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "system_key", "resource"],
                name="system_read_once_a_day",
                violation_error_message="Für diesen Tag ist der Abruf schon gezählt.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.system}: {self.resource}"
