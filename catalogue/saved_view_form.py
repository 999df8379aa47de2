"""What people type to keep a selection of measures, and the one place that stores it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict

from catalogue.models import SavedView
from catalogue.selection import selection_query
from integration.texts import clean_text

MOST = 30  # views of a person; they all stand above the list
_TAKEN = "Eine Ansicht mit diesem Namen haben Sie schon. Wählen Sie einen anderen."


class SavedViewForm(forms.ModelForm):
    """A new view of `user`'s, or with an `instance` its name. `store` saves it unless the name is taken."""

    class Meta:
        model = SavedView
        fields = ["name", "path", "query"]
        labels = {"name": "Name der Ansicht"}
        widgets = {"path": forms.HiddenInput, "query": forms.HiddenInput}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.user = user
        if self.instance.pk:
            del self.fields["path"], self.fields["query"]

    def clean_name(self) -> str:
        name = " ".join(clean_text(self.cleaned_data["name"]).split())
        if not name:
            raise ValidationError("Geben Sie der Ansicht einen Namen.")
        return name

    def clean_query(self) -> str:
        return selection_query(QueryDict(self.cleaned_data["query"].removeprefix("?")), "spalten")

    def clean(self) -> dict[str, Any]:
        if not self.instance.pk and SavedView.objects.of(self.instance.user).count() >= MOST:
            raise ValidationError(f"Mehr als {MOST} Ansichten geht nicht. Löschen Sie zuerst eine andere.")
        return super().clean() or {}

    def store(self) -> bool:
        """Save the view; False, with an error at the name, if the person has another one of that name."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("name", _TAKEN)
            return False
        return True
