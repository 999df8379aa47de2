"""The rows of a measure's form that say where it stands in the catalogue: its Katalogzeilen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalogue.editing.contradictions import known_columns, taken_over
from catalogue.editing.form_fields import TextField
from catalogue.editing.form_rows import RowForm, RowSet
from catalogue.filter_options import CONCEPT, FIELD, NONE, FilterOptions
from catalogue.records import LISTING_TEXTS, Leaves, ListingRecord, MeasureRecord
from catalogue.reference.references import References
from catalogue.spreadsheet.cells import parse_remark
from catalogue.spreadsheet.columns import Column
from catalogue.spreadsheet.numbers import HIGHEST_SUB
from catalogue.vocabulary import FIELD_LABELS
from integration.texts import match_key

KEEP, TAKE, DISCARD = "behalten", "uebernehmen", "verwerfen"
_LOST = [(KEEP, "so stehen lassen"), (TAKE, "für die Maßnahme übernehmen"), (DISCARD, "verwerfen")]
_NONE = ("", "nicht angegeben")
_TAKEN = "Diese Nummer hat schon eine andere Katalogzeile der Maßnahme."


@dataclass(frozen=True, slots=True)
class ListingChoices:
    """What all rows of a form choose from."""

    record: MeasureRecord
    refs: References
    fields: list[tuple[str, str]]
    concepts: list[tuple[str, str]]
    headings: list[str]  # of further columns that the measure's listings have
    columns: dict[str, Column]

    @classmethod
    def of(cls, record: MeasureRecord, refs: References, day: dt.date) -> ListingChoices:
        """Return what can be chosen on `day`, and what the record has although it can be no more."""
        options, listings = FilterOptions.among(refs), record.listings.values()
        fields = options.offered(FIELD, {one.action_field for one in listings}, on=day)
        concepts = options.offered(CONCEPT, {one.concept for one in listings}, on=day)
        return cls(
            record,
            refs,
            [_NONE, *fields.items()],
            [_NONE, *((slug, label) for slug, label in concepts.items() if slug != NONE)],
            sorted({heading for one in listings for heading in one.extra}),
            known_columns(refs),
        )


class ListingForm(RowForm):
    """One Katalogzeile; `sub` is the number it has so far, None for a new one."""

    sub_number = forms.IntegerField(label="Nummer", min_value=0, max_value=HIGHEST_SUB)
    label = TextField(label=FIELD_LABELS["label"])
    action_field = forms.ChoiceField(label=FIELD_LABELS["action_field"], required=False)
    concept = forms.ChoiceField(label=FIELD_LABELS["concept"], required=False)
    page = TextField(label=FIELD_LABELS["page"])
    remark = TextField(label=FIELD_LABELS["remark"], rows=2)
    new_heading = TextField(label="Überschrift einer weiteren Spalte", max_length=200)
    new_cell = TextField(label="Eintrag in dieser Spalte")

    def __init__(self, *args: Any, choices: ListingChoices, sub: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices, self.sub = choices, sub
        self.stored = choices.record.listings[sub] if sub is not None else ListingRecord()
        self.fields["action_field"].choices = choices.fields  # type: ignore[attr-defined]
        self.fields["concept"].choices = choices.concepts  # type: ignore[attr-defined]
        for place, heading in enumerate(choices.headings):
            cell = self.stored.extra.get(heading, "")
            self.fields[f"extra-{place}"] = TextField(label=heading, initial=cell)
        for place, (key, text) in enumerate(self.stored.lost.items()):
            meaning = taken_over(choices.record, key, text, choices.refs)
            options = [one for one in _LOST if meaning or one[0] != TAKE]
            self.fields[f"lost-{place}"] = forms.ChoiceField(
                label=choices.columns[key].heading if key in choices.columns else key,
                choices=options,
                initial=KEEP,
                widget=forms.RadioSelect,
            )

    # --- For the page

    @property
    def number(self) -> str:
        return f"{self.choices.record.number},{self.sub}" if self.sub is not None else "neu"

    @property
    def extra_cells(self) -> list[Any]:
        return [self[f"extra-{place}"] for place, _ in enumerate(self.choices.headings)]

    @property
    def lost_cells(self) -> list[tuple[Any, str]]:
        """Return (field, what the cell says) for each cell that lost."""
        return [(self[f"lost-{place}"], text) for place, text in enumerate(self.stored.lost.values())]

    # --- Cleaning

    def has_changed(self) -> bool:
        return not {"sub_number", "concept"}.issuperset(self.changed_data)  # what a new row proposes

    def clean_page(self) -> str:
        page: str = self.cleaned_data["page"].removeprefix("S.").strip()
        if page and page != self.stored.page and (len(page) > 40 or parse_remark(f"S.{page}") != (page, "")):
            raise ValidationError("Bitte nur Seitenzahlen, zum Beispiel „15“, „15f.“ oder „15-17“.")
        return page

    def clean_new_heading(self) -> str:
        heading: str = self.cleaned_data["new_heading"]
        for column in self.choices.columns.values():
            if match_key(heading) in map(match_key, (column.heading, *column.also)):
                raise ValidationError(f"Für „{column.heading}“ gibt es schon ein eigenes Feld.")
        if heading in self.choices.headings:
            raise ValidationError("Diese Spalte steht schon weiter oben.")
        return heading

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("new_cell") and data.get("new_heading") == "":
            self.add_error("new_heading", "Welche Überschrift hat die Spalte?")
        return data

    def leaves(self) -> Leaves:
        """Return what the row says, as leaves of a record; of a valid form."""
        data, path = self.cleaned_data, ("listings", self.cleaned_data["sub_number"])
        label = data["label"]
        if not label and self.sub is None and data["action_field"]:
            label = self.choices.refs.action_fields[data["action_field"]].labels[1].replace(" › ", " - ")
        found: Leaves = {(*path, "label"): label}
        found |= {(*path, name): data[name] for name in LISTING_TEXTS if data[name]}
        cells = {heading: data[f"extra-{place}"] for place, heading in enumerate(self.choices.headings)}
        cells |= {data["new_heading"]: data["new_cell"]} if data["new_heading"] else {}
        found |= {(*path, "extra", heading): cell for heading, cell in cells.items() if cell}
        kept = [cell for place, cell in enumerate(self.stored.lost.items()) if data[f"lost-{place}"] == KEEP]
        return found | {(*path, "lost", key): text for key, text in kept}

    def counting(self) -> dict[str, Leaves]:
        """Return what counts from now on, by the field of each lost cell that is to count."""
        return {
            f"lost-{place}": taken_over(self.choices.record, key, text, self.choices.refs) or {}
            for place, (key, text) in enumerate(self.stored.lost.items())
            if self.cleaned_data.get(f"lost-{place}") == TAKE
        }


class ListingRows(RowSet):
    """All rows; a measure has at least one."""

    form: type[RowForm] = ListingForm

    def __init__(self, *args: Any, choices: ListingChoices, **kwargs: Any) -> None:
        self.subs = list(choices.record.listings)
        self.choices = choices
        self.min_num = 0 if self.subs else 1
        initial = [_row(listing, sub) for sub, listing in choices.record.listings.items()]
        super().__init__(*args, **{**kwargs, "initial": initial})

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        sub = self.subs[index] if index is not None and index < len(self.subs) else None
        return {**super().get_form_kwargs(index), "choices": self.choices, "sub": sub}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.sub is None:
            main = self.choices.record.listings.get(self.choices.record.main or 0, ListingRecord())
            form.fields["sub_number"].initial = self.proposed
            form.fields["concept"].initial = main.concept

    @property
    def proposed(self) -> int:
        """Return the number of the next listing: a measure listed once is 7,0, or 7,1 and 7,2."""
        return max(self.subs) + 1 if self.subs else 0

    def clean(self) -> None:
        seen: set[int] = set()
        for row in self.staying:
            sub = row.cleaned_data.get("sub_number")
            if sub in seen:
                row.add_error("sub_number", _TAKEN)
            elif sub is not None:
                seen.add(sub)
        if not self.staying and not any(form.errors for form in self.forms):
            raise ValidationError("Eine Maßnahme steht in mindestens einer Katalogzeile.")

    def leaves(self) -> Leaves:
        return {path: value for row in self.staying for path, value in row.leaves().items()}  # type: ignore[attr-defined]


def _row(listing: ListingRecord, sub: int) -> dict[str, Any]:
    return {"sub_number": sub, "label": listing.label} | {n: getattr(listing, n) for n in LISTING_TEXTS}
