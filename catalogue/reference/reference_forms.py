"""What people type about action fields, target groups, locations and concepts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from catalogue.forms import REASON_HELP, AliasesField, DayField, ReferenceForm
from catalogue.models import ActionField, Concept, Location, TargetGroup

_ENDS = {"valid_until": "Danach steht der Eintrag nicht mehr zur Auswahl. Was ihn schon nennt, behält ihn."}
_LAST = {"valid_until": DayField}


class FieldChoice(forms.ModelChoiceField):
    """An action field by its slug, shown with the field above it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=ActionField.objects.none(), to_field_name="slug", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.labels[1])


def offered_fields(but: ActionField, also: int | None = None) -> Any:
    """Return the fields of today without `but`, with the one that is chosen already."""
    fields = ActionField.objects.select_related("parent").without_tree_fields()
    today = fields.valid(on=timezone.localdate()).values("pk")
    return fields.filter(Q(pk__in=today) | Q(pk=also)).exclude(pk=but.pk).order_by("position", "name")


class ActionFieldForm(ReferenceForm):
    parent = FieldChoice(label="Unterthema von", required=False, empty_label="– keinem, oberste Ebene –")
    position = forms.IntegerField(
        label="Reihenfolge",
        min_value=0,
        max_value=9_999,
        initial=1_000,
        help_text="Kleinere Zahlen stehen weiter oben.",
    )
    aliases = AliasesField("das Handlungsfeld")

    class Meta:
        model = ActionField
        fields = ["name", "parent", "position", "valid_until", "aliases", "reason"]
        field_classes, help_texts = _LAST, _ENDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.instance
        self.fields["parent"].queryset = offered_fields(field, field.parent_id)  # type: ignore[attr-defined]
        if field.pk:
            self.initial["parent"] = field.parent.slug if field.parent else ""
            self.initial["aliases"] = sorted(field.aliases.values_list("alias", flat=True))


class MergeForm(forms.Form):
    """Into which field another goes up. `seen` is the fingerprint of the preview."""

    merged_into = FieldChoice(
        label="Aufgehen in", help_text="Dieses Handlungsfeld übernimmt alle Katalogzeilen."
    )
    reason = forms.CharField(label="Grund", required=False, max_length=500, help_text=REASON_HELP)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, field: ActionField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["merged_into"].queryset = offered_fields(field)  # type: ignore[attr-defined]


class TargetGroupForm(ReferenceForm):
    class Meta:
        model = TargetGroup
        fields = ["name", "meaning", "valid_until", "reason"]
        field_classes = _LAST
        help_texts = {"meaning": "Wie die Zielgruppe ausgeschrieben heißt.", **_ENDS}


class LocationForm(ReferenceForm):
    class Meta:
        model = Location
        fields = ["name", "valid_until", "reason"]
        field_classes, help_texts = _LAST, _ENDS


class ConceptForm(ReferenceForm):
    year = forms.IntegerField(label="Jahr", min_value=1900, max_value=2200)

    class Meta:
        model = Concept
        fields = ["name", "slug", "year", "decided_on", "valid_until", "reason"]
        field_classes = {"decided_on": DayField, **_LAST}
        help_texts = {
            "slug": "Steht in Adressen und Dateien, zum Beispiel „fluechtlinge“; bleibt immer gleich.",
            **_ENDS,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]
