"""What the catalogue's reference data have in common."""

from django.db import models


class ReferenceManager(models.Manager):
    """Finds rows by their slug, so that fixtures name them by it."""

    def get_by_natural_key(self, slug: str) -> models.Model:
        return self.get(slug=slug)


class Reference(models.Model):
    """A row that records point to by its slug; the slug never changes, the name may."""

    slug = models.SlugField("Kürzel", max_length=80, unique=True, error_messages={"unique": "Dieses Kürzel ist vergeben."})
    name = models.CharField("Bezeichnung", max_length=200)

    objects = ReferenceManager()

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


class HasColumn(models.Model):
    """A row that has a column of its own in the city's table (design.md §4)."""

    column = models.PositiveSmallIntegerField("Spalte", null=True, blank=True)  # 1 = A
    heading = models.CharField("Spaltenüberschrift", max_length=200, blank=True)

    class Meta:
        abstract = True
