from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from django.db import models

from catalogue.models.recorded import Recorded
from integration.mailing import Sending
from steering.models.meeting import Meeting


class Delivery(NamedTuple):
    """What became of a letter to one recipient: when the mail server answered, and why it refused."""

    key: str
    who: str
    at: dt.datetime | None
    failed: str

    @property
    def is_taken(self) -> bool:
        return self.at is not None and not self.failed


class MeetingLetterQuerySet(models.QuerySet["MeetingLetter"]):
    def with_entry(self) -> MeetingLetterQuerySet:
        """Those that bring a calendar entry, and so tell time and place."""
        return self.filter(kind__in=MeetingLetter.WITH_ENTRY)


class MeetingLetter(Recorded, Sending):
    """What is mailed about a meeting: invitation, change, cancellation, dossier, minutes, and who got it.

    `facts` are the meeting's time and place as the letter said them; `recipients` names seats and functions,
    and why a letter did not reach one, never an address. A child sends it, see `steering.letters`.
    """

    class Kind(models.TextChoices):
        INVITATION = "einladung", "Einladung"
        UPDATE = "aenderung", "Änderung"
        CANCELLATION = "absage", "Absage"
        DOSSIER = "mappe", "Sitzungsunterlagen"
        MINUTES = "protokoll", "Entwurf des Protokolls"

    WITH_ENTRY: ClassVar[tuple[str, ...]] = (Kind.INVITATION, Kind.UPDATE, Kind.CANCELLATION)
    TOLD = ("recipients",)

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="letters")
    kind = models.CharField("Art", max_length=20, choices=Kind)
    subject = models.CharField("Betreff", max_length=200)
    text = models.TextField("Text")
    sequence = models.PositiveIntegerField()  # of the calendar entry it brought
    facts = models.JSONField("Zeit und Ort")
    recipients: Any = models.JSONField("Empfänger")  # [[key, who, when it was answered, why it failed], …]

    objects = MeetingLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "Schreiben zu einer Sitzung"
        verbose_name_plural = "Schreiben zu Sitzungen"
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="meeting_letter_kind_known",
                condition=models.Q(kind__in=["einladung", "aenderung", "absage", "mappe", "protokoll"]),
                violation_error_message="Diese Art von Schreiben gibt es nicht.",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def deliveries(self) -> Iterator[Delivery]:
        for key, who, at, failed in self.recipients:
            yield Delivery(key, who, dt.datetime.fromisoformat(at) if at else None, failed)

    def note(self, deliveries: Iterable[Delivery]) -> None:
        """Keep these in the place of those known by the same keys, without saving."""
        known = {one.key: one for one in self.deliveries} | {one.key: one for one in deliveries}
        self.recipients = [
            [one.key, one.who, one.at.isoformat() if one.at else "", one.failed] for one in known.values()
        ]

    @property
    def reached(self) -> list[str]:
        return [one.who for one in self.deliveries if one.is_taken]

    @property
    def failed(self) -> list[Delivery]:
        return [one for one in self.deliveries if one.failed]

    @property
    def sent(self) -> int:
        """How many have been dealt with, reached or not."""
        return len(self.recipients) - len(self.waiting)
