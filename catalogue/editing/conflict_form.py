"""The choice that a person makes where two have changed the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from catalogue.editing.conflicts import OURS, THEIRS, ShownConflict
from catalogue.records import Path

_CHOICES = [(THEIRS, "Die gespeicherte Angabe behalten"), (OURS, "Ihre Angabe nehmen")]


class ConflictForm(forms.Form):
    """One choice for each conflict, none of them made beforehand. Where a page has the conflicts of several
    measures, `prefix` tells their forms apart."""

    def __init__(self, conflicts: Sequence[ShownConflict], data: Any = None, prefix: str = "") -> None:
        super().__init__(data, prefix=prefix or None)
        self.conflicts = conflicts
        for place, conflict in enumerate(conflicts):
            self.fields[f"wahl-{place}"] = forms.ChoiceField(
                label=conflict.label,
                choices=_CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": "Bitte entscheiden Sie, was gelten soll."},
            )

    @property
    def rows(self) -> list[tuple[Any, ShownConflict]]:
        """Return (field, conflict) for the page."""
        return [(self[f"wahl-{place}"], conflict) for place, conflict in enumerate(self.conflicts)]

    @property
    def ours(self) -> set[Path]:
        """Return where one's own change shall count; of a valid form."""
        chosen = enumerate(self.conflicts)
        return {one.path for place, one in chosen if self.cleaned_data[f"wahl-{place}"] == OURS}
