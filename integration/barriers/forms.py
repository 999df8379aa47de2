"""What people tell about a barrier, and what the Administration answered."""

from __future__ import annotations

from django import forms

from integration.texts import clean_text


class BarrierForm(forms.Form):
    problem = forms.CharField(
        label="Was funktioniert nicht?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Zum Beispiel, was Sie tun wollten, was geschah und welche Hilfsmittel Sie benutzen.",
    )
    page = forms.CharField(
        label="Auf welcher Seite?",
        required=False,
        max_length=500,
        help_text="Adresse oder Überschrift der Seite.",
    )
    email = forms.EmailField(
        label="Ihre E-Mail-Adresse",
        required=False,
        help_text="Nur, wenn Sie eine Antwort möchten. Wir löschen sie zwei Jahre nach der Antwort.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_problem(self) -> str:
        return str(clean_text(self.cleaned_data["problem"]))

    def clean_page(self) -> str:
        return str(clean_text(self.cleaned_data["page"]))


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Was wurde geantwortet oder getan?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Die Antwort selbst schicken Sie mit Ihrem E-Mail-Programm.",
    )
