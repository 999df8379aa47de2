"""What people type about reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.editing.form_fields import TextField
from catalogue.forms import DayField, UnitChoice, UnitField
from catalogue.models import Unit
from catalogue.reference.unit_tree import UnitTree
from integration.seen_forms import SeenForm
from steering.models import AnnualReport, Meeting, ReportSection

_LONG = 50_000  # letters
_MARKDOWN = "Absätze durch eine leere Zeile, Aufzählungen mit „- “, **fett** und *kursiv*."


class CreateForm(forms.Form):
    unit = UnitChoice(
        label="Stelle", required=False, help_text="Zum Beispiel „51.3“. Leer: Bericht der ganzen Stadt."
    )
    year = forms.IntegerField(label="Berichtsjahr", min_value=2007, max_value=2100)
    key_date = DayField(
        label="Stichtag",
        required=False,
        help_text="Der Katalog gilt, wie er am Ende dieses Tages steht. Leer: 31.12. des Berichtsjahrs.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("year") and not cleaned.get("key_date") and "key_date" not in self.errors:
            cleaned["key_date"] = DayField().clean(f"{cleaned['year']}-12-31")
        return cleaned


class KeyDateForm(SeenForm, forms.ModelForm):
    class Meta:
        model = AnnualReport
        fields = ["key_date"]
        field_classes = {"key_date": DayField}
        help_texts = {"key_date": "Der Katalog gilt, wie er am Ende dieses Tages steht."}


class PaperForm(SeenForm, forms.ModelForm):
    """As what a committee of the council got the report."""

    class Meta:
        model = AnnualReport
        fields = ["paper_number", "committee", "committee_day"]
        field_classes = {"committee_day": DayField}
        help_texts = {
            "paper_number": "Nummer der Vorlage im Ratsinformationssystem.",
            "committee": "Zum Beispiel „Ausschuss für Integrationsfragen“.",
            "committee_day": "Tag der Sitzung, in der das Gremium den Bericht zur Kenntnis nahm.",
        }


class SectionForm(SeenForm, forms.ModelForm):
    text = TextField(label="Text", rows=14, required=False, max_length=_LONG, help_text=_MARKDOWN)
    is_done = forms.BooleanField(label="Der Abschnitt ist fertig", required=False)

    class Meta:
        model = ReportSection
        fields = ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_done"] = self.instance.is_done

    def _post_clean(self) -> None:
        """Leave the row as it is until `save_section` writes it."""


class AskForm(forms.Form):
    """Which units are asked for their share of which section."""

    kind = forms.ChoiceField(
        label="Abschnitt", choices=ReportSection.Kind, initial=ReportSection.Kind.PROGRESS
    )
    units = forms.CharField(
        label="Stellen",
        max_length=500,
        help_text="Mehrere durch Semikolon getrennt, zum Beispiel „FB 51; FB 61“.",
        widget=UnitField.widget,
    )
    due = DayField(label="Erbeten bis")

    def clean_units(self) -> list[Unit]:
        field, found = UnitField(UnitTree.load()), []
        for text in self.cleaned_data["units"].split(";"):
            if text.strip():
                found.append(field.clean(text))
        return list(Unit.objects.filter(slug__in=found).order_by("slug"))


class SignForm(forms.Form):
    """A unit's Mitzeichnung. `for_others`: the Koordination enters it and says for whom it does."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Für welche Stelle?")
    word = TextField(
        label="Bemerkung",
        rows=3,
        max_length=2_000,
        help_text="Was die Stelle vermerkt haben will. Steht im veröffentlichten Bericht.",
    )
    entered_for = forms.CharField(
        label="Eingetragen für",
        max_length=300,
        help_text="Funktion und Weg, zum Beispiel „Leitung vhs, per E-Mail vom 12.03.2018“.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: list[Unit], for_others: bool, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen
        rows = Unit.objects.without_tree_fields().filter(pk__in=[unit.pk for unit in units])
        choice: Any = self.fields["unit"]
        choice.queryset, choice.empty_label = rows.order_by("slug"), None
        if not for_others:
            del self.fields["entered_for"]


class FinalForm(forms.Form):
    entered_for = forms.CharField(
        label="Gezeichnet von",
        max_length=300,
        help_text="Funktion und Weg, zum Beispiel „Leitung FB 50, Verfügung vom 12.03.2018“.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seen: str, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen
        if not for_others:
            del self.fields["entered_for"]


class SubmitForm(forms.Form):
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="Sitzung", empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["meeting"]
        open_ = (Meeting.State.PLANNED, Meeting.State.INVITED)
        choice.queryset = Meeting.objects.upcoming(now=timezone.now()).filter(state__in=open_)


class CorrectForm(forms.Form):
    """A text area for each section, what is corrected and why, and whether all is counted anew."""

    correction = TextField(label="Was wird berichtigt, und warum?", rows=2, required=True, max_length=2_000)
    recompute = forms.BooleanField(
        label="Berechnete Teile neu berechnen",
        required=False,
        help_text="Ohne Haken bleiben Zahlen und Listen, wie sie veröffentlicht sind.",
    )

    def __init__(self, *args: Any, report: AnnualReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(report.sections.select_related("unit"))
        for one in self.sections:
            self.fields[f"text-{one.pk}"] = TextField(
                label=one.heading, rows=6, required=True, max_length=_LONG, initial=one.text
            )

    def texts(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data[f"text-{one.pk}"] for one in self.sections}


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what an action refuses beside its field, where the form has that."""
    found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, errors in found.items():
        form.add_error(name if name in form.fields else None, errors)
