from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

from catalogue.models.extract import Extract
from catalogue.models.recorded import Recorded
from catalogue.models.unit import Unit, reach_of
from integration.children import SILENCE
from integration.files.models import StoredFile


class UnitReturnQuerySet(models.QuerySet["UnitReturn"]):
    def visible_to(self, user: Any, *, on: dt.date) -> UnitReturnQuerySet:
        """All, or those of the person's units and of the units below them on the day `on`, and her own."""
        if not user.has_perm("catalogue.view_extract"):
            return self.none()
        if user.has_perm("catalogue.view_all_measures"):
            return self
        return self.filter(models.Q(unit__in=reach_of(user, on=on)) | models.Q(by=user))

    def idle(self, *, now: dt.datetime) -> UnitReturnQuerySet:
        """Return the files that wait for a person: refused, without an extract, or left by a dead child."""
        waiting = models.Q(state__in=(UnitReturn.State.REFUSED, UnitReturn.State.UNASSIGNED))
        lost = models.Q(state=UnitReturn.State.READING, touched_at__lt=now - SILENCE)
        return self.filter(waiting | lost)

    def sent(self) -> UnitReturnQuerySet:
        """Those that count: submitted, whether or not everything in them is decided."""
        return self.filter(state__in=(UnitReturn.State.SENT, UnitReturn.State.DECIDED))


class UnitReturn(Recorded):
    """One Rückmeldung. Nothing in it changes the catalogue before somebody decides (`Suggestion`)."""

    class Way(models.TextChoices):
        BROWSER = "browser", "im Browser"
        FILE = "file", "als Datei"
        ENTERED = "entered", "erfasst durch die Koordination"

    class State(models.TextChoices):
        READING = "reading", "wird gelesen"
        REFUSED = "refused", "abgelehnt"
        UNASSIGNED = "unassigned", "keinem Auszug zugeordnet"
        DRAFT = "draft", "zwischengespeichert"
        SENT = "sent", "eingegangen"
        DECIDED = "decided", "geprüft"
        DISCARDED = "discarded", "verworfen"

    class Channel(models.TextChoices):
        MAIL = "e-mail", "per E-Mail"
        TELEPHONE = "telefon", "telefonisch"
        LETTER = "brief", "auf Papier"
        TALK = "gespraech", "im Gespräch"

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="returns", verbose_name="Stelle"
    )
    extract = models.ForeignKey(
        Extract, models.PROTECT, null=True, blank=True, related_name="returns", verbose_name="Auszug"
    )
    way = models.CharField("Weg", max_length=10, choices=Way)
    state = models.CharField("Stand", max_length=20, choices=State)
    file = models.ForeignKey(  # the workbook that came back, or the scan of a paper
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Datei"
    )
    touched_at = models.DateTimeField("zuletzt gemeldet", default=timezone.now)
    progress = models.CharField("Fortschritt", max_length=100, blank=True)
    message = models.TextField("Meldung", blank=True)
    findings = models.JSONField("Befunde", default=list, blank=True)  # [{"level", "cell", "message"}, …]
    is_nil = models.BooleanField("Fehlanzeige", default=False)
    spokesperson = models.CharField("Auskunft von (Funktion)", max_length=150, blank=True)
    received_on = models.DateField("eingegangen am", null=True, blank=True)
    channel = models.CharField("auf dem Weg", max_length=20, choices=Channel, blank=True)
    released_by = models.CharField("freigegeben durch (Funktion)", max_length=150, blank=True)
    released_on = models.DateField("freigegeben am", null=True, blank=True)
    sent_at = models.DateTimeField("abgesendet am", null=True, blank=True)
    decided_at = models.DateTimeField("geprüft am", null=True, blank=True)

    objects = UnitReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "Rückmeldung"
        verbose_name_plural = "Rückmeldungen"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="unit_return_way_known",
                condition=models.Q(way__in=["browser", "file", "entered"]),
                violation_error_message="Diesen Weg einer Rückmeldung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="unit_return_state_known",
                condition=models.Q(
                    state__in=["reading", "refused", "unassigned", "draft", "sent", "decided", "discarded"]
                ),
                violation_error_message="Diesen Stand einer Rückmeldung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="unit_return_sent_with_day",
                condition=~models.Q(state__in=["sent", "decided"])
                | models.Q(sent_at__isnull=False, unit__isnull=False),
                violation_error_message="Eine eingegangene Rückmeldung hat eine Stelle und einen Tag.",
            ),
            models.UniqueConstraint(
                fields=["extract"],
                name="extract_has_one_draft_return",
                condition=models.Q(state="draft"),
                violation_error_message="Zu diesem Auszug gibt es schon einen Zwischenstand.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rückmeldung {self.unit.code or self.unit.name}" if self.unit else "Rückmeldung"

    @property
    def is_lost(self) -> bool:
        """True where the child that reads the file must have died without a word."""
        return self.state == self.State.READING and timezone.now() - self.touched_at > SILENCE

    def tell(self, **fields: Any) -> None:
        """Write what the child has to say, and that it lives."""
        for name, value in {**fields, "touched_at": timezone.now()}.items():
            setattr(self, name, value)
        self.save(update_fields=[*fields, "touched_at"])
