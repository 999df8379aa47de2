"""Who changed what, when, why and by which way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

# One advisory lock for all change sets: they are written one after the other, so that their order
# is the order of their commits. SQLite's immediate transactions do the same by themselves.
_LOCK = 0x1A7E60


class ChangeSetQuerySet(models.QuerySet["ChangeSet"]):
    def in_order(self) -> ChangeSetQuerySet:
        return self.order_by("-at")

    def lock(self) -> None:
        """Wait for every other change set to be committed, and make others wait for ours."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("A change set belongs into a transaction.")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

    def open(
        self,
        *,
        by: Any,
        way: str,
        reason: str = "",
        at: dt.datetime | None = None,
        undoes: ChangeSet | None = None,
    ) -> ChangeSet:
        """Begin a change set inside the caller's transaction and return it.

        `by` is the acting user or None (a command). `at` lets a demo or a migration tell a past;
        it is moved behind the last change set where it would break the order. `undoes` is the change
        set that this one takes back.
        """
        self.lock()
        at = at or timezone.now()
        last = self.aggregate(last=models.Max("at"))["last"]
        if last is not None and at <= last:
            at = last + dt.timedelta(microseconds=1)
        function = str(by) if by else ""
        return self.create(at=at, by=by, by_function=function, way=way, reason=reason, undoes=undoes)


class ChangeSet(models.Model):
    """All that one act changed: an import, a saved form, an undo."""

    class Way(models.TextChoices):
        IMPORT = "import", "Import"
        FORM = "form", "Formular"
        TABLE = "table", "Tabelle"
        BULK = "bulk", "Sammeländerung"
        RETURN = "return", "Rückmeldung"
        UNDO = "undo", "Rücknahme"
        REFERENCE = "reference", "Stammdaten"
        COMMAND = "command", "Befehl"

    at = models.DateTimeField("am", unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="von"
    )
    by_function = models.CharField("Funktion", max_length=150, blank=True)
    way = models.CharField("auf dem Weg", max_length=20, choices=Way)
    reason = models.TextField("Grund", blank=True)
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name="nimmt zurück"
    )

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = "Änderung"
        verbose_name_plural = "Änderungen"
        constraints = [
            models.CheckConstraint(
                name="change_set_way_known",
                condition=models.Q(
                    way__in=["import", "form", "table", "bulk", "return", "undo", "reference", "command"]
                ),
                violation_error_message="Diesen Weg einer Änderung gibt es nicht.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} vom {timezone.localtime(self.at):%d.%m.%Y %H:%M}"


class ReferenceChange(models.Model):
    """What a change set did to one thing that is not a measure: a unit, an action field, a person."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="reference_changes")
    model = models.CharField(max_length=100)  # "catalogue.unit"
    key = models.CharField(max_length=200)  # the thing's stable name: slug, username
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)

    class Meta:
        verbose_name = "Stammdatenänderung"
        verbose_name_plural = "Stammdatenänderungen"

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
