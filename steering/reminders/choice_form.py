"""How often a person wants to be reminded."""

from __future__ import annotations

from typing import Any

from django import forms

from integration.accounts.roles import Role
from steering.models import ReminderChoice

_PACE = ReminderChoice.Pace


class ReminderChoiceForm(forms.Form):
    pace = forms.ChoiceField(label="Erinnerungen", choices=_PACE.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        stored = ReminderChoice.objects.filter(user=user).first()
        kwargs["initial"] = {"pace": stored.pace if stored else _PACE.WEEKLY}
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["pace"].help_text = (
            "Fälliges der Koordination kommt in jedem Fall: Daran hängt die Arbeit anderer."
            if user.role == Role.COORDINATION
            else "Bekommt in Ihrer Stelle niemand Erinnerungen, gehen sie an die Stelle darüber, sonst an "
            "die Koordination."
        )

    def save(self) -> ReminderChoice:
        stored, _ = ReminderChoice.objects.update_or_create(user=self.user, defaults=self.cleaned_data)
        return stored
