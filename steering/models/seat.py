from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from catalogue.models import Unit

CONSTITUTED = dt.date(2017, 4, 24)  # domain.md §1: no seat is held and no meeting takes place before


class SeatQuerySet(models.QuerySet["Seat"]):
    def held(self, *, on: dt.date) -> SeatQuerySet:
        """Seats that exist on the day `on`, vacant ones too."""
        ended_later = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on)
        return self.filter(ended_later, valid_from__lte=on)

    def chairing(self, *, on: dt.date) -> SeatQuerySet:
        """The chair's: its unit signs reports last."""
        return self.held(on=on).filter(office=Seat.Office.CHAIR)

    def held_by(self, user: Any, *, on: dt.date) -> SeatQuerySet:
        """Seats that a person holds on the day `on`, herself or as deputy."""
        return self.held(on=on).filter(models.Q(person=user) | models.Q(deputy=user))


class Seat(models.Model):
    """A unit's place in the Steuerungsgruppe, from–until. Whoever holds it today wears the group's hat.

    `function` names the member where there is no account (Jobcenter, vhs): then the office enters for it.
    """

    class Office(models.TextChoices):
        MEMBER = "mitglied", "Mitglied"
        CHAIR = "vorsitz", "Vorsitz"
        MANAGEMENT = "geschaeftsfuehrung", "Geschäftsführung"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats", verbose_name="Stelle")
    office = models.CharField("Aufgabe", max_length=20, choices=Office, default=Office.MEMBER)
    is_voting = models.BooleanField("stimmberechtigt", default=True)  # else a guest
    function = models.CharField("Mitglied (Funktion)", max_length=150, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name="Konto des Mitglieds",
    )
    deputy_function = models.CharField("Stellvertretung (Funktion)", max_length=150, blank=True)
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="deputy_seats",
        verbose_name="Konto der Stellvertretung",
    )
    email = models.EmailField("E-Mail für Einladungen", blank=True)  # where there is no account
    valid_from = models.DateField("ab")
    valid_until = models.DateField("bis", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "Sitz"
        verbose_name_plural = "Sitze"
        ordering = ["unit__slug", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="seat_office_known",
                condition=models.Q(office__in=["mitglied", "vorsitz", "geschaeftsfuehrung"]),
                violation_error_message="Diese Aufgabe gibt es in der Steuerungsgruppe nicht.",
            ),
            models.CheckConstraint(
                name="seat_since_constitution",
                condition=models.Q(valid_from__gte=CONSTITUTED),
                violation_error_message="Die Steuerungsgruppe hat sich am 24.04.2017 konstituiert.",
            ),
            models.CheckConstraint(
                name="seat_until_after_from",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                violation_error_message="„bis“ liegt vor „ab“.",
            ),
            models.CheckConstraint(
                name="seat_deputy_is_another_person",
                condition=models.Q(person__isnull=True)
                | models.Q(deputy__isnull=True)
                | ~models.Q(person=models.F("deputy")),
                violation_error_message="Niemand vertritt sich selbst.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code or self.unit.name}, {self.get_office_display()}"

    @property
    def is_vacant(self) -> bool:
        return not (self.person or self.function)

    @property
    def member(self) -> str:
        """The member as others see it: a function."""
        return self.function or str(self.person or "")

    @property
    def deputy_member(self) -> str:
        return self.deputy_function or str(self.deputy or "")

    def is_held(self, *, on: dt.date) -> bool:
        """As `held` of the queryset: the seat exists on the day `on`."""
        return self.valid_from <= on and (self.valid_until is None or self.valid_until >= on)
