from __future__ import annotations

from django.db import models

from catalogue.models.recorded import Recorded
from steering.models.meeting import Meeting


class MeetingGuest(Recorded):
    """Somebody without a seat who is asked to a meeting: by function, never by name."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    function = models.CharField("Funktion", max_length=150)
    email = models.EmailField("E-Mail")

    class Meta:
        verbose_name = "Gast"
        verbose_name_plural = "Gäste"
        ordering = ["function"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "function"],
                name="meeting_guest_once",
                violation_error_message="Dieser Gast steht schon auf der Liste.",
            )
        ]

    def __str__(self) -> str:
        return self.function
