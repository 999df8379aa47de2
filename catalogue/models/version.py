from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from catalogue.models.goal import Goal
from catalogue.models.measure import Measure
from catalogue.models.responsibility import Responsibility
from catalogue.models.unit import Unit, reach_of
from catalogue.records import MeasureRecord
from catalogue.vocabulary import DEMANDS_REASON, Status
from integration.history.models import ChangeSet
from integration.texts import search_forms


def end_of(day: dt.date) -> dt.datetime:
    """Return the first moment after `day` in the city's time zone."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


# Three letters in a row, or fewer at an edge: what PostgreSQL's index of trigrams can look up.
_TRIGRAM = re.compile(r"[^\W_]{3}|[^\W_]{2}[\W_]|[\W_][^\W_]")


def _contains(form: str) -> models.Q:
    """Return the condition that a folded text contains `form`.

    What has no trigram, "29" for one, must not be looked up: PostgreSQL would read its whole index of texts
    and the texts as well, fifteen times as long as the texts alone.
    """
    if _TRIGRAM.search(form):
        return models.Q(search__contains=form)
    return models.Q(GreaterThan(StrIndex("search", models.Value(form)), 0))


class MeasureVersionQuerySet(models.QuerySet["MeasureVersion"]):
    def current(self) -> MeasureVersionQuerySet:
        """What is valid now."""
        return self.filter(valid_to__isnull=True)

    def on(self, day: dt.date) -> MeasureVersionQuerySet:
        """What was valid at the end of `day`."""
        return self.before(end_of(day))

    def before(self, moment: dt.datetime) -> MeasureVersionQuerySet:
        """What was valid just before `moment`."""
        ended_later = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=moment)
        return self.filter(ended_later, valid_from__lt=moment)

    def for_units(self, units: models.QuerySet[Unit]) -> MeasureVersionQuerySet:
        """Versions in which one of `units`, or a unit below one of them, takes part."""
        below = {unit.pk for top in units for unit in top.descendants(include_self=True)}
        return self.filter(pk__in=Responsibility.objects.filter(unit__in=below).values("version"))

    def visible_to(self, user: Any) -> MeasureVersionQuerySet:
        """Versions the person may see (design.md §3): all, or those her units take part in."""
        if user.has_perm("catalogue.view_all_measures"):
            return self
        if not user.has_perm("catalogue.view_measure"):
            return self.none()
        if settings.DEPARTMENTS_READ_ALL:
            return self
        return self.of_member(user, on=timezone.localdate())

    def of_member(self, user: Any, *, on: dt.date) -> MeasureVersionQuerySet:
        """Versions in which a unit takes part that the person belongs to on the day `on`, or one below."""
        taking_part = Responsibility.objects.filter(unit__in=reach_of(user, on=on))
        return self.filter(pk__in=taking_part.values("version"))

    def search(self, text: str) -> MeasureVersionQuerySet:
        """Versions that contain every word of `text`, in any spelling of its letters."""
        found = self
        for word in text.split():
            forms = models.Q()
            for form in sorted(search_forms(word)):
                forms |= _contains(form)
            found = found.filter(forms)
        return found

    def in_catalogue_order(self) -> MeasureVersionQuerySet:
        return self.order_by("number")

    def with_records(self) -> MeasureVersionQuerySet:
        return self.select_related("stored", "change_set")


class MeasureVersion(models.Model):
    """What a measure said from one change set to the next. A narrow row: lists filter and sort by it."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="versions")
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField("Fassung")
    number = models.PositiveIntegerField("Nummer")  # the measure's, so that a page sorts without a join
    valid_from = models.DateTimeField("gültig ab")
    valid_to = models.DateTimeField("gültig bis", null=True, blank=True)  # null: now
    status = models.CharField("Umsetzungsstand", max_length=20, choices=Status)
    status_reason = models.TextField("Begründung", blank=True)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="versions")
    superseded_by = models.PositiveIntegerField("Ersetzt durch", null=True, blank=True)  # a measure's number
    next_step_date = models.DateField("Nächster Schritt bis", null=True, blank=True)
    search = models.TextField("Suchtext", editable=False)  # folded; indexed on PostgreSQL by trigrams

    objects = MeasureVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "Fassung einer Maßnahme"
        verbose_name_plural = "Fassungen der Maßnahmen"
        indexes = [
            # Lists are filtered and ordered from these alone, without the rows. What that takes beyond the
            # order: valid_to, always null here, on SQLite; the key, which SQLite adds, on PostgreSQL.
            models.Index(
                fields=["number", "valid_to"],
                include=["id"],
                name="version_current_number",
                condition=models.Q(valid_to__isnull=True),
            ),
            models.Index(
                fields=["status", "number"],
                include=["id"],
                name="version_current_status",
                condition=models.Q(valid_to__isnull=True),
            ),
            models.Index(
                "valid_from", name="version_current_since", condition=models.Q(valid_to__isnull=True)
            ),
            # The same of every day, and the days of one measure. Without it a past day reads all rows.
            models.Index(
                fields=["number", "valid_from", "valid_to", "status"],
                include=["id"],
                name="version_number",
            ),
            # What change sets wrote, counted without the rows.
            models.Index(
                fields=["change_set", "version"],
                include=["id", "measure", "valid_from"],
                name="version_of_change_set",
            ),
            models.Index(
                fields=["superseded_by"],
                name="version_successor",
                condition=models.Q(superseded_by__isnull=False),
            ),
            models.Index(
                fields=["next_step_date"],
                name="version_current_next_step",
                condition=models.Q(valid_to__isnull=True, next_step_date__isnull=False),
            ),
            # What a change set ended, for it alone has its moment; of one measure, or all.
            models.Index(
                "valid_to", "measure", name="version_ended", condition=models.Q(valid_to__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["measure"],
                name="measure_has_one_current_version",
                condition=models.Q(valid_to__isnull=True),
                violation_error_message="Eine Maßnahme hat genau eine gültige Fassung.",
            ),
            models.UniqueConstraint(
                fields=["measure", "version"],
                name="measure_version_once",
                violation_error_message="Diese Fassung gibt es schon: Jemand hat gleichzeitig gespeichert.",
            ),
            models.CheckConstraint(
                name="version_ends_after_it_began",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                violation_error_message="Eine Fassung endet nach ihrem Anfang.",
            ),
            models.CheckConstraint(
                name="version_status_known",
                condition=models.Q(status__in=Status.values),
                violation_error_message="Diesen Umsetzungsstand gibt es nicht.",
            ),
            models.CheckConstraint(
                name="version_status_has_reason",
                condition=~models.Q(status__in=DEMANDS_REASON) | ~models.Q(status_reason=""),
                violation_error_message="„zurückgestellt“ und „entfallen“ brauchen eine Begründung.",
            ),
        ]

    def __str__(self) -> str:
        return f"Maßnahme {self.number}, Fassung {self.version}"

    @property
    def record(self) -> MeasureRecord:
        return MeasureRecord.from_json(self.number, self.stored.data)


class VersionRecord(models.Model):
    """The record of a version as JSON, with the labels of its day: ready to render, derived, checked."""

    version = models.OneToOneField(
        MeasureVersion, models.CASCADE, primary_key=True, related_name="stored", verbose_name="Fassung"
    )
    data = models.JSONField()
    digests = models.JSONField("Prüfsummen", default=dict)  # of each field of `data` (catalogue/digests.py)

    class Meta:
        verbose_name = "Inhalt einer Fassung"
        verbose_name_plural = "Inhalte der Fassungen"

    def __str__(self) -> str:
        return str(self.version)
