from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from catalogue.models.recorded import Recorded
from integration.files.models import StoredFile
from integration.history.models import ChangeSet
from steering.models.seat import CONSTITUTED


def new_uid() -> str:
    """Return what tells a meeting's calendar entry from all others, in whichever calendar."""
    return f"{uuid.uuid4()}@integrationsplanung"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def upcoming(self, *, now: dt.datetime) -> MeetingQuerySet:
        """Those that are still to come, the next one first."""
        return self.exclude(state=Meeting.State.CANCELLED).filter(starts_at__gte=now).order_by("starts_at")

    def past(self, *, now: dt.datetime) -> MeetingQuerySet:
        """Those that took place, the last one first."""
        return self.exclude(state=Meeting.State.CANCELLED).filter(starts_at__lt=now).order_by("-starts_at")

    def of_year(self, year: int) -> MeetingQuerySet:
        """Those that count for a year's "mindestens 2 Treffen jährlich"."""
        return self.exclude(state=Meeting.State.CANCELLED).filter(starts_at__year=year)


class Meeting(Recorded):
    """A meeting of the Steuerungsgruppe: planned → invited → held → minutes sent → approved.

    `pinned` is the catalogue's state that the invitation spoke of: the dossier keeps saying the same.
    """

    class State(models.TextChoices):
        PLANNED = "geplant", "geplant"
        INVITED = "eingeladen", "eingeladen"
        HELD = "durchgefuehrt", "durchgeführt"
        MINUTES_SENT = "protokoll-versandt", "Protokoll versandt"
        APPROVED = "genehmigt", "Protokoll genehmigt"
        CANCELLED = "abgesagt", "abgesagt"

    title = models.CharField("Titel", max_length=200, default="Sitzung der Steuerungsgruppe")
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende")
    place = models.CharField("Ort", max_length=200, blank=True)
    video_link = models.URLField("Videokonferenz", blank=True)
    proposals_until = models.DateField("Themenvorschläge bis", null=True, blank=True)
    state = models.CharField("Stand", max_length=20, choices=State, default=State.PLANNED)
    pinned = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Stand des Katalogs"
    )
    invited_at = models.DateTimeField("eingeladen am", null=True, blank=True)
    objections_until = models.DateField("Einwendungen bis", null=True, blank=True)
    cancelled_because = models.TextField("Grund der Absage", blank=True)
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)  # of its calendar entry (RFC 5545)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                name="meeting_state_known",
                condition=models.Q(
                    state__in=[
                        "geplant",
                        "eingeladen",
                        "durchgefuehrt",
                        "protokoll-versandt",
                        "genehmigt",
                        "abgesagt",
                    ]
                ),
                violation_error_message="Diesen Stand einer Sitzung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                name="meeting_since_constitution",
                condition=models.Q(starts_at__gte=dt.datetime.combine(CONSTITUTED, dt.time.min, dt.UTC)),
                violation_error_message="Die Steuerungsgruppe hat sich am 24.04.2017 konstituiert; "
                "davor gab es keine Sitzung.",
            ),
            models.CheckConstraint(
                name="meeting_cancelled_with_reason",
                condition=~models.Q(state="abgesagt") | ~models.Q(cancelled_because=""),
                violation_error_message="Eine Absage braucht einen Grund.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} am {self.day:%d.%m.%Y}"

    @property
    def day(self) -> dt.date:
        """The day on which it begins, in the city's time zone."""
        return timezone.localdate(self.starts_at)

    @property
    def length(self) -> int:
        """How long it is planned to take, in minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_open(self) -> bool:
        """True while time, place and invitation may change."""
        return self.state in (self.State.PLANNED, self.State.INVITED)

    @property
    def takes_items(self) -> bool:
        """True while TOPs may come and go: until the minutes are sent."""
        return self.is_open or self.state == self.State.HELD

    def takes_proposals(self, *, now: dt.datetime) -> bool:
        """True while members may propose TOPs."""
        in_time = self.proposals_until is None or timezone.localdate(now) <= self.proposals_until
        return self.is_open and self.starts_at > now and in_time


class MeetingDocumentQuerySet(models.QuerySet["MeetingDocument"]):
    def visible_to(self, user: Any) -> MeetingDocumentQuerySet:
        """The papers of the TOPs that a person sees; those beside the agenda for who reads the meeting."""
        if user.has_perm("steering.change_meeting"):
            return self
        items: Any = self.model._meta.get_field("items").related_model
        laid = items.documents.through.objects.values("meetingdocument")
        seen = models.Q(pk__in=laid.filter(agendaitem__in=items.objects.visible_to(user)))
        beside = ~models.Q(pk__in=laid)
        return self.filter(seen | beside if user.has_perm("steering.view_meeting") else seen)


class MeetingDocument(Recorded):
    """A paper that belongs to a meeting, always sent as an attachment."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")
    title = models.CharField("Titel", max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="Datei")

    objects = MeetingDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "Unterlage"
        verbose_name_plural = "Unterlagen"
        ordering = ["at"]

    def __str__(self) -> str:
        return self.title
