from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from catalogue.models.recorded import Recorded
from integration.files.models import StoredFile
from steering.models.annual_goal import DUE_DAYS, AnnualGoal
from steering.models.goal_talk import GoalTalk


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: Any) -> IndicatorQuerySet:
        return self.filter(goal__talk__in=GoalTalk.objects.visible_to(user).order_by().values("pk"))

    def editable_by(self, user: Any) -> IndicatorQuerySet:
        """Those of a person's agreements; values are entered where one of these is `in_force`."""
        return self.filter(goal__talk__in=GoalTalk.objects.editable_by(user).order_by().values("pk"))

    def in_force(self) -> IndicatorQuerySet:
        return self.filter(goal__talk__state__in=GoalTalk.IN_FORCE)

    def with_standing(self, *, on: dt.date) -> IndicatorQuerySet:
        """Add the latest value (`latest_day`, `latest_number`, `latest_is_met`) and how it stands on a day.

        `standing` is an `Indicator.Standing`. Lists, filters, reminders and pages all take it from here.
        """
        values = IndicatorValue.objects.standing().filter(indicator=models.OuterRef("pk")).order_by("-day")
        latest = {
            f"latest_{name}": models.Subquery(values.values(name)[:1]) for name in ("day", "number", "is_met")
        }
        kind = Indicator.Standing
        is_draft = ~models.Q(goal__talk__state__in=GoalTalk.AGREED_STATES)
        at_rest = models.Q(goal__talk__state__in=(GoalTalk.State.EVALUATED, GoalTalk.State.REPORTED))
        ended = at_rest | models.Q(latest_day__gte=models.F("due"))
        soon = on + dt.timedelta(days=DUE_DAYS)
        standing = models.Case(
            models.When(is_draft, then=models.Value(kind.OPEN)),
            models.When(_reached(), then=models.Value(kind.REACHED)),
            models.When(ended & _to_judge(), then=models.Value(kind.MEASURED)),
            models.When(ended, then=models.Value(kind.MISSED)),
            models.When(due__lt=on, then=models.Value(kind.OVERDUE)),
            models.When(due__lte=soon, then=models.Value(kind.DUE)),
            default=models.Value(kind.OPEN),
            output_field=models.CharField(),
        )
        return self.annotate(**latest).annotate(standing=standing)

    def due(self, *, on: dt.date) -> IndicatorQuerySet:
        """Those of agreements in force that want their value within four weeks."""
        return self.with_standing(on=on).filter(models.Q(standing=Indicator.Standing.DUE))

    def overdue(self, *, on: dt.date) -> IndicatorQuerySet:
        """Those of agreements in force whose day has passed without a value from that day or later.

        What is reached already is not asked for again.
        """
        return self.with_standing(on=on).filter(models.Q(standing=Indicator.Standing.OVERDUE))


def _reached() -> models.Q:
    """Return when the latest value is what was agreed.

    What shall be kept is reached on its day and where it is the same still. Where no direction is given, it
    leads from the baseline to the target.
    """
    way, number, target = Indicator.Direction, models.F("latest_number"), models.F("target")
    unsaid = models.Q(direction="")
    down = models.Q(direction=way.DOWN) | unsaid & models.Q(baseline__gt=target)
    up = models.Q(direction=way.UP) | unsaid & (
        models.Q(baseline__isnull=True) | models.Q(baseline__lte=target)
    )
    kept = models.Q(direction=way.KEEP, latest_day__gte=models.F("due"))
    return (
        models.Q(latest_is_met=True)
        | down & models.Q(target__gte=number)
        | up & models.Q(target__lte=number)
        | kept & models.Q(target=number)
    )


def _to_judge() -> models.Q:
    """Return when only people can say whether a value will do: nobody told whether more or less is better."""
    return models.Q(direction=Indicator.Direction.KEEP, latest_number__isnull=False)


class Indicator(models.Model):
    """By what and until when it will be seen that a goal is reached.

    It begins as one line, `name` and `due`; the rest makes it verifiable. A number has baseline, target and
    direction; yes/no needs neither; a criterion says in `criterion` when it is met, shown by evidence.
    """

    class Kind(models.TextChoices):
        NUMBER = "zahl", "Zahl"
        YES_NO = "ja-nein", "ja oder nein"
        CRITERION = "kriterium", "Kriterium mit Nachweis"

    class Direction(models.TextChoices):
        UP = "steigen", "soll steigen"
        DOWN = "sinken", "soll sinken"
        KEEP = "halten", "soll gehalten werden"

    class Standing(models.TextChoices):
        """How it stands on a day; computed by `with_standing`, never stored."""

        OPEN = "offen", "läuft"
        DUE = "faellig", "bald fällig"
        OVERDUE = "ueberfaellig", "Wert überfällig"
        REACHED = "erreicht", "erreicht"
        MEASURED = "gemessen", "gemessen"
        MISSED = "verfehlt", "nicht erreicht"

    goal = models.ForeignKey(AnnualGoal, models.CASCADE, related_name="indicators", verbose_name="Jahresziel")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    name = models.CharField("Woran erkennbar?", max_length=300)
    due = models.DateField("bis wann", null=True, blank=True)
    kind = models.CharField("Art", max_length=20, choices=Kind, default=Kind.NUMBER)
    measured_how = models.TextField("Wie gemessen", blank=True)
    source = models.CharField("Quelle", max_length=300, blank=True)
    unit_of_measure = models.CharField("Einheit", max_length=50, blank=True)
    baseline = models.DecimalField("Ausgangswert", max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_day = models.DateField("Ausgangswert vom", null=True, blank=True)
    target = models.DecimalField("Zielwert", max_digits=14, decimal_places=2, null=True, blank=True)
    direction = models.CharField("Richtung", max_length=20, choices=Direction, blank=True)
    criterion = models.TextField("Erfüllt, wenn", blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "Indikator"
        verbose_name_plural = "Indikatoren"
        ordering = ["goal", "position", "pk"]
        indexes = [models.Index("due", name="indicator_due")]
        constraints = [
            models.CheckConstraint(
                name="indicator_kind_known",
                condition=models.Q(kind__in=["zahl", "ja-nein", "kriterium"]),
                violation_error_message="Diese Art von Indikator gibt es nicht.",
            ),
            models.CheckConstraint(
                name="indicator_direction_known",
                condition=models.Q(direction__in=["", "steigen", "sinken", "halten"]),
                violation_error_message="Diese Richtung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="indicator_target_after_baseline",
                condition=models.Q(due__isnull=True)
                | models.Q(baseline_day__isnull=True)
                | models.Q(due__gt=models.F("baseline_day")),
                violation_error_message="Der Tag des Ziels liegt vor dem des Ausgangswerts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorValueQuerySet(models.QuerySet["IndicatorValue"]):
    def standing(self) -> IndicatorValueQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class IndicatorValue(Recorded):
    """What was measured on a day. A wrong value is withdrawn with a reason and entered anew."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name="Indikator")
    day = models.DateField("Stand vom")
    number = models.DecimalField("Wert", max_digits=14, decimal_places=2, null=True, blank=True)
    is_met = models.BooleanField("erfüllt", null=True, blank=True)  # of yes/no and of a criterion
    source = models.CharField("Quelle", max_length=300, blank=True)
    comment = models.TextField("Bemerkung", blank=True)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Nachweis"
    )
    withdrawn_at = models.DateTimeField("zurückgezogen am", null=True, blank=True)
    withdrawn_by_function = models.CharField("zurückgezogen von der Funktion", max_length=150, blank=True)
    withdrawn_because = models.TextField("Grund der Rücknahme", blank=True)

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = "Wert eines Indikators"
        verbose_name_plural = "Werte der Indikatoren"
        ordering = ["indicator", "day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "day"],
                name="indicator_value_once_a_day",
                condition=models.Q(withdrawn_at__isnull=True),
                violation_error_message="Für diesen Tag gibt es schon einen Wert.",
            ),
            models.CheckConstraint(
                name="indicator_value_number_or_met",
                condition=models.Q(number__isnull=False, is_met__isnull=True)
                | models.Q(number__isnull=True, is_met__isnull=False),
                violation_error_message="Ein Wert ist eine Zahl oder sagt, ob das Vereinbarte erfüllt ist.",
            ),
            models.CheckConstraint(
                name="indicator_value_withdrawn_with_reason",
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_because=""),
                violation_error_message="Eine Rücknahme braucht einen Grund.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.day:%d.%m.%Y}"
