"""What people type about units and who belongs to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.forms import REASON_HELP, AliasesField, DayField, PersonChoice, ReferenceForm, UnitChoice
from catalogue.models import Contact, MeasureVersion, Unit
from catalogue.models.responsibility import Responsibility
from integration.seen_forms import SeenForm


class UnitForm(ReferenceForm):
    parent = UnitChoice(
        label="Übergeordnete Stelle",
        required=False,
        help_text="Kurzbezeichnung oder Name, zum Beispiel „FB 51“. Leer, wenn keine Stelle darüber liegt.",
    )
    aliases = AliasesField("die Stelle")

    class Meta:
        model = Unit
        fields = ["code", "name", "kind", "parent", "valid_from", "valid_until", "aliases", "reason"]
        field_classes = {"valid_from": DayField, "valid_until": DayField}
        help_texts = {"code": "So steht die Stelle in Tabellen, zum Beispiel „FB 51“ oder „51.3“."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.instance
        if unit.pk:
            self.initial["parent"] = unit.parent.code or unit.parent.name if unit.parent else ""
            self.initial["aliases"] = sorted(unit.aliases.values_list("alias", flat=True))


class DissolutionForm(forms.Form):
    """Who carries on when a unit ends, and when. `seen` is the fingerprint of the preview."""

    successor = UnitChoice(
        label="Nachfolgestelle", help_text="Sie übernimmt alle Maßnahmen. Kurzbezeichnung oder Name."
    )
    valid_until = DayField(label="Letzter Tag", initial=timezone.localdate)
    reason = forms.CharField(label="Grund", required=False, max_length=500, help_text=REASON_HELP)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class ContactForm(SeenForm, forms.ModelForm):
    """An Ansprechperson of a unit. Names are for those only who may see them."""

    measure = forms.IntegerField(
        label="Nur für Maßnahme",
        required=False,
        min_value=0,
        max_value=10**9,
        help_text="Nummer der Maßnahme. Leer, wenn für alle Maßnahmen der Stelle.",
    )

    class Meta:
        model = Contact
        fields = [
            *("function", "name", "telephone", "email", "is_deputy"),
            *("measure", "valid_from", "valid_until"),
        ]
        field_classes = {"valid_from": DayField, "valid_until": DayField}
        labels = {"is_deputy": "vertritt die erste Ansprechperson"}
        help_texts = {
            "function": "zum Beispiel „Leitung“ oder „Sachbearbeitung Integration“",
            "name": "Nur, wenn die Funktion nicht genügt.",
        }

    def __init__(self, *args: Any, may_see_names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_see_names:
            del self.fields["name"]
        if self.instance.measure:
            self.initial["measure"] = self.instance.measure.number

    def clean_measure(self) -> Any:
        number = self.cleaned_data["measure"]
        if number is None:
            return None
        before = self.instance.measure
        if before and before.number == number:
            return before
        current = MeasureVersion.objects.current().filter(number=number).select_related("measure").first()
        if current is None:
            raise ValidationError(f"Eine Maßnahme {number} gibt es im Katalog nicht.")
        if not Responsibility.objects.filter(version=current, unit=self.instance.unit).exists():
            raise ValidationError(f"An Maßnahme {number} wirkt {self.instance.unit} nicht mit.")
        return current.measure

    def _post_clean(self) -> None:
        """Leave the checks of the whole to `save_contact`."""


class MembershipForm(forms.Form):
    """Who joins a unit."""

    person = PersonChoice(label="Person")
    valid_from = DayField(label="gehört dazu ab", initial=timezone.localdate)
