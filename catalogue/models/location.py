from catalogue.models.reference import HasColumn, Reference


class Location(Reference, HasColumn):
    """Where a measure takes place, in the sense of the kind of housing."""

    class Meta:
        verbose_name = "Ort"
        verbose_name_plural = "Orte"
        ordering = ["column"]
