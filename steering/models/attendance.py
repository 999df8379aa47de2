from __future__ import annotations

from django.db import models

from steering.models.meeting import Meeting
from steering.models.seat import Seat


class Attendance(models.Model):
    """Who was at a meeting: a seat's member, its deputy, or a guest without a seat."""

    class Presence(models.TextChoices):
        PRESENT = "anwesend", "anwesend"
        REPRESENTED = "vertreten", "vertreten durch"
        EXCUSED = "entschuldigt", "entschuldigt"
        ABSENT = "abwesend", "abwesend"
        GUEST = "gast", "Gast"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="attendance", verbose_name="Sitz"
    )
    presence = models.CharField("Teilnahme", max_length=20, choices=Presence)
    by = models.CharField("durch (Funktion)", max_length=150, blank=True)

    class Meta:
        verbose_name = "Teilnahme"
        verbose_name_plural = "Teilnahmen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                name="attendance_once",
                condition=models.Q(seat__isnull=False),
                violation_error_message="Zu diesem Sitz ist die Teilnahme schon erfasst.",
            ),
            models.CheckConstraint(
                name="attendance_presence_known",
                condition=models.Q(
                    presence__in=["anwesend", "vertreten", "entschuldigt", "abwesend", "gast"]
                ),
                violation_error_message="Diese Art der Teilnahme gibt es nicht.",
            ),
            models.CheckConstraint(
                name="attendance_of_seat_or_named_guest",
                condition=models.Q(seat__isnull=False) | (models.Q(presence="gast") & ~models.Q(by="")),
                violation_error_message="Ein Gast wird mit seiner Funktion genannt.",
            ),
        ]

    def __str__(self) -> str:
        return self.by or str(self.seat)
