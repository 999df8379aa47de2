"""What members and the office type about TOPs."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.editing.form_fields import TextField
from catalogue.forms import DayField
from catalogue.models import Measure
from catalogue.upkeep.step_forms import Line
from integration.seen_forms import SeenForm
from steering.models import AgendaItem, Meeting, StandardItem

_LONG, _SHORT = 10_000, 1_000  # letters
_MAX_MINUTES = 24 * 60


class MeasuresField(forms.CharField):
    """Measures by their numbers, separated as people do; cleaned to a list of numbers."""

    def __init__(self, **kwargs: Any) -> None:
        hint = "Nummern, durch Komma getrennt, zum Beispiel „28, 29“."
        super().__init__(**{"max_length": _LONG, "required": False, "help_text": hint, **kwargs})

    def clean(self, value: Any) -> list[int]:
        parts = [part for part in re.split(r"[\s,;]+", super().clean(value)) if part]
        wrong = [part for part in parts if not re.fullmatch(r"\d{1,9}", part)]
        if wrong:
            raise ValidationError(
                f"„{wrong[0]}“ ist keine Nummer einer Maßnahme. Geben Sie Zahlen an, etwa „28, 29“."
            )
        numbers = list(dict.fromkeys(map(int, parts)))
        known = set(Measure.objects.filter(number__in=numbers).values_list("number", flat=True))
        if missing := [number for number in numbers if number not in known]:
            raise ValidationError(f"Eine Maßnahme {missing[0]} gibt es im Katalog nicht.")
        return numbers


class ProposalForm(SeenForm, forms.ModelForm):
    """A TOP as a member proposes it."""

    facts = TextField(
        label="Sachverhalt", rows=5, required=False, max_length=_LONG, help_text="Worum geht es?"
    )
    proposal = TextField(
        label="Beschlussvorschlag",
        rows=3,
        required=False,
        max_length=_LONG,
        help_text="Der Satz, den die Gruppe beschließen soll.",
    )
    minutes = forms.IntegerField(label="Minuten", min_value=1, max_value=_MAX_MINUTES, initial=10)
    measures = MeasuresField(label="Maßnahmen")

    class Meta:
        model = AgendaItem
        fields = ["title", "kind", "facts", "proposal", "presenter", "minutes", "measures"]
        help_texts = {"presenter": "Eine Funktion, zum Beispiel „Leitung FB 51“."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers: list[int] = []
        if self.instance.pk:
            numbers = list(self.instance.measures.order_by("number").values_list("number", flat=True))
        self.initial["measures"] = ", ".join(map(str, numbers))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == AgendaItem.Kind.DECIDE and not cleaned.get("proposal") and not self.errors:
            self.add_error("proposal", "Zur Entscheidung gehört ein Beschlussvorschlag.")
        return cleaned

    def _post_clean(self) -> None:
        """Leave the checks of the whole to `save_item`."""


class ItemForm(ProposalForm):
    """The same for the office, which also lays papers beside it and says why it changes one."""

    documents: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label="Unterlagen", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = Line(label="Grund der Änderung", required=False, max_length=500, help_text="Steht im Verlauf.")

    class Meta(ProposalForm.Meta):
        fields = [*ProposalForm.Meta.fields, "documents"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = self.instance.meeting.documents.all()
        self.fields["documents"].queryset = papers  # type: ignore[attr-defined]
        if not papers:
            del self.fields["documents"]
        if self.is_of_new_row:
            del self.fields["reason"]


class AnswerForm(forms.Form):
    """What the office makes of a proposal."""

    ACCEPT, POSTPONE, DECLINE = "annehmen", "vertagen", "ablehnen"

    answer = forms.ChoiceField(
        label="Was soll geschehen?",
        choices=[
            (ACCEPT, "Auf die Tagesordnung nehmen"),
            (POSTPONE, "Auf eine andere Sitzung vertagen"),
            (DECLINE, "Ablehnen"),
        ],
        widget=forms.RadioSelect,
    )
    to: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Andere Sitzung", queryset=None, required=False, empty_label="–", help_text="Nur beim Vertagen."
    )
    word = TextField(
        label="Ein Wort dazu",
        rows=3,
        required=False,
        max_length=_SHORT,
        help_text="Liest, wer den TOP vorgeschlagen hat. Zu einer Ablehnung gehört es immer.",
    )

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Meeting.objects.filter(state__in=["geplant", "eingeladen"], starts_at__gte=timezone.now())
        self.fields["to"].queryset = others.exclude(pk=item.meeting_id).order_by("starts_at")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == self.POSTPONE and not cleaned.get("to"):
            self.add_error("to", "Wählen Sie, auf welche Sitzung. Gibt es keine, planen Sie sie zuerst.")
        if cleaned.get("answer") == self.DECLINE and not cleaned.get("word"):
            self.add_error("word", "Eine Ablehnung braucht ein Wort dazu.")
        return cleaned


class PapersForm(forms.Form):
    """A mail about a meeting."""

    subject = forms.CharField(label="Betreff", max_length=200)
    text = TextField(label="Text", rows=14, required=True, max_length=_LONG)


class LetterForm(PapersForm):
    """The invitation, or what has changed since."""

    proposals_until = DayField(
        label="Themenvorschläge bis", required=False, help_text="Danach nehmen nur noch Sie TOPs auf."
    )


class StandardItemForm(forms.ModelForm):
    minutes = forms.IntegerField(label="Minuten", min_value=1, max_value=_MAX_MINUTES, initial=5)
    kind = forms.ChoiceField(label="Art", choices=AgendaItem.Kind.choices)
    position = forms.IntegerField(label="Reihenfolge", min_value=0, max_value=999)

    class Meta:
        model = StandardItem
        fields = ["title", "kind", "minutes", "position", "is_closing"]
        help_texts = {"is_closing": "Neue TOPs kommen davor."}
