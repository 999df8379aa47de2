from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from catalogue.models.recorded import Recorded
from integration.files.models import StoredFile


class Frozen(Exception):
    """Somebody tried to change what is written once and for all."""


class FrozenQuerySet(models.QuerySet):
    """Rows that are written once: nobody changes or deletes them, whichever way."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Frozen

    def delete(self) -> NoReturn:
        raise Frozen


class FrozenRecord(Recorded):
    """What a paper said at a moment: record, its checksum, and the PDF in which that checksum stands."""

    record: Any = models.JSONField("Inhalt")
    sha256 = models.CharField("SHA-256 des Inhalts", max_length=64)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="PDF")

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Frozen
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Frozen
