from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import models

from catalogue.models.extract_round import ExtractRound
from catalogue.models.recorded import Recorded
from catalogue.models.unit import Unit, UnitQuerySet, reach_of
from catalogue.models.version import MeasureVersion
from catalogue.vocabulary import Role


def new_token() -> str:
    """Return what tells an extract from every other one, in whichever installation."""
    return secrets.token_urlsafe(24)


class ExtractQuerySet(models.QuerySet["Extract"]):
    def visible_to(self, user: Any, *, on: dt.date) -> ExtractQuerySet:
        """All, or those of the person's units and of the units below them on the day `on`."""
        if not user.has_perm("catalogue.view_extract"):
            return self.none()
        if user.has_perm("catalogue.view_all_measures"):
            return self
        return self.filter(unit__in=reach_of(user, on=on))

    def for_units(self, units: UnitQuerySet) -> ExtractQuerySet:
        """Extracts of these units and of the units below them."""
        return self.filter(unit__in={one.pk for top in units for one in top.descendants(include_self=True)})

    def outstanding(self) -> ExtractQuerySet:
        """Those to which no Rückmeldung has come."""
        return self.filter(received_at__isnull=True)

    def overdue(self, *, on: dt.date) -> ExtractQuerySet:
        return self.outstanding().filter(due__lt=on)

    def received(self) -> ExtractQuerySet:
        """Those whose Rückmeldung waits to be checked."""
        return self.filter(received_at__isnull=False, checked_at__isnull=True)

    def in_state(self, state: str) -> ExtractQuerySet:
        """Those that stand there now, as `Extract.state` says it of one."""
        if state == Extract.State.CHECKED:
            return self.filter(checked_at__isnull=False)
        if state == Extract.State.RECEIVED:
            return self.received()
        return self.outstanding().filter(started_at__isnull=state == Extract.State.OPEN)

    def latest_of_units(self) -> ExtractQuerySet:
        """The last one of each unit."""
        of_unit = Extract.objects.filter(unit=models.OuterRef("unit")).order_by("-round__at", "-pk")
        return self.filter(pk=models.Subquery(of_unit.values("pk")[:1]))

    def with_reminders(self) -> ExtractQuerySet:
        """Adds how often the unit was reminded, and when last (`reminders`, `reminded_at`)."""
        reminded = models.Q(events__kind=ExtractEvent.Kind.REMINDED)
        return self.annotate(
            reminders=models.Count("events", filter=reminded),
            reminded_at=models.Max("events__at", filter=reminded),
        )


class Extract(models.Model):
    """A unit's extract of the catalogue: what went out, and how far its Rückmeldung is.

    Which measures it holds, in which version, is pinned in `measures`: so a file that comes back months
    later finds its base.
    """

    class State(models.TextChoices):
        OPEN = "offen", "offen"
        IN_PROGRESS = "in-bearbeitung", "in Bearbeitung"
        RECEIVED = "eingegangen", "eingegangen"
        CHECKED = "geprueft", "geprüft"

    round = models.ForeignKey(ExtractRound, models.PROTECT, related_name="extracts", verbose_name="Abfrage")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="extracts", verbose_name="Stelle")
    handed_over_from = models.ForeignKey(  # a dissolved unit, whose successor is to answer now
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="übergeben von",
    )
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    due = models.DateField("Rückmeldung bis")  # the round's, or as it was extended
    started_at = models.DateTimeField("in Bearbeitung seit", null=True, blank=True)
    received_at = models.DateTimeField("eingegangen am", null=True, blank=True)
    checked_at = models.DateTimeField("geprüft am", null=True, blank=True)

    objects = ExtractQuerySet.as_manager()

    class Meta:
        verbose_name = "Auszug"
        verbose_name_plural = "Auszüge"
        ordering = ["-round__at", "unit__slug"]
        indexes = [
            models.Index("due", name="extract_outstanding", condition=models.Q(received_at__isnull=True))
        ]
        constraints = [
            models.CheckConstraint(
                name="extract_checked_after_received",
                condition=models.Q(checked_at__isnull=True) | models.Q(received_at__isnull=False),
                violation_error_message="Geprüft wird eine Rückmeldung, die eingegangen ist.",
            )
        ]

    def __str__(self) -> str:
        return f"Auszug für {self.unit.code or self.unit.name} zum {self.round.key_date:%d.%m.%Y}"

    @property
    def state(self) -> State:
        if self.checked_at:
            return self.State.CHECKED
        if self.received_at:
            return self.State.RECEIVED
        return self.State.IN_PROGRESS if self.started_at else self.State.OPEN

    def is_overdue(self, *, on: dt.date) -> bool:
        return self.received_at is None and self.due < on


class ExtractMeasure(models.Model):
    """A measure of an extract, in the version that went out, and how the unit takes part in it."""

    extract = models.ForeignKey(Extract, models.CASCADE, related_name="measures")
    version = models.ForeignKey(MeasureVersion, models.PROTECT, related_name="extracts")
    role = models.CharField("Rolle", max_length=20, choices=Role)

    class Meta:
        verbose_name = "Maßnahme eines Auszugs"
        verbose_name_plural = "Maßnahmen eines Auszugs"
        ordering = ["version__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["extract", "version"],
                name="extract_measure_once",
                violation_error_message="Diese Maßnahme steht schon im Auszug.",
            ),
            models.CheckConstraint(
                name="extract_measure_role_known",
                condition=models.Q(role__in=Role.values),
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)


class ExtractEvent(Recorded):
    """One entry of an extract's distribution log: what went to whom and when, and what came back."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "ausgegeben"
        DOWNLOADED = "downloaded", "heruntergeladen"
        MAILED = "mailed", "per E-Mail gesendet"
        MAIL_FAILED = "mail_failed", "E-Mail nicht zugestellt"
        REMINDED = "reminded", "erinnert"
        EXTENDED = "extended", "Frist verlängert"
        HANDED_OVER = "handed_over", "an die Nachfolgestelle übergeben"
        STARTED = "started", "Bearbeitung begonnen"
        RECEIVED = "received", "Rückmeldung eingegangen"
        WITHDRAWN = "withdrawn", "Rückmeldung zurückgezogen"
        CHECKED = "checked", "Rückmeldung geprüft"

    extract = models.ForeignKey(Extract, models.CASCADE, related_name="events")
    kind = models.CharField("Was", max_length=20, choices=Kind)
    recipient = models.CharField("An", max_length=300, blank=True)
    note = models.TextField("Bemerkung", blank=True)

    class Meta:
        verbose_name = "Eintrag im Verteilprotokoll"
        verbose_name_plural = "Verteilprotokoll"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="extract_event_kind_known",
                condition=models.Q(
                    kind__in=[
                        "issued",
                        "downloaded",
                        "mailed",
                        "mail_failed",
                        "reminded",
                        "extended",
                        "handed_over",
                        "started",
                        "received",
                        "withdrawn",
                        "checked",
                    ]
                ),
                violation_error_message="Diesen Eintrag gibt es im Verteilprotokoll nicht.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
