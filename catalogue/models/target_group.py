from django.db import models

from catalogue.models.reference import HasColumn, Reference


class TargetGroup(Reference, HasColumn):
    """Whom a measure is for. Two groups may share a column; then each has its `token` in it (AG, I)."""

    meaning = models.CharField("Bedeutung", max_length=200, blank=True)
    heading_group = models.CharField("Überschrift darüber", max_length=100, blank=True)
    token = models.CharField("Zeichen in der Zelle", max_length=10, blank=True)

    class Meta:
        verbose_name = "Zielgruppe"
        verbose_name_plural = "Zielgruppen"
        ordering = ["column", "slug"]

    @property
    def labels(self) -> tuple[str, str]:
        return (self.name, self.meaning or self.name)
