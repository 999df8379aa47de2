"""Rows of a form that can be added and removed, with scripts and without."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet
from django.forms.utils import ErrorDict
from django.http import QueryDict

MOST = 200  # rows; no measure has more


class JudgedForm(forms.Form):
    """A form that judges nothing while rows are still being added: `is_draft`."""

    def __init__(self, *args: Any, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})
        self.is_draft = is_draft

    def full_clean(self) -> None:
        if self.is_draft:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()


class RowForm(JudgedForm):
    """One row."""

    @property
    def stays(self) -> bool:
        """True for a valid row that holds something and is not to be removed."""
        data = getattr(self, "cleaned_data", {})
        return bool(data) and not data.get("DELETE")


class RowSet(BaseFormSet):
    """A form set whose first rows are those that the record has, whatever a request claims.

    A row to be removed is only marked, and goes with the saving: a slip costs nothing.
    """

    form: type[RowForm]
    can_delete, can_delete_extra, can_order, edit_only = True, True, False, False
    min_num, max_num, absolute_max, extra = 0, MOST, MOST, 0
    validate_min, validate_max = False, True
    renderer = None
    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": "Wie viele Zeilen es gibt, fehlt in der Eingabe. Laden Sie die Seite neu.",
        "too_many_forms": "Mehr als %(num)d Zeilen sind nicht möglich.",
    }

    def initial_form_count(self) -> int:
        return len(self.initial or [])

    def total_form_count(self) -> int:
        return max(super().total_form_count(), self.initial_form_count(), self.min_num)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Zeile entfernen"

    @property
    def staying(self) -> list[RowForm]:
        """Return the rows that hold something and stay, once they have been validated."""
        return [form for form in self.forms if form.stays]


def with_another_row(data: QueryDict, prefix: str, **values: Any) -> QueryDict:
    """Return what was sent with one more row under `prefix`, which holds `values`."""
    more = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    sent = more.get(name, "")
    rows = int(sent) if sent.isdecimal() and len(sent) < 5 else 0
    more[name] = str(min(rows + 1, MOST))
    for field, value in values.items():
        more[f"{prefix}-{rows}-{field}"] = str(value)
    return more
