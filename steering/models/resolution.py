from __future__ import annotations

from typing import Any

from django.db import models

from catalogue.models import Measure, MeasureVersion
from catalogue.models.recorded import Recorded
from integration.history.models import ChangeSet
from integration.texts import fold, search_forms
from steering.models.agenda_item import AgendaItem
from steering.models.meeting import Meeting

RESULTS_KNOWN = (Meeting.State.MINUTES_SENT, Meeting.State.APPROVED)  # results are out, not drafts


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def visible_to(self, user: Any) -> ResolutionQuerySet:
        """All for who may see meetings; else what has been sent and concerns a measure the person sees."""
        if user.has_perm("steering.view_meeting"):
            return self
        if not user.has_perm("steering.view_assignment"):
            return self.none()
        seen = MeasureVersion.objects.current().visible_to(user).order_by().values("measure")
        named = models.Q(measures__in=seen) | models.Q(item__measures__in=seen)
        concerned = Resolution.objects.filter(named, item__meeting__state__in=RESULTS_KNOWN)
        return self.filter(pk__in=concerned.order_by().values("pk"))

    def searched(self, text: str) -> ResolutionQuerySet:
        """Those that contain every word of `text`, in any spelling of its letters."""
        found = self
        for word in text.split():
            forms = models.Q()
            for form in sorted(search_forms(word)):
                forms |= models.Q(search__contains=form)
            found = found.filter(forms)
        return found


class Resolution(Recorded):
    """What the group found about a TOP. A Festlegung has a number of its year: 2017/3."""

    class Kind(models.TextChoices):
        NOTED = "kenntnis", "Kenntnisnahme"
        RECOMMENDED = "empfehlung", "Empfehlung"
        RESOLVED = "festlegung", "Festlegung"
        POSTPONED = "vertagt", "vertagt"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="resolutions", verbose_name="TOP")
    kind = models.CharField("Art", max_length=20, choices=Kind)
    year = models.PositiveIntegerField("Jahr", null=True, blank=True)
    number = models.PositiveIntegerField("Nummer", null=True, blank=True)
    wording = models.TextField("Wortlaut", blank=True)
    consent = models.CharField("Abstimmung", max_length=100, default="einvernehmlich", blank=True)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="resolutions", verbose_name="Maßnahmen"
    )
    search = models.TextField("Suchtext", editable=False, blank=True)  # folded

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = "Ergebnis"
        verbose_name_plural = "Ergebnisse"
        ordering = ["year", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="resolution_number_once",
                condition=models.Q(number__isnull=False),
                violation_error_message="Diese Nummer ist in diesem Jahr vergeben.",
            ),
            models.CheckConstraint(
                name="resolution_kind_known",
                condition=models.Q(kind__in=["kenntnis", "empfehlung", "festlegung", "vertagt"]),
                violation_error_message="Diese Art von Ergebnis gibt es nicht.",
            ),
            models.CheckConstraint(
                name="resolution_resolved_has_number_and_wording",
                condition=~models.Q(kind="festlegung")
                | (models.Q(number__isnull=False) & models.Q(year__isnull=False) & ~models.Q(wording="")),
                violation_error_message="Eine Festlegung hat eine Nummer und einen Wortlaut.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}".strip()

    @property
    def reference(self) -> str:
        """Return its number as people write it, "2017/3"; "" where it has none."""
        return f"{self.year}/{self.number}" if self.number else ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search = fold(f"{self} {self.item.title} {self.wording}")
        super().save(*args, **kwargs)


class ResolutionEffect(models.Model):
    """That a change set carried out a resolution; the catalogue itself knows nothing of it (the arrow)."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="effects")
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="resolution_effects")

    class Meta:
        verbose_name = "Wirkung eines Beschlusses"
        verbose_name_plural = "Wirkungen der Beschlüsse"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "change_set"],
                name="resolution_effect_once",
                violation_error_message="Diese Änderung ist dem Beschluss schon zugeordnet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.resolution}: {self.change_set}"
