"""The one form for everything that the catalogue says about a measure; what it makes is a record again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.db.models import Max
from django.http import QueryDict

from catalogue.editing.form_fields import RecordDayField, TextField
from catalogue.editing.form_rows import JudgedForm, with_another_row
from catalogue.editing.listing_form import ListingChoices, ListingRows
from catalogue.editing.responsibility_form import ResponsibilityRows
from catalogue.filter_options import GROUP, PLACE, FilterOptions
from catalogue.forms import UnitField
from catalogue.models import Measure, MeasureVersion, Unit
from catalogue.records import MARKS, Leaves, MeasureRecord, State, from_leaves, leaves, overlay
from catalogue.reference.references import References
from catalogue.reference.unit_tree import UnitTree
from catalogue.spreadsheet.marks import clean_mark
from catalogue.spreadsheet.numbers import HIGHEST
from catalogue.vocabulary import DEMANDS_REASON, FIELD_LABELS, HATS, Status

UNITS, LISTINGS = "units", "listings"  # the prefixes of the rows
_TEXTS = {"goal": 2, "text": 5, "timeframe": 1, "progress": 3, "next_step": 2, "clarification": 2}  # lines
_DAYS = ("progress_date", "next_step_date")


class Problem(NamedTuple):
    """An error for the summary: the id of its field, how that is called, and what is wrong."""

    anchor: str
    label: str
    sentence: str


class Marks(NamedTuple):
    """The boxes of one kind of mark, each with a field for what the cell says instead of an x; a field
    without its box ticked is not shown and says nothing."""

    legend: str
    rows: list[tuple[Any, Any]]


class MeasureForm(JudgedForm):
    """Shows `base`, the record as it was when the form was opened. `number` where the measure is new."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        base: MeasureRecord,
        refs: References,
        day: dt.date,
        is_new: bool = False,
        is_draft: bool = False,
    ) -> None:
        self.base, self.refs, self.day, self.sent = base, refs, day, data or QueryDict()
        tree = self._options.units
        super().__init__(data, is_draft=is_draft, initial=_initial(base, tree))
        self._add_fields(tree, is_new)
        rows: dict[str, Any] = {"is_draft": is_draft}
        self.units = ResponsibilityRows(
            data,
            prefix=UNITS,
            initial=ResponsibilityRows.rows_of(base, tree),
            form_kwargs={**rows, "tree": tree},
        )
        choices = ListingChoices.of(base, refs, day)
        self.listings = ListingRows(data, prefix=LISTINGS, choices=choices, form_kwargs=rows)

    def _add_fields(self, tree: UnitTree, is_new: bool) -> None:
        fields: dict[str, forms.Field] = {}
        if is_new:
            fields["number"] = forms.IntegerField(label="Nummer", min_value=1, max_value=HIGHEST)
        for name, rows in _TEXTS.items():
            fields[name] = TextField(label=FIELD_LABELS[name], rows=rows)
        for name in _DAYS:
            fields[name] = RecordDayField(label=FIELD_LABELS[name], required=False)
        fields["status"] = forms.ChoiceField(label=FIELD_LABELS["status"], choices=Status.choices)
        fields["status_reason"] = TextField(
            label="Begründung des Standes", help_text="Nötig bei „zurückgestellt“ und „entfallen“."
        )
        fields["superseded_by"] = forms.IntegerField(
            label=FIELD_LABELS["superseded_by"],
            required=False,
            min_value=1,
            max_value=HIGHEST,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            help_text="Die Nummer der Maßnahme, die an die Stelle dieser tritt.",
        )
        fields["lead"] = UnitField(tree, label=FIELD_LABELS["lead"], required=False)
        fields["main"] = forms.CharField(required=False, max_length=10)
        for kind, options in self._markable.items():
            for key, name in options.items():
                fields[f"{kind}:{key}"] = forms.BooleanField(label=name, required=False)
                fields[f"{kind}:{key}:text"] = TextField(label=f"Eintrag bei „{name}“")
        fields["reason"] = TextField(
            label="Grund der Änderung",
            max_length=500,
            help_text="Steht später im Verlauf, zum Beispiel „Sitzung vom 24.04.2017“.",
        )
        self.fields |= fields

    @cached_property
    def _options(self) -> FilterOptions:
        return FilterOptions.among(self.refs)

    @cached_property
    def _markable(self) -> dict[str, dict[str, str]]:
        """Return what can be marked, by kind: names by key."""
        groups = self._options.offered(GROUP, set(self.base.target_groups), on=self.day)
        places = self._options.offered(PLACE, set(self.base.locations), on=self.day)
        return {
            "hat": HATS,
            "target_groups": {slug: self.refs.target_groups[slug].labels[1] for slug in groups},
            "locations": {slug: self.refs.locations[slug].labels[1] for slug in places},
        }

    # --- For the page

    @property
    def marks(self) -> dict[str, Marks]:
        """Return the boxes by kind of mark."""
        return {
            kind: Marks(
                FIELD_LABELS[kind], [(self[f"{kind}:{key}"], self[f"{kind}:{key}:text"]) for key in options]
            )
            for kind, options in self._markable.items()
        }

    @property
    def main_row(self) -> str:
        """Return the place of the row that is marked as the main listing."""
        if self.is_bound:
            return self.data.get("main", "")
        subs = list(self.base.listings)
        return str(subs.index(self.base.main)) if self.base.main in subs else "0"

    @property
    def valid_units(self) -> list[Unit]:
        """Return the units to choose from."""
        units = self.refs.units.values()
        return [unit for unit in units if not unit.valid_until or unit.valid_until >= self.day]

    @property
    def problems(self) -> Iterator[Problem]:
        """Yield all that is wrong, in the order of the page."""
        yield from problems_of(self, "")
        for rows, name in ((self.units, "Zuständigkeit"), (self.listings, "Katalogzeile")):
            yield from (Problem(f"{rows.prefix}", name, str(error)) for error in rows.non_form_errors())
            for place, row in enumerate(rows.forms, 1):
                yield from problems_of(row, f"{name} {place}: ")

    def with_another_row(self, prefix: str) -> QueryDict:
        """Return what was sent, with room for one more row of units or listings."""
        if prefix != LISTINGS:
            return with_another_row(self.sent, UNITS)
        typed = [str(value) for name, value in self.sent.items() if name.endswith("-sub_number")]
        numbers = [int(value) for value in typed if value.isdecimal() and len(value) < 5]
        concept = self.listings.empty_form["concept"].initial or ""
        return with_another_row(self.sent, LISTINGS, sub_number=max(numbers, default=-1) + 1, concept=concept)

    # --- Cleaning

    def is_valid(self) -> bool:
        """Judge the form and all its rows; each at once, so that all errors are told together."""
        valid = [super().is_valid(), self.units.is_valid(), self.listings.is_valid()]
        if all(valid):
            self._judge_contradictions()
        return all(valid) and not self.errors and self.listings.is_valid()

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if Measure.objects.filter(number=number).exists():
            raise forms.ValidationError(number_taken(number))
        return number

    def clean_superseded_by(self) -> str:
        number = self.cleaned_data["superseded_by"]
        text = str(number or "")
        if text and text != self.base.superseded_by:
            if number == self.base.number:
                raise forms.ValidationError("Eine Maßnahme kann sich nicht selbst ersetzen.")
            if not MeasureVersion.objects.current().filter(number=number).exists():
                raise forms.ValidationError(f"Eine Maßnahme {number} gibt es nicht.")
        return text

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("status") in DEMANDS_REASON and data.get("status_reason") == "":
            label = Status(data["status"]).label
            self.add_error("status_reason", f"„{label}“ braucht eine Begründung.")
        if "number" in self.fields and data.get("goal") == "" and data.get("text") == "":
            self.add_error("goal", "Eine neue Maßnahme braucht ein Ziel oder einen Text.")
        if (number := data.get("number")) and data.get("superseded_by") == str(number):
            self.add_error("superseded_by", "Eine Maßnahme kann sich nicht selbst ersetzen.")
        return data

    def _judge_contradictions(self) -> None:
        """A lost cell cannot count where the same field was given another value by hand."""
        before, typed = leaves(self.base), self._typed()
        for row in self.listings.staying:
            for name, found in row.counting().items():  # type: ignore[attr-defined]
                if any(typed.get(path) not in (before.get(path), value) for path, value in found.items()):
                    row.add_error(name, "Dieselbe Angabe haben Sie auch oben im Formular geändert.")

    # --- What it says

    @property
    def chosen_number(self) -> int:
        return int(self.cleaned_data.get("number") or self.base.number)

    def record(self) -> MeasureRecord:
        """Return the record that the valid form describes."""
        said = from_leaves(self.chosen_number, self._typed(), self.base.labels)
        for row in self.listings.staying:
            for found in row.counting().values():  # type: ignore[attr-defined]
                said = overlay(said, found)
        return said

    def _typed(self) -> Leaves:
        data = self.cleaned_data
        names = (*_TEXTS, *_DAYS, "lead", "superseded_by")
        found: Leaves = {(name,): data[name] for name in names if data[name]}
        state = State(data["status"], data["status_reason"])
        if state != State():
            found["status",] = state
        for kind, options in self._markable.items():
            marked = [key for key in options if data[f"{kind}:{key}"]]
            found |= {(kind, key): clean_mark(data[f"{kind}:{key}:text"]) for key in marked}
        found |= self.units.leaves() | self.listings.leaves()
        rows = {str(place): row for place, row in enumerate(self.listings.forms) if row.stays}
        if main := rows.get(data["main"]):
            found["main",] = main.cleaned_data["sub_number"]
        return found


def next_number() -> int:
    """Return the number after the highest that was ever used: numbers are not used twice."""
    return (Measure.objects.aggregate(highest=Max("number"))["highest"] or 0) + 1


def number_taken(number: int) -> str:
    return f"Die Nummer {number} ist vergeben. Die nächste freie Nummer ist {next_number()}."


def _initial(base: MeasureRecord, tree: UnitTree) -> dict[str, Any]:
    names = (*_TEXTS, *_DAYS, "superseded_by")
    initial = {name: getattr(base, name) for name in names}
    initial |= {"status": base.status.value, "status_reason": base.status.reason, "number": base.number}
    initial["lead"] = tree.spelling(base.lead) if base.lead else ""
    for kind in MARKS:
        for key, mark in getattr(base, kind).items():
            initial |= {f"{kind}:{key}": True, f"{kind}:{key}:text": "" if mark == "x" else mark}
    return initial


def problems_of(form: Any, before: str) -> Iterator[Problem]:
    if form.cleaned_data.get("DELETE") if hasattr(form, "cleaned_data") else False:
        return
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        for error in errors:
            label = f"{before}{field.label}" if field else before
            yield Problem(field.id_for_label or field.auto_id if field else "", label, error)
