"""What people type about units and who belongs to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from catalogue.models import Unit
from catalogue.unit_tree import UnitTree

REASON_HELP = "Steht später im Verlauf, zum Beispiel „Organisationsverfügung vom 01.04.2016“."


class DateInput(forms.DateInput):
    """The browser's own date field; it wants ISO, and shows what its language is used to."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class UnitForm(forms.ModelForm):
    parent = forms.CharField(
        label="Übergeordnete Stelle",
        required=False,
        help_text="Kurzbezeichnung oder Name, zum Beispiel „FB 51“. Leer, wenn keine Stelle darüber liegt.",
    )
    aliases = forms.CharField(
        label="Weitere Schreibweisen",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Eine je Zeile. Der Import erkennt die Stelle auch unter diesen Namen.",
    )
    reason = forms.CharField(
        label="Grund der Änderung", required=False, max_length=500, help_text=REASON_HELP
    )

    class Meta:
        model = Unit
        fields = ["code", "name", "kind", "parent", "valid_from", "valid_until", "aliases", "reason"]
        widgets = {"valid_from": DateInput, "valid_until": DateInput}
        help_texts = {"code": "So steht die Stelle in Tabellen, zum Beispiel „FB 51“ oder „51.3“."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.instance
        if unit.pk:
            self.initial["parent"] = unit.parent.code or unit.parent.name if unit.parent else ""
            aliases = unit.aliases.order_by("alias").values_list("alias", flat=True)
            self.initial["aliases"] = "\n".join(aliases)

    def clean_parent(self) -> Unit | None:
        text = self.cleaned_data["parent"]
        if not text:
            return None
        node = UnitTree.load().find(text)
        if node is None:
            raise ValidationError(f"Eine Stelle „{text}“ gibt es nicht. Legen Sie sie zuerst an.")
        return Unit.objects.get(pk=node.pk)

    def clean_aliases(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]

    def _post_clean(self) -> None:
        """Leave the checks of the whole unit to `save_unit`, which sees slug and tree as well."""

    def unit_fields(self) -> dict[str, Any]:
        """Return what the form says about the unit, without the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class MembershipForm(forms.Form):
    """Who joins a unit: a person by function or user name, never a list of everybody."""

    person = forms.CharField(
        label="Person", max_length=150, help_text="Funktion oder Anmeldename, wie unter „Personen“ angegeben."
    )
    valid_from = forms.DateField(label="gehört dazu ab", widget=DateInput, initial=timezone.localdate)

    def clean_person(self) -> Any:
        text = self.cleaned_data["person"]
        people = get_user_model().objects.filter(is_active=True)
        found = list(people.filter(Q(username__iexact=text) | Q(function__iexact=text))[:2])
        if not found:
            raise ValidationError(
                f"Eine Person „{text}“ gibt es nicht. Laden Sie sie zuerst unter „Personen“ ein."
            )
        if len(found) > 1:
            raise ValidationError(f"Mehrere Personen heißen „{text}“. Geben Sie den Anmeldenamen ein.")
        return found[0]
