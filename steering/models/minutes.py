from __future__ import annotations

from django.db import models

from catalogue.models import Unit
from catalogue.models.recorded import Recorded
from steering.models.frozen import FrozenRecord
from steering.models.meeting import Meeting


class MinutesDraft(FrozenRecord):
    """A draft of the minutes as it went out to the members, with the last day for objections."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="sent_drafts")
    objections_until = models.DateField("Einwendungen bis")

    class Meta:
        verbose_name = "versandter Entwurf"
        verbose_name_plural = "versandte Entwürfe"
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return f"Entwurf des Protokolls der {self.meeting}"


class Minutes(FrozenRecord):
    """A frozen version ("Fassung") of a meeting's minutes.

    A correction is another version that says what and why; nobody changes one that is there.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="frozen_minutes")
    edition = models.PositiveIntegerField("Fassung", default=1)
    correction = models.TextField("Was berichtigt wurde und warum", blank=True)

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


class MinutesHandover(Recorded):
    """That a unit was given its Protokollauszug."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="handovers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="minutes_handovers", verbose_name="Stelle")
    day = models.DateField("weitergegeben am")

    class Meta:
        verbose_name = "Weitergabe eines Protokollauszugs"
        verbose_name_plural = "Weitergaben von Protokollauszügen"
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.unit}, {self.day:%d.%m.%Y}"
