"""Which backups were made: what a look at the site's health asks. The backups themselves lie elsewhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import models


class BackupQuerySet(models.QuerySet["Backup"]):
    def good(self) -> BackupQuerySet:
        """Those that were written whole, and failed no restore test since."""
        return self.filter(failure="")

    def failed(self) -> BackupQuerySet:
        return self.exclude(failure="")

    def verified(self) -> BackupQuerySet:
        """Those from which a restore test got everything back."""
        return self.good().filter(verified_at__isnull=False)

    def in_order(self) -> BackupQuerySet:
        return self.order_by("-at", "-pk")

    def newest(self) -> Backup | None:
        return self.in_order().first()

    def note(self, file: Path, *, at: dt.datetime, size: int, sha256: str) -> Backup:
        """Note that a backup lies in `file`, whose folder is nobody's business here."""
        return self.create(at=at, name=file.name[:200], size=size, sha256=sha256)

    def note_failure(self, file: Path, *, at: dt.datetime, failure: str) -> Backup:
        """Note that none could be written, and why."""
        return self.create(at=at, name=file.name[:200], failure=failure)


class Backup(models.Model):
    """A backup that was tried: written and perhaps verified, or failed, with the sentence that says why."""

    at = models.DateTimeField("am")  # the moment whose state it holds
    name = models.CharField("Datei", max_length=200)  # without its folder
    size = models.PositiveBigIntegerField("Größe", default=0)  # bytes
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    verified_at = models.DateTimeField("zurückgelesen am", null=True, blank=True)
    failure = models.TextField("Fehler", blank=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = "Sicherung"
        verbose_name_plural = "Sicherungen"
        indexes = [models.Index("at", name="backup_at")]
        constraints = [
            models.CheckConstraint(
                name="backup_has_checksum_or_failure",
                condition=~models.Q(sha256="") | ~models.Q(failure=""),
                violation_error_message="Eine Sicherung hat eine Prüfsumme, oder sie ist gescheitert.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_good(self) -> bool:
        return not self.failure
