from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from catalogue.models.recorded import Recorded, Settled
from integration.history.models import ChangeSet
from integration.mailing import Sending


class DepartureQuerySet(models.QuerySet["Departure"]):
    def ended(self, *, on: dt.date) -> DepartureQuerySet:
        """Those whose account should be closed on the day `on` and is not yet, the oldest first."""
        return self.filter(account_ends__lt=on).order_by("account_ends", "pk")


class Departure(Recorded, Sending):
    """That a person handed over all they held: what went to whom in one change set, and what stayed.

    `left` is what could not go over or was not to, in words, with what becomes of it. `waiting` are the
    takeovers whose successors have yet to be written to. `account_ends` is the last day of an account that
    is still to be closed by itself (`closing.py`).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="departures",
        verbose_name="wer übergibt",
    )
    function = models.CharField("Funktion, die übergibt", max_length=150)
    last_day = models.DateField("letzter Tag")
    reason = models.TextField("Grund")
    change_set = models.OneToOneField(
        ChangeSet, models.PROTECT, related_name="departure", verbose_name="Änderung"
    )
    left: Any = models.JSONField("was nicht überging", default=list)
    account_ends = models.DateField("Konto endet nach dem", null=True, blank=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = "Übergabe"
        verbose_name_plural = "Übergaben"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Übergabe von {self.function} zum {self.last_day:%d.%m.%Y}"


class TakeoverQuerySet(models.QuerySet["Takeover"]):
    def open(self) -> TakeoverQuerySet:
        """Those that the successor has not acknowledged."""
        return self.filter(done_at__isnull=True)

    def of(self, user: Any) -> TakeoverQuerySet:
        """Those that a person has to acknowledge, or has."""
        return self.filter(successor=user.pk)


class Takeover(Settled):
    """What one successor took over with a departure; done means: they have acknowledged it.

    `things` are groups of what went over, in words and with the way there, as they were that day.
    """

    departure = models.ForeignKey(Departure, models.CASCADE, related_name="takeovers")
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="takeovers",
        verbose_name="wer übernimmt",
    )
    function = models.CharField("Funktion, die übernimmt", max_length=150)
    things: Any = models.JSONField("was überging")  # [[label, [[text, path, note], …]], …]
    mailed_at = models.DateTimeField("angeschrieben am", null=True, blank=True)
    failed = models.TextField("warum das Schreiben nicht ankam", blank=True)

    objects = TakeoverQuerySet.as_manager()

    class Meta:
        verbose_name = "Übernahme"
        verbose_name_plural = "Übernahmen"
        ordering = ["departure", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departure", "successor"],
                name="takeover_once",
                violation_error_message="Diese Person übernimmt hier schon.",
            )
        ]

    def __str__(self) -> str:
        return f"Übernahme durch {self.function} von {self.departure.function}"

    @property
    def number(self) -> int:
        """How many things went over."""
        return sum(len(things) for _, things in self.things)
