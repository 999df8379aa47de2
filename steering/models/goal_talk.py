from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

from catalogue.models import Unit
from catalogue.models.recorded import Recorded
from catalogue.models.unit import reach_of
from steering.models.frozen import FrozenRecord
from steering.models.meeting import new_uid


class Side(models.TextChoices):
    """The two partners of a goal agreement."""

    UNIT = "stelle", "zuständige Stelle"
    COORDINATION = "koordination", "Koordination"


class GoalTalkQuerySet(models.QuerySet["GoalTalk"]):
    def standing(self) -> GoalTalkQuerySet:
        """Those that were not called off."""
        return self.exclude(state=GoalTalk.State.CANCELLED)

    def held(self) -> GoalTalkQuerySet:
        """Those that took place, whatever followed."""
        State = GoalTalk.State
        return self.exclude(state__in=(State.PLANNED, State.PREPARED, State.CANCELLED))

    def visible_to(self, user: Any) -> GoalTalkQuerySet:
        """All for those who read everything, else the talks of a person's units and of units below."""
        if not user.has_perm("steering.view_goaltalk"):
            return self.none()
        if user.has_perm("catalogue.view_all_measures"):
            return self
        return self.filter(unit__in=reach_of(user, on=timezone.localdate()))

    def editable_by(self, user: Any) -> GoalTalkQuerySet:
        """Those in which a person may write: all for the Koordination, else as partner of the agreement."""
        if user.has_perm("steering.change_goaltalk"):
            return self
        if not user.has_perm("steering.change_annualgoal"):
            return self.none()
        return self.filter(unit__in=reach_of(user, on=timezone.localdate()))


class GoalTalk(Recorded):
    """A Zielgespräch: the yearly talk of 50.21 with a responsible unit, and the cycle that begins with it.

    planned → prepared → held → agreed → (checked at mid-year) → evaluated → reported. What was agreed are its
    `goals`; they are free to change until both partners confirmed (`AgreementEdition`), and again while an
    `amendment` is open, which says why. It binds units, never persons.
    """

    class State(models.TextChoices):
        PLANNED = "geplant", "geplant"
        PREPARED = "vorbereitet", "vorbereitet"
        HELD = "gefuehrt", "geführt"
        AGREED = "vereinbart", "vereinbart"
        CHECKED = "geprueft", "Zwischenstand geprüft"
        EVALUATED = "ausgewertet", "ausgewertet"
        REPORTED = "berichtet", "berichtet"
        CANCELLED = "abgesagt", "abgesagt"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="goal_talks", verbose_name="Stelle")
    year = models.PositiveIntegerField("Jahr")
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende")
    place = models.CharField("Ort", max_length=200, blank=True)
    video_link = models.URLField("Videokonferenz", blank=True)
    participants = models.TextField("Teilnehmende (Funktionen)", blank=True)  # one a line
    state = models.CharField("Stand", max_length=20, choices=State, default=State.PLANNED)
    cancelled_because = models.TextField("Grund der Absage", blank=True)
    minutes = models.TextField("Protokoll des Gesprächs", blank=True)  # Markdown
    has_feedback = models.BooleanField("Rückmeldung an die Steuerungsgruppe", default=False)
    feedback = models.TextField("Was die Steuerungsgruppe erfahren oder entscheiden soll", blank=True)
    check_until = models.DateField("Zwischenstand bis", null=True, blank=True)
    checked_at = models.DateTimeField("Zwischenstand geprüft am", null=True, blank=True)
    check_note = models.TextField("Ergebnis des Zwischenstands", blank=True)  # Markdown
    amendment = models.TextField("Was geändert wird und warum", blank=True)
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)  # of its calendar entry (RFC 5545)

    objects = GoalTalkQuerySet.as_manager()

    IN_FORCE = (State.AGREED, State.CHECKED)  # agreed, and not evaluated yet
    AGREED_STATES = (*IN_FORCE, State.EVALUATED, State.REPORTED)

    class Meta:
        verbose_name = "Zielgespräch"
        verbose_name_plural = "Zielgespräche"
        ordering = ["-year", "unit__slug", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="goal_talk_once_a_year",
                condition=~models.Q(state="abgesagt"),
                violation_error_message="Für diese Stelle und dieses Jahr gibt es schon ein Zielgespräch.",
            ),
            models.CheckConstraint(
                name="goal_talk_state_known",
                condition=models.Q(
                    state__in=[
                        *("geplant", "vorbereitet", "gefuehrt", "vereinbart", "geprueft"),
                        *("ausgewertet", "berichtet", "abgesagt"),
                    ]
                ),
                violation_error_message="Diesen Stand eines Zielgesprächs gibt es nicht.",
            ),
            models.CheckConstraint(
                name="goal_talk_ends_after_it_begins",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                name="goal_talk_cancelled_with_reason",
                condition=~models.Q(state="abgesagt") | ~models.Q(cancelled_because=""),
                violation_error_message="Eine Absage braucht einen Grund.",
            ),
            models.CheckConstraint(
                name="goal_talk_feedback_says_what",
                condition=models.Q(has_feedback=False) | ~models.Q(feedback=""),
                violation_error_message="Eine Rückmeldung an die Steuerungsgruppe sagt, worum es geht.",
            ),
        ]

    def __str__(self) -> str:
        return f"Zielgespräch {self.year} mit {self.unit.code or self.unit.name}"

    @property
    def day(self) -> dt.date:
        """The day on which it begins, in the city's time zone."""
        return timezone.localdate(self.starts_at)

    @property
    def title(self) -> str:
        return str(self)

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_open(self) -> bool:
        """True until it was held or called off: then it may be moved."""
        return self.state in (self.State.PLANNED, self.State.PREPARED)

    @property
    def takes_goals(self) -> bool:
        """True while goals may be written: until both confirmed, and again while an amendment is open."""
        early = self.state in (self.State.PLANNED, self.State.PREPARED, self.State.HELD)
        return early or bool(self.amendment)

    @property
    def is_agreed(self) -> bool:
        """True once both partners have confirmed, whatever happened since."""
        return self.state in self.AGREED_STATES


class TalkPoint(Recorded):
    """What a side wants to speak of, noted before the talk."""

    talk = models.ForeignKey(GoalTalk, models.CASCADE, related_name="points")
    side = models.CharField("Seite", max_length=20, choices=Side)
    text = models.TextField("Punkt")

    class Meta:
        verbose_name = "Vormerkung"
        verbose_name_plural = "Vormerkungen"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="talk_point_side_known",
                condition=models.Q(side__in=["stelle", "koordination"]),
                violation_error_message="Diese Seite gibt es in einem Zielgespräch nicht.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class AgreementConfirmation(Recorded):
    """That a partner confirmed the agreement as it read then: `sha256` is the record's.

    Where somebody changes a goal afterwards, the checksum no longer fits and the partner is asked again.
    `entered_for` names the function and the way where the Koordination enters it for a partner without an
    account: "Leitung vhs, per E-Mail vom 12.03.2018"; then `confirmed_on` is the day it was said.
    """

    talk = models.ForeignKey(GoalTalk, models.CASCADE, related_name="confirmations")
    side = models.CharField("Seite", max_length=20, choices=Side)
    sha256 = models.CharField("SHA-256 des Inhalts", max_length=64)
    entered_for = models.CharField("eingetragen für (Funktion, auf welchem Weg)", max_length=300, blank=True)
    confirmed_on = models.DateField("bestätigt am")

    class Meta:
        verbose_name = "Bestätigung einer Zielvereinbarung"
        verbose_name_plural = "Bestätigungen der Zielvereinbarungen"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "side", "sha256"],
                name="agreement_confirmed_once",
                violation_error_message="Diese Fassung ist für diese Seite schon bestätigt.",
            ),
            models.CheckConstraint(
                name="agreement_confirmation_side_known",
                condition=models.Q(side__in=["stelle", "koordination"]),
                violation_error_message="Diese Seite gibt es in einer Zielvereinbarung nicht.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.talk}"


class AgreementEdition(FrozenRecord):
    """A Zielvereinbarung that both partners confirmed, frozen. An amendment is another edition."""

    talk = models.ForeignKey(GoalTalk, models.PROTECT, related_name="editions")
    edition = models.PositiveIntegerField("Fassung", default=1)
    amendment = models.TextField("Was geändert wurde und warum", blank=True)

    class Meta:
        verbose_name = "Zielvereinbarung"
        verbose_name_plural = "Zielvereinbarungen"
        ordering = ["talk", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "edition"],
                name="agreement_edition_once",
                violation_error_message="Diese Fassung der Zielvereinbarung gibt es schon.",
            ),
            models.CheckConstraint(
                name="agreement_amendment_says_why",
                condition=models.Q(edition=1) | ~models.Q(amendment=""),
                violation_error_message="Eine weitere Fassung sagt, was geändert wurde und warum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}. Fassung der Zielvereinbarung, {self.talk}"
