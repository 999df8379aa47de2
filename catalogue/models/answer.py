from __future__ import annotations

from django.db import models

from catalogue.models.measure import Measure
from catalogue.models.unit_return import UnitReturn
from catalogue.models.version import MeasureVersion


class Answer(models.Model):
    """What a return says about one measure, against the version the unit was shown.

    `measure` and `base` are null for a further measure that the unit proposes. `edits` are what it says of
    the record's fields, as JSON takes them; on submitting each becomes a `Suggestion`. The three texts are
    asked once: talks, reviews and reports reuse them.
    """

    unit_return = models.ForeignKey(UnitReturn, models.CASCADE, related_name="answers")
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="Maßnahme"
    )
    base = models.ForeignKey(
        MeasureVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Grundlage"
    )
    place = models.PositiveIntegerField("Zeile", default=0)
    is_lead = models.BooleanField("federführend", default=False)  # the lead unit's word states the status
    is_unchanged = models.BooleanField("keine Änderung", default=False)
    is_missing = models.BooleanField("fehlt in der Datei", default=False)
    edits = models.JSONField(default=list, blank=True)  # [[path, value], …]
    difficulties = models.TextField("Schwierigkeiten", blank=True)
    resources = models.TextField("Ressourcenbedarf", blank=True)
    need = models.TextField("Änderungsbedarf", blank=True)
    note = models.TextField("Vorschlag", blank=True)  # in words, for whatever no field is asked
    is_not_responsible = models.BooleanField("nicht zuständig", default=False)
    probably_responsible = models.CharField("vermutlich zuständig", max_length=200, blank=True)

    class Meta:
        verbose_name = "Angabe zu einer Maßnahme"
        verbose_name_plural = "Angaben zu Maßnahmen"
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_return", "measure"],
                name="answer_once",
                condition=models.Q(measure__isnull=False),
                violation_error_message="Zu dieser Maßnahme gibt es in der Rückmeldung schon Angaben.",
            )
        ]

    def __str__(self) -> str:
        return str(self.measure or "Weitere Maßnahme")

    @property
    def says_nothing(self) -> bool:
        return not (self.edits or self.is_unchanged or self.is_not_responsible or self.has_words)

    @property
    def has_words(self) -> bool:
        """True where it says something that no field of the record takes."""
        return any((self.difficulties, self.resources, self.need, self.note))
