"""What the catalogue's reference data have in common."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models

from integration.texts import fold, match_key, written_out


def slug_for(text: str) -> str:
    """Return a slug: of a code "Ref. 0120" → "Ref-0120", of a name "Der Verein" → "der-verein"."""
    is_code = text.isascii() and any(letter.isdigit() for letter in text)
    plain = text if is_code else fold(written_out(text))
    return re.sub(r"(?:[^A-Za-z0-9.]|\.(?!\d))+", "-", plain).strip("-.")[:80]


class ReferenceQuerySet(models.QuerySet[Any]):
    def valid(self, *, on: dt.date) -> Self:
        """What is offered for new choices on the day `on`; records keep what they point to."""
        return self.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on))


class ReferenceManager(models.Manager.from_queryset(ReferenceQuerySet)):  # type: ignore[misc]
    """Finds rows by their slug, so that fixtures name them by it."""

    def get_by_natural_key(self, slug: str) -> models.Model:
        return self.get(slug=slug)


class Reference(models.Model):
    """A row that records point to by its slug; the slug never changes, the name may.

    Nothing is deleted: what is not used any more ends with `valid_until`.
    """

    slug = models.CharField(
        "Kürzel",
        max_length=80,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "Nur Buchstaben, Ziffern, Punkt und Bindestrich.")
        ],
        error_messages={"unique": "Dieses Kürzel ist vergeben."},
    )
    name = models.CharField("Bezeichnung", max_length=200)
    valid_until = models.DateField("gültig bis", null=True, blank=True)

    objects: ClassVar[Any] = ReferenceManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def labels(self) -> tuple[str, str]:
        """The short and the long name, as a record keeps them."""
        return (self.name, self.name)

    @property
    def named_after(self) -> str:
        """What a new row's slug is made of."""
        return self.name


class HasColumn(models.Model):
    """A row that has a column of its own in the city's table (design.md §4)."""

    column = models.PositiveSmallIntegerField("Spalte", null=True, blank=True)  # 1 = A
    heading = models.CharField("Spaltenüberschrift", max_length=200, blank=True)

    class Meta:
        abstract = True


class AliasManager(models.Manager):
    """Finds aliases by what is compared, so that fixtures need no keys for them."""

    def get_by_natural_key(self, folded: str) -> models.Model:
        return self.get(folded=folded)


class Alias(models.Model):
    """Another spelling under which workbooks name a row; each belongs to one row only."""

    alias = models.CharField("Schreibweise", max_length=200)
    folded = models.CharField(max_length=200, editable=False)

    objects = AliasManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.alias

    def save(self, **kwargs: Any) -> None:
        self.folded = match_key(self.alias)
        super().save(**kwargs)

    def natural_key(self) -> tuple[str]:
        return (self.folded,)
