"""Uploaded files, kept in the database: one thing to back up, and any number of web processes."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from integration.texts import clean_text


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    @transaction.atomic
    def store(self, *, name: str, data: bytes, by: Any) -> StoredFile:
        """Keep a file's bytes and return what is known about it. `by` is the person who uploaded it."""
        stored = self.create(
            name=clean_text(name).replace("/", "_")[:200] or "Datei",
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            stored_at=timezone.now(),
            by=by,
        )
        StoredBytes.objects.create(file=stored, data=data)
        return stored


class StoredFile(models.Model):
    """A file's name, size and checksum; its bytes lie in a table of their own, read only when needed."""

    name = models.CharField("Name", max_length=200)
    size = models.PositiveIntegerField("Größe")  # bytes
    sha256 = models.CharField("SHA-256", max_length=64)
    stored_at = models.DateTimeField("abgelegt am")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="von"
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "Datei"
        verbose_name_plural = "Dateien"

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        return bytes(self.content.data)

    @property
    def is_kept(self) -> bool:
        """Tell whether the bytes are still here (one query)."""
        return StoredBytes.objects.filter(file=self).exists()

    def forget(self) -> None:
        """Delete the bytes; that the file was here, its name and checksum, stays known."""
        StoredBytes.objects.filter(file=self).delete()


class StoredBytes(models.Model):
    """What a stored file holds."""

    file = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()

    class Meta:
        verbose_name = "Dateiinhalt"
        verbose_name_plural = "Dateiinhalte"

    def __str__(self) -> str:
        return str(self.file)
