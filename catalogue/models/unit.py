from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from catalogue.models.reference import Alias, HasColumn, Reference, ReferenceQuerySet


class UnitQuerySet(ReferenceQuerySet, TreeQuerySet):
    def valid(self, *, on: dt.date) -> Self:
        """Units that exist on the day `on`."""
        return super().valid(on=on).filter(models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=on))

    def ended(self, *, on: dt.date) -> Self:
        """Units that do not exist any more on the day `on`."""
        return self.filter(valid_until__lt=on)

    def of_member(self, user: models.Model, *, on: dt.date) -> UnitQuerySet:
        """The units that `user` belongs to on the day `on`."""
        return self.filter(memberships__in=UnitMembership.objects.held_by(user, on=on))


class UnitManager(models.Manager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, slug: str) -> Unit:
        return self.get(slug=slug)


class Unit(Reference, TreeNode, HasColumn):
    """Who takes part in measures: an organisational unit, a function, a partner, volunteers."""

    class Kind(models.TextChoices):
        REFERAT = "referat", "Referat"
        DEPARTMENT = "fachbereich", "Fachbereich"
        DIVISION = "abteilung", "Abteilung"
        OFFICE = "stelle", "Stelle"
        FUNCTION = "funktion", "Funktion"
        PARTNER = "partner", "Partner"
        VOLUNTEERS = "ehrenamt", "Ehrenamt"

    OUTSIDE = (Kind.PARTNER, Kind.VOLUNTEERS)  # all others are the city's own

    code = models.CharField("Kurzbezeichnung", max_length=40, blank=True)  # "FB 51", "51.3"
    kind = models.CharField("Art", max_length=20, choices=Kind)
    valid_from = models.DateField("gültig ab", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="Nachfolgestelle",
    )

    objects: ClassVar[Any] = UnitManager()

    class Meta:
        verbose_name = "Stelle"
        verbose_name_plural = "Stellen"
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="unit_code_once",
                condition=~models.Q(code=""),
                violation_error_message="Diese Kurzbezeichnung ist vergeben.",
            ),
            models.CheckConstraint(
                name="unit_kind_known",
                condition=models.Q(
                    kind__in=[
                        "referat",
                        "fachbereich",
                        "abteilung",
                        "stelle",
                        "funktion",
                        "partner",
                        "ehrenamt",
                    ]
                ),
                violation_error_message="Diese Art von Stelle gibt es nicht.",
            ),
            models.CheckConstraint(
                name="unit_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                violation_error_message="Eine Stelle kann sich nicht selbst übergeordnet sein.",
            ),
            models.CheckConstraint(
                name="unit_valid_until_after_from",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                violation_error_message="„gültig bis“ liegt vor „gültig ab“.",
            ),
            models.CheckConstraint(
                name="unit_is_not_its_own_successor",
                condition=models.Q(successor__isnull=True) | ~models.Q(successor=models.F("pk")),
                violation_error_message="Eine Stelle kann sich nicht selbst nachfolgen.",
            ),
            # The separator of lists in the workbook; a name with it could not be read back.
            models.CheckConstraint(
                name="unit_name_without_semicolon",
                condition=~models.Q(name__contains=";") & ~models.Q(code__contains=";"),
                violation_error_message="Ein Semikolon trennt in der Tabelle Stellen; im Namen steht keins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def labels(self) -> tuple[str, str]:
        return (self.code or self.name, str(self))

    @property
    def named_after(self) -> str:
        return self.code or self.name


def keys_below(units: models.QuerySet[Unit]) -> set[int]:
    """Return the keys of units and of all units below them."""
    return {unit.pk for top in units for unit in top.descendants(include_self=True)}


def reach_of(user: Any, *, on: dt.date) -> set[int]:
    """Return the keys of the units that `user` belongs to on the day `on`, and of all below them.

    The answer is kept on the user object, as hats are: a page asks the database once.
    """
    known: dict[dt.date, set[int]] = user.__dict__.setdefault("_reach", {})
    if on not in known:
        known[on] = keys_below(Unit.objects.of_member(user, on=on))
    return known[on]


class UnitName(models.Model):
    """A name a unit had before, with the last day it was valid."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="former_names")
    name = models.CharField("Bezeichnung", max_length=200)
    valid_until = models.DateField("gültig bis")

    class Meta:
        verbose_name = "Frühere Bezeichnung"
        verbose_name_plural = "Frühere Bezeichnungen"
        ordering = ["-valid_until"]

    def __str__(self) -> str:
        return self.name


class UnitAlias(Alias):
    """Another spelling under which workbooks name a unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = "Schreibweise"
        verbose_name_plural = "Schreibweisen"
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                name="unit_alias_once",
                violation_error_message="Diese Schreibweise gehört schon zu einer Stelle.",
            )
        ]


class UnitMembershipQuerySet(models.QuerySet["UnitMembership"]):
    def held(self, *, on: dt.date) -> UnitMembershipQuerySet:
        return self.filter(
            models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on), valid_from__lte=on
        )

    def held_by(self, user: models.Model, *, on: dt.date) -> UnitMembershipQuerySet:
        return self.held(on=on).filter(user_id=user.pk)


class UnitMembership(models.Model):
    """That a person belongs to a unit; while it lasts, the person wears the department's hat."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="Stelle")
    valid_from = models.DateField("ab")
    valid_until = models.DateField("bis", null=True, blank=True)
    from_directory = models.BooleanField("aus dem Verzeichnis", default=False)

    objects = UnitMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "Zugehörigkeit"
        verbose_name_plural = "Zugehörigkeiten"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"],
                name="membership_once",
                violation_error_message="Diese Person gehört der Stelle schon an.",
            ),
            models.CheckConstraint(
                name="membership_until_after_from",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                violation_error_message="„bis“ liegt vor „ab“.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.unit}"
