from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from catalogue.models import Measure, Suggestion
from catalogue.models.recorded import Settled
from steering.models.goal_talk import GoalTalk

DUE_DAYS = 28  # how long before their day steps and indicators are due


class AnnualGoalQuerySet(models.QuerySet["AnnualGoal"]):
    def visible_to(self, user: Any) -> AnnualGoalQuerySet:
        return self.filter(talk__in=GoalTalk.objects.visible_to(user).order_by().values("pk"))


class AnnualGoal(Settled):
    """A Jahresziel of a unit: for measures of the catalogue, or beyond it, which proposes a measure.

    `attainment` and what follows are said at the year's end, and then it is done; `continues` leads to last
    year's goal.
    """

    class Attainment(models.TextChoices):
        NOT = "nicht", "nicht erreicht"
        PARTLY = "teilweise", "teilweise erreicht"
        LARGELY = "ueberwiegend", "überwiegend erreicht"
        FULLY = "voll", "voll erreicht"
        EXCEEDED = "uebertroffen", "übertroffen"

    class Consequence(models.TextChoices):
        CONTINUE = "fortfuehren", "fortführen"
        ADJUST = "anpassen", "anpassen"
        DROP = "aufgeben", "aufgeben"
        NEW_MEASURE = "neue-massnahme", "neue Maßnahme"
        NONE = "keine", "abgeschlossen"

    talk = models.ForeignKey(GoalTalk, models.PROTECT, related_name="goals", verbose_name="Zielgespräch")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    text = models.TextField("Jahresziel")
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="annual_goals", verbose_name="Maßnahmen"
    )
    is_beyond = models.BooleanField("über den Katalog hinaus", default=False)
    methods = models.TextField("Methoden", blank=True)
    instruments = models.TextField("Instrumente", blank=True)
    support_asked = models.TextField("Unterstützung durch 50.21, erbeten", blank=True)
    support_promised = models.TextField("Unterstützung durch 50.21, zugesagt", blank=True)
    waiver = models.TextField("Warum es so, wie es ist, überprüfbar genug ist", blank=True)
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name="führt fort",
    )
    proposal = models.ForeignKey(
        Suggestion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="als Maßnahme vorgeschlagen",
    )
    attainment = models.CharField("Zielerreichung", max_length=20, choices=Attainment, blank=True)
    attainment_because = models.TextField("Begründung", blank=True)
    consequence = models.CharField("Was folgt", max_length=20, choices=Consequence, blank=True)

    objects = AnnualGoalQuerySet.as_manager()

    class Meta:
        verbose_name = "Jahresziel"
        verbose_name_plural = "Jahresziele"
        ordering = ["talk", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="annual_goal_attainment_known",
                condition=models.Q(
                    attainment__in=["", "nicht", "teilweise", "ueberwiegend", "voll", "uebertroffen"]
                ),
                violation_error_message="Diese Stufe der Zielerreichung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="annual_goal_consequence_known",
                condition=models.Q(
                    consequence__in=["", "fortfuehren", "anpassen", "aufgeben", "neue-massnahme", "keine"]
                ),
                violation_error_message="Diese Folgerung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="annual_goal_attainment_with_reason",
                condition=models.Q(attainment="")
                | (~models.Q(attainment_because="") & models.Q(done_at__isnull=False)),
                violation_error_message="Zur Zielerreichung gehört eine Begründung.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class GoalStepQuerySet(models.QuerySet["GoalStep"]):
    def visible_to(self, user: Any) -> GoalStepQuerySet:
        return self.filter(goal__talk__in=GoalTalk.objects.visible_to(user).order_by().values("pk"))

    def editable_by(self, user: Any) -> GoalStepQuerySet:
        return self.filter(goal__talk__in=GoalTalk.objects.editable_by(user).order_by().values("pk"))

    def open(self) -> GoalStepQuerySet:
        """Those of agreements in force that are not done."""
        return self.filter(goal__talk__state__in=GoalTalk.IN_FORCE, done_on__isnull=True)

    def due(self, *, on: dt.date) -> GoalStepQuerySet:
        """Open ones whose day comes within four weeks."""
        return self.open().filter(due__gte=on, due__lte=on + dt.timedelta(days=DUE_DAYS))

    def overdue(self, *, on: dt.date) -> GoalStepQuerySet:
        return self.open().filter(due__lt=on)


class GoalStep(models.Model):
    """A step on the way to a goal: what, by when, and who (a function)."""

    goal = models.ForeignKey(AnnualGoal, models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    text = models.TextField("Schritt")
    due = models.DateField("bis", null=True, blank=True)
    function = models.CharField("wer (Funktion)", max_length=150, blank=True)
    done_on = models.DateField("erledigt am", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="erledigt gemeldet von",
    )
    done_by_function = models.CharField("erledigt gemeldet von der Funktion", max_length=150, blank=True)

    objects = GoalStepQuerySet.as_manager()

    class Meta:
        verbose_name = "Schritt"
        verbose_name_plural = "Schritte"
        ordering = ["goal", "position", "pk"]

    def __str__(self) -> str:
        return self.text
