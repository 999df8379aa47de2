from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from catalogue.models.reference import Alias, Reference, ReferenceQuerySet

_LEVELS = 3


class ActionFieldQuerySet(ReferenceQuerySet, TreeQuerySet):
    def valid(self, *, on: dt.date) -> Self:
        """Fields that are offered on the day `on`."""
        return super().valid(on=on).filter(merged_into__isnull=True)


class ActionFieldManager(models.Manager.from_queryset(ActionFieldQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, slug: str) -> ActionField:
        return self.get(slug=slug)


class ActionField(Reference, TreeNode):
    """A field of action, or a sub-topic below one ("IKO › Zugangsbarrieren")."""

    position = models.PositiveSmallIntegerField("Reihenfolge", default=1_000)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_fields",
        verbose_name="aufgegangen in",
    )

    objects: ClassVar[Any] = ActionFieldManager()

    class Meta:
        verbose_name = "Handlungsfeld"
        verbose_name_plural = "Handlungsfelder"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="action_field_name_once_below_parent",
                condition=models.Q(parent__isnull=False, merged_into__isnull=True),
                violation_error_message="Ein Unterthema dieses Namens gibt es hier schon.",
            ),
            models.UniqueConstraint(
                fields=["name"],
                name="action_field_name_once_at_the_top",
                condition=models.Q(parent__isnull=True, merged_into__isnull=True),
                violation_error_message="Ein Handlungsfeld dieses Namens gibt es schon.",
            ),
            models.CheckConstraint(
                name="action_field_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                violation_error_message="Ein Handlungsfeld kann sich nicht selbst übergeordnet sein.",
            ),
            models.CheckConstraint(
                name="action_field_is_not_merged_into_itself",
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("pk")),
                violation_error_message="Ein Handlungsfeld kann nicht in sich selbst aufgehen.",
            ),
        ]

    @property
    def labels(self) -> tuple[str, str]:
        return (self.name, f"{self.parent} › {self.name}" if self.parent else self.name)

    def clean(self) -> None:
        levels = 0
        row: ActionField | None = self
        while row and levels <= _LEVELS:  # a circle is another rule's business
            levels, row = levels + 1, row.parent
        if levels + self._levels_below() > _LEVELS:
            raise ValidationError({"parent": f"Handlungsfelder haben höchstens {_LEVELS} Ebenen."})

    def _levels_below(self) -> int:
        return 1 + max((one._levels_below() for one in self.children.all()), default=-1) if self.pk else 0

    @property
    def named_after(self) -> str:
        return f"{self.parent.slug} {self.name}" if self.parent else self.name


class ActionFieldAlias(Alias):
    """Another spelling of a field: "Steuer", "Steuer-Koordination" (domain.md §2 rule 3)."""

    action_field = models.ForeignKey(ActionField, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = "Schreibweise"
        verbose_name_plural = "Schreibweisen"
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                name="action_field_alias_once",
                violation_error_message="Diese Schreibweise gehört schon zu einem Handlungsfeld.",
            )
        ]
