"""What Koordination writes to units before it is sent: to whom, subject, text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html

from catalogue.editing.form_fields import TextField
from catalogue.extracts.letters import PLACES
from catalogue.models import Contact, Extract
from catalogue.upkeep.step_forms import Line

_LONG = 5_000  # letters


def _addressed(extract: Extract, contacts: list[Contact]) -> str:
    emails = ", ".join(one.email for one in contacts)
    return format_html('{}: <span class="exact">{}</span>', extract.unit, emails)


class LetterForm(forms.Form):
    """An e-mail to the units of `extracts` that have an address."""

    extracts = forms.MultipleChoiceField(label="An", widget=forms.CheckboxSelectMultiple)
    subject = Line(label="Betreff", max_length=200, help_text=PLACES)
    text = TextField(label="Text", rows=12, required=True, max_length=_LONG)
    with_files = forms.BooleanField(label="Excel-Datei und PDF anhängen", required=False)

    def __init__(
        self,
        *args: Any,
        extracts: Iterable[Extract],
        addresses: Mapping[int, list[Contact]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        reached = [one for one in extracts if one.unit_id in addresses]
        self.reached = {str(one.pk): one for one in reached}
        self.fields["extracts"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), _addressed(one, addresses[one.unit_id])) for one in reached
        ]
        self.initial.setdefault("extracts", list(self.reached))

    def clean_extracts(self) -> list[Extract]:
        return [self.reached[key] for key in self.cleaned_data["extracts"]]
