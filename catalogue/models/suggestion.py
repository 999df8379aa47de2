from __future__ import annotations

from django.conf import settings
from django.db import models

from catalogue.models.answer import Answer
from catalogue.records import Edits, edits_from_json
from catalogue.vocabulary import FIELD_LABELS
from integration.history.models import ChangeSet


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def open(self) -> SuggestionQuerySet:
        return self.filter(state=Suggestion.State.OPEN)

    def with_answers(self) -> SuggestionQuerySet:
        """Bring along what a suggestion is read with: answer, return, measure, and the base's record."""
        return self.select_related("answer__unit_return__unit", "answer__measure", "answer__base__stored")


class Suggestion(models.Model):
    """One thing that a unit says and that somebody decides: a field's new value, words, a new measure.

    `path` and `value` are an edit of the record (`field`); words have neither, a new measure (`new`) has
    its edits as `value`. Nothing is decided by the last one who speaks: each waits for its decision.
    """

    class Kind(models.TextChoices):
        FIELD = "field", "Angabe"
        NOTE = "note", "Vorschlag in Worten"
        NOT_RESPONSIBLE = "not_responsible", "nicht zuständig"
        NEW = "new", "weitere Maßnahme"
        MISSING = "missing", "fehlt in der Datei"

    class State(models.TextChoices):
        OPEN = "open", "offen"
        ACCEPTED = "accepted", "übernommen"
        REJECTED = "rejected", "nicht übernommen"

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="suggestions")
    kind = models.CharField("Art", max_length=20, choices=Kind)
    path = models.JSONField(default=list, blank=True)
    value = models.JSONField(null=True, blank=True)
    is_direct = models.BooleanField("von der Stelle zu sagen", default=False)  # not beyond what it is asked
    state = models.CharField("Entscheidung", max_length=10, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entschieden von",
    )
    decided_by_function = models.CharField("entschieden von der Funktion", max_length=150, blank=True)
    reason = models.TextField("Begründung", blank=True)
    change_set = models.ForeignKey(
        ChangeSet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name="Änderung",
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "Vorschlag"
        verbose_name_plural = "Vorschläge"
        ordering = ["pk"]
        indexes = [models.Index("answer", name="suggestion_open", condition=models.Q(state="open"))]
        constraints = [
            models.CheckConstraint(
                name="suggestion_kind_known",
                condition=models.Q(kind__in=["field", "note", "not_responsible", "new", "missing"]),
                violation_error_message="Diese Art von Vorschlag gibt es nicht.",
            ),
            models.CheckConstraint(
                name="suggestion_decided_with_day",
                condition=models.Q(state="open", decided_at__isnull=True)
                | models.Q(state__in=["accepted", "rejected"], decided_at__isnull=False),
                violation_error_message="Ein entschiedener Vorschlag hat den Tag der Entscheidung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} zu {self.answer}"

    @property
    def label(self) -> str:
        """Return what it is about: the field, or its kind."""
        field = self.path[2] if len(self.path) > 2 else self.path[0] if self.path else ""
        return FIELD_LABELS.get(field) or self.get_kind_display()

    @property
    def edits(self) -> Edits:
        """Return what it would change in the record; nothing for words."""
        if self.kind == self.Kind.NEW:
            return edits_from_json(self.value or [])
        return edits_from_json([[self.path, self.value]] if self.path else [])
