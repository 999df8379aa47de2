"""What Koordination fills in for an Abfrage: who gets it, by when, with which words."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.editing.form_fields import TextField
from catalogue.extracts.addresses import addresses_of
from catalogue.extracts.extract_board import topmost
from catalogue.extracts.issuing import refuse_days
from catalogue.extracts.letters import LETTER, PLACES
from catalogue.extracts.participation import participation
from catalogue.forms import DayField, UnitChoice
from catalogue.models import Contact, ExtractRound, MeasureVersion, Unit
from catalogue.past.as_of import KnownDayField
from catalogue.reference.unit_tree import UnitTree
from catalogue.upkeep.step_forms import Line
from catalogue.vocabulary import Role

_DAYS_TO_ANSWER = 28
_LONG = 5_000  # letters


class Share(NamedTuple):
    """What a unit would get."""

    unit: Unit
    measures: int
    leads: int
    contacts: list[Contact]
    inside: list[Unit]  # chosen units above it, whose extracts hold the same measures


class IssueForm(forms.Form):
    """A new Abfrage. It is issued once its preview has been `seen`."""

    units = forms.MultipleChoiceField(label="Wer bekommt einen Auszug?", widget=forms.CheckboxSelectMultiple)
    key_date = KnownDayField(
        label="Stichtag", help_text="Der Auszug zeigt den Katalog, wie er am Ende dieses Tages war."
    )
    due = DayField(label="Rückmeldung bis")
    issuer = UnitChoice(
        label="Ausgebende Stelle",
        required=False,
        help_text="Kurzbezeichnung oder Name, zum Beispiel „50.21“.",
    )
    file_reference = Line(label="Aktenzeichen", required=False, max_length=100)
    is_preliminary = forms.BooleanField(
        label="Als „Vorläufige, noch zu überarbeitende Fassung“ kennzeichnen", required=False
    )
    letter = TextField(label="Anschreiben", rows=10, max_length=_LONG, help_text=PLACES)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree = UnitTree.load()
        on = timezone.localdate()
        valid = Unit.objects.without_tree_fields().valid(on=on)
        self.offered = {unit.slug: unit for unit in valid}
        rows = [(node, depth) for node, depth in self.tree.walk() if node.slug in self.offered]
        self.fields["units"].choices = [  # type: ignore[attr-defined]
            (node.slug, f"{'– ' * depth}{node}") for node, depth in rows
        ]

    def options(self) -> dict[str, Any]:
        """Return the boxes of the units in two groups, and whether one of the second is ticked."""
        boxes: dict[str, list[Any]] = {"city": [], "outside": []}
        for box in self["units"]:
            unit = self.offered[box.data["value"]]
            boxes["outside" if unit.kind in Unit.OUTSIDE else "city"].append(box)
        return {**boxes, "outside_chosen": any(box.data["selected"] for box in boxes["outside"])}

    def clean_units(self) -> list[Unit]:
        return [self.offered[slug] for slug in self.cleaned_data["units"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        today, key_date, due = timezone.localdate(), cleaned.get("key_date"), cleaned.get("due")
        if due and due < today:
            self.add_error("due", f"Der {due:%d.%m.%Y} ist schon vorbei.")
        elif key_date and due:
            try:
                refuse_days(key_date, due, today=today)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    def shares(self) -> list[Share]:
        """Return what each chosen unit would get (three queries)."""
        found = participation(MeasureVersion.objects.on(self.cleaned_data["key_date"]), self.tree)
        chosen: list[Unit] = self.cleaned_data["units"]
        addresses = addresses_of([unit.pk for unit in chosen], on=timezone.localdate())
        return [
            Share(
                unit,
                len(roles := found.get(unit.pk, {})),
                sum(role == Role.LEAD for role in roles.values()),
                addresses.get(unit.pk, []),
                self._above(unit, chosen),
            )
            for unit in chosen
        ]

    def _above(self, unit: Unit, chosen: Iterable[Unit]) -> list[Unit]:
        above = set(self.tree.above(unit.pk)) - {unit.pk}
        return [one for one in chosen if one.pk in above]

    def fingerprint(self, shares: Iterable[Share]) -> str:
        """Return what tells whether a person has seen just this preview."""
        rows = [(share.unit.slug, share.measures, share.leads) for share in shares]
        told = repr((rows, {k: str(v) for k, v in self.cleaned_data.items() if k not in ("seen", "units")}))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def initial_round(asked: list[str], *, today: dt.date) -> dict[str, Any]:
    """Return what a new Abfrage begins with: the units asked for, else all topmost ones of the city that
    take part in measures; issuer and the like as they were last."""
    last = ExtractRound.objects.select_related("issuer").first()
    return {
        "units": asked or [node.slug for node in topmost()],
        "key_date": today,
        "due": today + dt.timedelta(days=_DAYS_TO_ANSWER),
        "issuer": str(last.issuer) if last and last.issuer else "",
        "file_reference": last.file_reference if last else "",
        "letter": (last and last.letter) or LETTER,
    }


class ExtensionForm(forms.Form):
    """A later day to answer by."""

    due = DayField(label="Neue Frist")
    reason = Line(label="Grund", max_length=500, help_text="Steht im Verteilprotokoll.")
