"""An import on its way: uploaded, read by a child process, shown as a preview, applied or discarded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.models.concept import Concept
from integration.children import SILENCE
from integration.files.models import StoredFile
from integration.history.models import ChangeSet


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def idle(self, *, now: dt.datetime) -> ImportDraftQuerySet:
        """Return the drafts that wait for a person: previewed, refused, or left by a child that died."""
        waiting = models.Q(state__in=(ImportDraft.State.READY, ImportDraft.State.REFUSED))
        return self.filter(waiting | models.Q(state__in=ImportDraft.AT_WORK, touched_at__lt=now - SILENCE))


class ImportDraft(models.Model):
    """The draft of one import. The child writes state, progress and result; the page reads them."""

    class State(models.TextChoices):
        READING = "reading", "wird gelesen"
        READY = "ready", "Vorschau"
        APPLYING = "applying", "wird übernommen"
        REFUSED = "refused", "abgelehnt"
        APPLIED = "applied", "übernommen"
        DISCARDED = "discarded", "verworfen"

    AT_WORK = (State.READING, State.APPLYING)

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="Datei")
    concept = models.ForeignKey(
        Concept, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Konzept"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="von"
    )
    by_function = models.CharField("Funktion", max_length=150, blank=True)
    created_at = models.DateTimeField("hochgeladen am")
    touched_at = models.DateTimeField("zuletzt gemeldet")
    state = models.CharField("Stand", max_length=20, choices=State, default=State.READING)
    progress = models.CharField("Fortschritt", max_length=100, blank=True)
    message = models.TextField("Meldung", blank=True)
    choices = models.JSONField("Festlegungen", default=dict)  # sheet, header row, columns: what was corrected
    recognised = models.JSONField("Erkanntes", default=dict)  # sheets, header row, columns with samples
    summary = models.JSONField("Zählung", default=dict)
    based_on = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, related_name="+", verbose_name="Stand des Katalogs"
    )
    change_set = models.OneToOneField(
        ChangeSet, models.PROTECT, null=True, blank=True, related_name="import_draft", verbose_name="Änderung"
    )

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "Import"
        verbose_name_plural = "Importe"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="import_draft_state_known",
                condition=models.Q(
                    state__in=["reading", "ready", "applying", "refused", "applied", "discarded"]
                ),
                violation_error_message="Diesen Stand eines Imports gibt es nicht.",
            )
        ]

    def __str__(self) -> str:
        return f"Import von {self.file}"

    @property
    def is_lost(self) -> bool:
        """True where the child must have died without a word."""
        return self.is_at_work and timezone.now() - self.touched_at > SILENCE

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    def tell(self, **fields: Any) -> None:
        """Write what the child has to say, and that it lives."""
        for name, value in {**fields, "touched_at": timezone.now()}.items():
            setattr(self, name, value)
        self.save(update_fields=[*fields, "touched_at"])


class DraftMeasure(models.Model):
    """What the import would do to one measure: its edits, against the record they were computed on."""

    draft = models.ForeignKey(ImportDraft, models.CASCADE, related_name="measures")
    number = models.PositiveIntegerField("Nummer")
    kind = models.CharField(max_length=10)  # "new" or "changed"
    clears = models.BooleanField()  # empties a field that is filled now
    edits = models.JSONField()  # [[path, value], …]
    before = models.JSONField(null=True)  # the record's JSON; null for a new measure
    deselected = models.JSONField(default=list)  # paths that are not to be changed

    class Meta:
        verbose_name = "Maßnahme eines Imports"
        verbose_name_plural = "Maßnahmen eines Imports"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="draft_measure_once")]

    def __str__(self) -> str:
        return f"Maßnahme {self.number}"


class DraftFinding(models.Model):
    """A finding of the import, with the group under which equal ones are counted."""

    draft = models.ForeignKey(ImportDraft, models.CASCADE, related_name="findings")
    level = models.CharField(max_length=10)
    cell = models.CharField("Zelle", max_length=12, blank=True)
    message = models.TextField("Meldung")
    topic = models.CharField(max_length=300)

    class Meta:
        verbose_name = "Befund eines Imports"
        verbose_name_plural = "Befunde eines Imports"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.message
