"""Who takes over what a person holds: one successor, others for single kinds, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from catalogue.forms import DayField, PersonChoice
from steering.departures.planning import Part

_REASON = "Steht im Verlauf und im Schreiben, zum Beispiel „Wechsel in den Ruhestand“. Bitte kein Name."


def _label(text: str, part: Part) -> str:
    """Return a field's label; its kind stands above it for all who see the page."""
    return format_html('{}<span class="visually-hidden"> ({})</span>', text, part.kind.label)


class DepartureForm(forms.Form):
    """`seen` is the fingerprint of the preview. `parts` are what the person holds, each with two fields."""

    heir = PersonChoice(
        label="Nachfolge",
        required=False,
        help_text="Übernimmt alles, wofür unten nichts anderes steht. Funktion oder Anmeldename.",
    )
    last_day = DayField(label="Letzter Tag", initial=timezone.localdate)
    reason = forms.CharField(label="Grund", max_length=500, help_text=_REASON)
    deactivates = forms.BooleanField(
        label="Konto deaktivieren und abmelden",
        required=False,
        help_text="Liegt der letzte Tag in der Zukunft, endet das Konto in der Nacht danach, sonst sofort. "
        "Der Verlauf bleibt erhalten.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.parts = person, parts
        for part in parts:
            if part.may_go:
                self._ask(part)

    def _ask(self, part: Part) -> None:
        self.fields[f"an_{part.kind.slug}"] = PersonChoice(
            label=_label("An jemand anderen", part), required=False, help_text="Leer: an die Nachfolge oben."
        )
        self.fields[f"bleibt_{part.kind.slug}"] = forms.BooleanField(
            label=_label("Nicht übergeben", part), required=False, initial=part.kind.stays
        )

    @property
    def general(self) -> Iterator[Any]:
        """The fields that are not of one kind."""
        return (self[name] for name in ("heir", "last_day", "reason", "deactivates"))

    @property
    def rows(self) -> Iterator[tuple[Part, Any, Any]]:
        """Each kind with its fields, if it has any."""
        for part in self.parts:
            slug = part.kind.slug
            yield part, *((self[f"an_{slug}"], self[f"bleibt_{slug}"]) if part.may_go else (None, None))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        nobody = [part for part in self.parts if part.may_go and self._is_without_heir(cleaned, part)]
        if nobody and "heir" in cleaned and "heir" not in self.errors:
            labels = ", ".join(f"„{part.kind.label}“" for part in nobody)
            raise ValidationError(
                {"heir": f"Wer übernimmt {labels}? Nennen Sie eine Nachfolge oder lassen Sie es, wo es ist."}
            )
        return cleaned

    def _is_without_heir(self, cleaned: dict[str, Any], part: Part) -> bool:
        return not self._stays(cleaned, part) and not self._heir(cleaned, part)

    def _stays(self, cleaned: dict[str, Any], part: Part) -> bool:
        return bool(cleaned.get(f"bleibt_{part.kind.slug}"))

    def _heir(self, cleaned: dict[str, Any], part: Part) -> Any:
        return cleaned.get(f"an_{part.kind.slug}") or cleaned.get("heir")

    @property
    def heirs(self) -> dict[str, Any]:
        """Return who takes over what, by kind."""
        data = self.cleaned_data
        return {
            part.kind.slug: self._heir(data, part)
            for part in self.parts
            if part.may_go and not self._stays(data, part)
        }
