from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models

SILENCE = dt.timedelta(minutes=10)  # after that a run that was handing a letter over is taken for dead


class ReminderChoice(models.Model):
    """How often a person wants to be reminded; without a row weekly."""

    class Pace(models.TextChoices):
        DAILY = "taeglich", "täglich, sobald es etwas Neues gibt"
        WEEKLY = "woechentlich", "wöchentlich, Fälliges sofort"
        NEVER = "keine", "keine Erinnerungen"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_choice", verbose_name="Person"
    )
    pace = models.CharField("Erinnerungen", max_length=20, choices=Pace, default=Pace.WEEKLY)

    class Meta:
        verbose_name = "Wahl der Erinnerungen"
        verbose_name_plural = "Wahl der Erinnerungen"
        constraints = [
            models.CheckConstraint(
                name="reminder_pace_known",
                condition=models.Q(pace__in=["taeglich", "woechentlich", "keine"]),
                violation_error_message="So oft kann nicht erinnert werden.",
            )
        ]

    def __str__(self) -> str:
        return self.get_pace_display()


class ReminderLetterQuerySet(models.QuerySet["ReminderLetter"]):
    def sent(self) -> ReminderLetterQuerySet:
        return self.filter(sent_at__isnull=False)

    def undelivered(self) -> ReminderLetterQuerySet:
        """Those that the server did not take; the next run tries again while something is open."""
        return self.filter(sent_at__isnull=True, recipient__is_active=True).exclude(failed="")

    def stuck(self, *, now: dt.datetime) -> ReminderLetterQuerySet:
        """Those whose run ended while it handed them over."""
        return self.filter(sent_at__isnull=True, failed="", tried_at__lt=now - SILENCE)


class ReminderLetter(models.Model):
    """A digest to one person: what it said, and whether the city's mail server took it.

    A person has at most one that is not sent: whoever holds it hands it over, and where the server refuses,
    the next run writes it anew. So two runs at once do not write twice.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="reminder_letters",
        verbose_name="an",
    )
    function = models.CharField("an die Funktion", max_length=150)
    subject = models.CharField("Betreff", max_length=200)
    text = models.TextField("Text")
    tried_at = models.DateTimeField("zuletzt versucht am")
    attempts = models.PositiveIntegerField("Versuche", default=1)
    sent_at = models.DateTimeField("gesendet am", null=True, blank=True)
    failed = models.TextField("Warum sie nicht hinausging", blank=True)

    objects = ReminderLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "Erinnerung"
        verbose_name_plural = "Erinnerungen"
        ordering = ["-tried_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient"],
                name="reminder_letter_unsent_once",
                condition=models.Q(sent_at__isnull=True),
                violation_error_message="An diese Person ist schon eine Erinnerung unterwegs.",
            ),
            models.CheckConstraint(
                name="reminder_letter_sent_or_failed",
                condition=models.Q(sent_at__isnull=True) | models.Q(failed=""),
                violation_error_message="Eine gesendete Erinnerung ist nicht gescheitert.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def is_at_work(self, *, now: dt.datetime) -> bool:
        """True while another run may be handing it over."""
        return self.sent_at is None and not self.failed and now - self.tried_at < SILENCE


class ReminderSent(models.Model):
    """That a person was told of an event, such as "this Auftrag has fallen due": once."""

    letter = models.ForeignKey(ReminderLetter, models.CASCADE, related_name="events")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminded_of", verbose_name="Person"
    )
    key = models.CharField("Ereignis", max_length=200)

    class Meta:
        verbose_name = "Ereignis, an das erinnert wurde"
        verbose_name_plural = "Ereignisse, an die erinnert wurde"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"],
                name="reminder_sent_once",
                violation_error_message="Daran ist diese Person schon erinnert worden.",
            )
        ]

    def __str__(self) -> str:
        return self.key
