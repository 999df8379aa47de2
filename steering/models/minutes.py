from __future__ import annotations

from django.db import models

from catalogue.models.recorded import Recorded
from integration.files.models import StoredFile
from steering.models.meeting import Meeting


class Minutes(Recorded):
    """A frozen version ("Fassung") of a meeting's minutes: its record, its PDF and their checksums.

    A correction is another version that says what and why; nobody changes one that is there.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="frozen_minutes")
    edition = models.PositiveIntegerField("Fassung", default=1)
    correction = models.TextField("Was berichtigt wurde und warum", blank=True)
    record = models.JSONField("Inhalt")
    sha256 = models.CharField("SHA-256 des Inhalts", max_length=64)  # stands in the PDF that was sent out
    pdf = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="PDF")

    class Meta:
        verbose_name = "Protokoll"
        verbose_name_plural = "Protokolle"
        ordering = ["meeting", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "edition"],
                name="minutes_edition_once",
                violation_error_message="Diese Fassung des Protokolls gibt es schon.",
            ),
            models.CheckConstraint(
                name="minutes_correction_says_why",
                condition=models.Q(edition=1) | ~models.Q(correction=""),
                violation_error_message="Eine weitere Fassung sagt, was berichtigt wurde und warum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}. Fassung, Protokoll der {self.meeting}"


class MinutesComment(Recorded):
    """An Einwendung of a member against a draft of the minutes."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="comments")
    text = models.TextField("Einwendung")

    class Meta:
        verbose_name = "Einwendung"
        verbose_name_plural = "Einwendungen"
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text
