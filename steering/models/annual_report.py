from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from catalogue.models import Unit
from catalogue.models.recorded import Recorded, Settled
from catalogue.models.unit import reach_of
from integration.history.models import ChangeSet
from steering.models.agenda_item import AgendaItem
from steering.models.frozen import FrozenRecord
from steering.models.seat import Seat


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    def visible_to(self, user: Any) -> AnnualReportQuerySet:
        """All for those who read everything; for departments their own units', and what is published; for
        the unit in the chair what is no draft, for it signs last."""
        if not user.has_perm("steering.view_annualreport"):
            return self.none()
        if user.has_perm("catalogue.view_all_measures"):
            return self
        today = timezone.localdate()
        own = reach_of(user, on=today)
        in_chair = models.Exists(Seat.objects.chairing(on=today).filter(unit__in=own))
        asked = ReportSection.objects.filter(unit__in=own).values("report")
        mine = models.Q(unit__in=own) | models.Q(pk__in=asked)
        published = models.Q(state=AnnualReport.State.PUBLISHED, unit__isnull=True)
        return self.filter(mine | published | models.Q(in_chair) & ~models.Q(state=AnnualReport.State.DRAFT))


class AnnualReport(Recorded):
    """A Jahresbericht: of one unit by both partners, or, without a unit, the whole city's by the office.

    Its figures are computed from the catalogue's state `pinned`, that of the end of `key_date`, so they say
    the same whenever they are computed. draft → co-signing → signed → submitted → published, then frozen.
    From co-signing on `content` is what all sign, so that nobody has signed anything else.
    """

    class State(models.TextChoices):
        DRAFT = "entwurf", "Entwurf"
        COSIGNING = "mitzeichnung", "in Mitzeichnung"
        SIGNED = "schlussgezeichnet", "schlussgezeichnet"
        SUBMITTED = "vorgelegt", "der Steuerungsgruppe vorgelegt"
        PUBLISHED = "veroeffentlicht", "veröffentlicht"

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="annual_reports", verbose_name="Stelle"
    )
    year = models.PositiveIntegerField("Berichtsjahr")
    key_date = models.DateField("Stichtag")
    pinned = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Stand des Katalogs"
    )
    state = models.CharField("Stand", max_length=20, choices=State, default=State.DRAFT)
    content: Any = models.JSONField("Inhalt seit der Mitzeichnung", null=True, blank=True, editable=False)
    submitted_as = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vorgelegt als TOP"
    )
    paper_number = models.CharField("Drucksachennummer", max_length=50, blank=True)
    committee = models.CharField("Gremium", max_length=200, blank=True)
    committee_day = models.DateField("zur Kenntnis am", null=True, blank=True)

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = "Jahresbericht"
        verbose_name_plural = "Jahresberichte"
        ordering = ["-year", "unit__slug", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="annual_report_of_unit_once",
                condition=models.Q(unit__isnull=False),
                violation_error_message="Für diese Stelle und dieses Jahr gibt es schon einen Bericht.",
            ),
            models.UniqueConstraint(
                fields=["year"],
                name="annual_report_of_city_once",
                condition=models.Q(unit__isnull=True),
                violation_error_message="Für dieses Jahr gibt es schon einen Bericht der Stadt.",
            ),
            models.CheckConstraint(
                name="annual_report_state_known",
                condition=models.Q(
                    state__in=["entwurf", "mitzeichnung", "schlussgezeichnet", "vorgelegt", "veroeffentlicht"]
                ),
                violation_error_message="Diesen Stand eines Berichts gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"Jahresbericht {self.year}, {self.unit.code or self.unit.name if self.unit else 'ganze Stadt'}"
        )

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def takes_texts(self) -> bool:
        """True while sections may be written."""
        return self.state == self.State.DRAFT


class ReportSectionQuerySet(models.QuerySet["ReportSection"]):
    def asked(self) -> ReportSectionQuerySet:
        """Those that units were asked for and still owe."""
        return self.filter(unit__isnull=False, done_at=None, report__state=AnnualReport.State.DRAFT)

    def editable_by(self, user: Any) -> ReportSectionQuerySet:
        """All for the Koordination; for departments what their units were asked for, and their own report."""
        if user.has_perm("steering.change_annualreport"):
            return self
        if not user.has_perm("steering.change_reportsection"):
            return self.none()
        own = reach_of(user, on=timezone.localdate())
        return self.filter(models.Q(unit__in=own) | models.Q(unit__isnull=True, report__unit__in=own))


class ReportSection(Settled):
    """A text of a report, by its author or asked from a `unit` until a day. Done means: it may go out.

    `kind` names its place among the computed parts; the city's report has one per kind and asked unit.
    """

    class Kind(models.TextChoices):
        INTRODUCTION = "einleitung", "Einleitung"
        PROGRESS = "umsetzung", "Stand der Umsetzung"
        GOALS = "ziele", "Ziele und Indikatoren"
        NEEDS = "bedarfe", "Veränderte Bedarfe"
        DIFFICULTIES = "schwierigkeiten", "Schwierigkeiten und Ressourcen"
        DECISIONS = "beschluesse", "Beschlüsse der Steuerungsgruppe"
        OUTLOOK = "ausblick", "Ausblick"

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="sections")
    kind = models.CharField("Abschnitt", max_length=20, choices=Kind)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="report_sections", verbose_name="Stelle"
    )
    due = models.DateField("erbeten bis", null=True, blank=True)
    text = models.TextField("Text", blank=True)  # Markdown

    objects = ReportSectionQuerySet.as_manager()

    class Meta:
        verbose_name = "Abschnitt eines Berichts"
        verbose_name_plural = "Abschnitte der Berichte"
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind", "unit"],
                name="report_section_of_unit_once",
                condition=models.Q(unit__isnull=False),
                violation_error_message="Diese Stelle ist um diesen Abschnitt schon gebeten.",
            ),
            models.UniqueConstraint(
                fields=["report", "kind"],
                name="report_section_once",
                condition=models.Q(unit__isnull=True),
                violation_error_message="Diesen Abschnitt hat der Bericht schon.",
            ),
            models.CheckConstraint(
                name="report_section_kind_known",
                condition=models.Q(
                    kind__in=[
                        *("einleitung", "umsetzung", "ziele", "bedarfe", "schwierigkeiten"),
                        *("beschluesse", "ausblick"),
                    ]
                ),
                violation_error_message="Diesen Abschnitt gibt es in Berichten nicht.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.report}"

    @property
    def heading(self) -> str:
        """Its name within its report: "Ausblick", or "Ausblick (FB 51)" where a unit was asked."""
        kind = str(self.get_kind_display())
        return f"{kind} ({self.unit.code or self.unit.name})" if self.unit else kind


class ReportSignature(Recorded):
    """A Mitzeichnung of a unit or the Schlusszeichnung of FB 50, for the report as it read then (`sha256`).

    `entered_for` as of an `AgreementConfirmation`; `word` is what the unit wants to be noted.
    """

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="signatures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_signatures", verbose_name="Stelle")
    is_final = models.BooleanField("Schlusszeichnung", default=False)
    sha256 = models.CharField("SHA-256 des Inhalts", max_length=64)
    entered_for = models.CharField("eingetragen für (Funktion, auf welchem Weg)", max_length=300, blank=True)
    word = models.TextField("Bemerkung", blank=True)

    class Meta:
        verbose_name = "Zeichnung eines Berichts"
        verbose_name_plural = "Zeichnungen der Berichte"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "unit", "is_final", "sha256"],
                name="report_signed_once",
                violation_error_message="Diese Stelle hat diese Fassung schon gezeichnet.",
            )
        ]

    def __str__(self) -> str:
        return f"{'Schlusszeichnung' if self.is_final else 'Mitzeichnung'} {self.unit}: {self.report}"


class ReportEdition(FrozenRecord):
    """A published report, frozen; a correction is another edition that says what and why."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="editions")
    edition = models.PositiveIntegerField("Fassung", default=1)
    correction = models.TextField("Was berichtigt wurde und warum", blank=True)

    class Meta:
        verbose_name = "veröffentlichter Bericht"
        verbose_name_plural = "veröffentlichte Berichte"
        ordering = ["report", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "edition"],
                name="report_edition_once",
                violation_error_message="Diese Fassung des Berichts gibt es schon.",
            ),
            models.CheckConstraint(
                name="report_correction_says_why",
                condition=models.Q(edition=1) | ~models.Q(correction=""),
                violation_error_message="Eine weitere Fassung sagt, was berichtigt wurde und warum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}. Fassung, {self.report}"
