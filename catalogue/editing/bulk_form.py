"""What a person says when many measures are to be changed at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from catalogue.editing.bulk_change import BulkChange
from catalogue.editing.form_fields import TextField
from catalogue.editing.responsibility_form import ROLES
from catalogue.filter_options import FIELD, GROUP, PLACE, FilterOptions
from catalogue.forms import UnitField
from catalogue.records import State
from catalogue.reference.references import References
from catalogue.vocabulary import DEMANDS_REASON, Role, Status

_STAYS = ("", "bleibt, wie es ist")
_BOTH = "Dasselbe lässt sich nicht zugleich ergänzen und entfernen."
# Each kind of mark: the field that adds, the field that removes, and what they are called.
_MARKS = {
    "target_groups": (GROUP, "Zielgruppe"),
    "locations": (PLACE, "Ort"),
}


class BulkForm(forms.Form):
    """Offers for adding what can be chosen on `day`, for removing everything there is."""

    status = forms.ChoiceField(label="Umsetzungsstand", choices=[_STAYS, *Status.choices], required=False)
    status_reason = TextField(
        label="Begründung des Standes", help_text="Nötig bei „zurückgestellt“ und „entfallen“."
    )
    role = forms.ChoiceField(
        label="Rolle der Stelle", choices=ROLES, required=False, initial=Role.INVOLVED.value
    )
    reason = TextField(
        label="Grund der Änderung",
        max_length=500,
        help_text="Steht später im Verlauf jeder Maßnahme, zum Beispiel „Sitzung vom 24.04.2017“.",
    )

    def __init__(self, data: Any = None, *, refs: References, day: dt.date) -> None:
        super().__init__(data, use_required_attribute=False)
        options = FilterOptions.among(refs)
        for name, label in (
            ("lead", "Federführung übernimmt"),
            ("unit", "Stelle ergänzen"),
            ("unit_gone", "Stelle entfernen"),
        ):
            self.fields[name] = UnitField(options.units, label=label, required=False)
        for kind, (name, label) in _MARKS.items():
            offered, every = options.offered(name, set(), on=day), options.of(name)
            self.fields[kind] = _boxes(f"{label} ergänzen", offered)
            self.fields[f"{kind}_gone"] = _boxes(f"{label} entfernen", every)
        for name, label, fields in (
            ("field", "Handlungsfeld ergänzen", options.offered(FIELD, set(), on=day)),
            ("field_gone", "Handlungsfeld entfernen", options.of(FIELD)),
        ):
            choices = [_STAYS, *fields.items()]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.fields["field"].help_text = "Legt bei jeder Maßnahme, die dort noch nicht steht, eine Zeile an."
        self.fields["field_gone"].help_text = "Entfernt die Zeilen dort; die letzte einer Maßnahme bleibt."

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Return the fields that add and remove, side by side."""
        return [(self[name], self[f"{name}_gone"]) for name in (*_MARKS, "field")]

    @property
    def unseen(self) -> list[Any]:
        """Return every field as hidden ones, to be carried through the preview."""
        return [field.as_hidden() for field in self]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("status") in DEMANDS_REASON and not data.get("status_reason"):
            self.add_error("status_reason", f"„{Status(data['status']).label}“ braucht eine Begründung.")
        if data.get("status_reason") and not data.get("status") and "status" not in self.errors:
            self.add_error("status", "Zu welchem Stand gehört die Begründung?")
        for name in ("unit", "target_groups", "locations", "field"):
            added, gone = data.get(name), data.get(f"{name}_gone")
            if added and gone and set(_listed(added)) & set(_listed(gone)):
                self.add_error(f"{name}_gone", _BOTH)
        if data.get("lead") and data.get("lead") == data.get("unit_gone"):
            self.add_error("unit_gone", "Diese Stelle soll zugleich die Federführung übernehmen.")
        if not self.errors and self.change == BulkChange(role=data["role"] or Role.INVOLVED.value):
            raise forms.ValidationError("Bitte wählen Sie, was sich ändern soll.")
        return data

    @property
    def change(self) -> BulkChange:
        """Return what the valid form says."""
        data = self.cleaned_data
        return BulkChange(
            state=State(data["status"], data["status_reason"]) if data["status"] else None,
            lead=data["lead"],
            unit=data["unit"],
            role=data["role"] or Role.INVOLVED.value,
            unit_gone=data["unit_gone"],
            marks=tuple((kind, slug) for kind in _MARKS for slug in data[kind]),
            marks_gone=tuple((kind, slug) for kind in _MARKS for slug in data[f"{kind}_gone"]),
            field=data["field"],
            field_gone=data["field_gone"],
        )


def _boxes(label: str, options: dict[str, str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(options.items()), required=False, widget=forms.CheckboxSelectMultiple
    )


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
