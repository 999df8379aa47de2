"""The rows of a measure's form that say which units take part, beside the one that leads."""

from __future__ import annotations

from typing import Any

from django import forms

from catalogue.editing.form_fields import TextField
from catalogue.editing.form_rows import RowForm, RowSet
from catalogue.forms import UnitField
from catalogue.records import Involvement, Leaves, MeasureRecord
from catalogue.reference.unit_tree import UnitTree
from catalogue.spreadsheet.marks import clean_mark
from catalogue.vocabulary import Role

ROLES = [(role.value, role.label) for role in Role if role != Role.LEAD]
_SECOND_LEAD = "Federführend ist höchstens eine Stelle. Tragen Sie sie im Feld „Federführung“ ein."
_TWICE = "Diese Stelle steht schon in einer anderen Zeile."


class ResponsibilityForm(RowForm):
    """One unit, what it does, and what the table's cell says of it where that is more than a mark."""

    def __init__(self, *args: Any, tree: UnitTree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(tree, label="Stelle", required=False)
        self.fields["role"] = forms.ChoiceField(label="Rolle", choices=ROLES, initial=Role.INVOLVED.value)
        self.fields["mark"] = TextField(label="Eintrag statt x")

    def has_changed(self) -> bool:
        return not {"unit", "mark", "DELETE"}.isdisjoint(self.changed_data)  # a role alone says nothing

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.data.get(self.add_prefix("role")) == Role.LEAD:
            self.errors.pop("role", None)
            self.add_error("role", _SECOND_LEAD)
        if data.get("unit") == "" and data.get("mark"):
            self.add_error("unit", "Welche Stelle ist gemeint?")
        return data


class ResponsibilityRows(RowSet):
    """All rows; one without a unit says nothing."""

    form: type[RowForm] = ResponsibilityForm

    @staticmethod
    def rows_of(record: MeasureRecord, tree: UnitTree) -> list[dict[str, str]]:
        """Return the rows that a record has, as the form shows them."""
        return [
            {"unit": tree.spelling(slug), "role": one.role, "mark": "" if one.mark == "x" else one.mark}
            for slug, one in record.units.items()
        ]

    def clean(self) -> None:
        seen: set[str] = set()
        for row in self.staying:
            unit = row.cleaned_data.get("unit", "")
            if unit in seen:
                row.add_error("unit", _TWICE)
            seen |= {unit} - {""}

    def leaves(self) -> Leaves:
        """Return what the rows say, as leaves of a record."""
        rows = [row.cleaned_data for row in self.staying]
        return {
            ("units", row["unit"]): Involvement(row["role"], clean_mark(row["mark"]))
            for row in rows
            if row["unit"]
        }
