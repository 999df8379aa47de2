from __future__ import annotations

from typing import Any

from django.db import models

from catalogue.models import Measure, MeasureVersion
from catalogue.models.recorded import Recorded
from steering.models.meeting import Meeting, MeetingDocument


class StandardItem(models.Model):
    """A TOP that every agenda begins or ends with, as the office has set it."""

    position = models.PositiveIntegerField("Reihenfolge")
    title = models.CharField("Titel", max_length=200)
    kind = models.CharField("Art", max_length=20)
    minutes = models.PositiveIntegerField("Minuten", default=5)
    is_closing = models.BooleanField("am Schluss", default=False)

    class Meta:
        verbose_name = "Standard-TOP"
        verbose_name_plural = "Standard-TOPs"
        ordering = ["is_closing", "position"]

    def __str__(self) -> str:
        return self.title


_ON_AGENDA = models.Q(state__in=["angenommen", "vertagt"])


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def on_agenda(self) -> AgendaItemQuerySet:
        return self.filter(state=AgendaItem.State.ACCEPTED).order_by("position", "pk")

    def proposed(self) -> AgendaItemQuerySet:
        return self.filter(state=AgendaItem.State.PROPOSED)

    def discussed(self) -> AgendaItemQuerySet:
        """Those that are or were on the agenda of a meeting that was not cancelled."""
        return self.filter(_ON_AGENDA).exclude(meeting__state=Meeting.State.CANCELLED)

    def visible_to(self, user: Any) -> AgendaItemQuerySet:
        """All for the office; for others of the group what is or was on the agenda, and their own proposals;
        for departments what is on the agenda that went out and concerns measures they see."""
        if user.has_perm("steering.view_meeting"):
            return self.told_to(user)
        measures = MeasureVersion.objects.current().visible_to(user).values("measure")
        about = AgendaItem.measures.through.objects.filter(measure__in=measures)
        return self.told_to(user).filter(pk__in=about.values("agendaitem"))

    def told_to(self, user: Any) -> AgendaItemQuerySet:
        """The same for somebody who sees a measure that the TOPs concern."""
        if user.has_perm("steering.change_meeting"):
            return self
        if user.has_perm("steering.view_meeting"):
            return self.filter(_ON_AGENDA | models.Q(by=user))
        return self.discussed().exclude(meeting__state=Meeting.State.PLANNED)


class AgendaItem(Recorded):
    """A TOP: what is to be noted, discussed or decided, and, once the meeting was held, what came of it.

    Any member proposes one; the office accepts, postpones or declines it with a word. `version` is the
    optimistic lock of its text in the minutes.
    """

    class Kind(models.TextChoices):
        NOTE = "kenntnis", "zur Kenntnis"
        DISCUSS = "beratung", "zur Beratung"
        DECIDE = "entscheidung", "zur Entscheidung"

    class State(models.TextChoices):
        PROPOSED = "vorgeschlagen", "vorgeschlagen"
        ACCEPTED = "angenommen", "auf der Tagesordnung"
        POSTPONED = "vertagt", "vertagt"
        DECLINED = "abgelehnt", "abgelehnt"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name="Sitzung")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    kind = models.CharField("Art", max_length=20, choices=Kind, default=Kind.DISCUSS)
    title = models.CharField("Titel", max_length=200)
    facts = models.TextField("Sachverhalt", blank=True)
    proposal = models.TextField("Beschlussvorschlag", blank=True)
    presenter = models.CharField("Vortrag (Funktion)", max_length=150, blank=True)
    minutes = models.PositiveIntegerField("Minuten", default=10)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="agenda_items", verbose_name="Maßnahmen"
    )
    documents = models.ManyToManyField(
        MeetingDocument, blank=True, related_name="items", verbose_name="Unterlagen"
    )
    state = models.CharField("Stand", max_length=20, choices=State, default=State.PROPOSED)
    word = models.TextField("Antwort der Geschäftsführung", blank=True)
    source = models.CharField(max_length=100, blank=True)  # what it was proposed from by itself, as a key
    postponed_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="postponed_to",
        verbose_name="vertagt aus",
    )
    text = models.TextField("Protokolltext", blank=True)  # Markdown
    text_at = models.DateTimeField("zuletzt geschrieben am", null=True, blank=True)
    text_by_function = models.CharField("zuletzt geschrieben von", max_length=150, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "TOP"
        verbose_name_plural = "TOPs"
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_item_kind_known",
                condition=models.Q(kind__in=["kenntnis", "beratung", "entscheidung"]),
                violation_error_message="Diese Art von TOP gibt es nicht.",
            ),
            models.CheckConstraint(
                name="agenda_item_state_known",
                condition=models.Q(state__in=["vorgeschlagen", "angenommen", "vertagt", "abgelehnt"]),
                violation_error_message="Diesen Stand eines TOPs gibt es nicht.",
            ),
            models.CheckConstraint(
                name="agenda_item_declined_with_word",
                condition=~models.Q(state="abgelehnt") | ~models.Q(word=""),
                violation_error_message="Eine Ablehnung braucht ein Wort dazu.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "source"],
                name="agenda_item_source_once",
                condition=~models.Q(source=""),
                violation_error_message="Das steht schon auf der Tagesordnung dieser Sitzung.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItemStep(Recorded):
    """What happened to a TOP on its way: who did what, when, and the word to it."""

    class Kind(models.TextChoices):
        PROPOSED = "vorgeschlagen", "vorgeschlagen"
        ACCEPTED = "angenommen", "auf die Tagesordnung genommen"
        POSTPONED = "vertagt", "vertagt"
        DECLINED = "abgelehnt", "abgelehnt"
        EDITED = "bearbeitet", "bearbeitet"
        MOVED = "verschoben", "verschoben"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="steps")
    kind = models.CharField("Schritt", max_length=20, choices=Kind)
    text = models.TextField("Text", blank=True)

    class Meta:
        verbose_name = "Schritt eines TOPs"
        verbose_name_plural = "Schritte der TOPs"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_item_step_kind_known",
                condition=models.Q(
                    kind__in=[
                        "vorgeschlagen",
                        "angenommen",
                        "vertagt",
                        "abgelehnt",
                        "bearbeitet",
                        "verschoben",
                    ]
                ),
                violation_error_message="Diesen Schritt gibt es bei TOPs nicht.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
