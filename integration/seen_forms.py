"""Forms of rows that others change, too: nobody overwrites what they have not seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View

from integration.history.models import ChangeSet

SEEN = "seen"
_SALT = "integration.seen-forms"
_FORGED = "Dieses Formular passt zu keiner Seite von hier. Laden Sie die Seite neu."


class SeenForm(forms.BaseForm):
    """A form that carries what it showed when it was opened, and what else of the row it `rests_on`.

    Where somebody else has changed that since, nothing is saved until the person has read so: their own
    entries stand, and what they left alone now shows what the row says today.
    """

    rests_on: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == SEEN:
            return "" if self.is_of_new_row else signing.dumps(self._standing, salt=_SALT, compress=True)
        return super().get_initial_for_field(field, field_name)

    @property
    def is_of_new_row(self) -> bool:
        instance = getattr(self, "instance", None)
        return instance is not None and instance.pk is None

    @property
    def shown_fields(self) -> list[str]:
        """Return the names of the fields that say something about the row."""
        return [name for name in self.fields if name not in (SEEN, "reason")]

    def row_fields(self) -> dict[str, Any]:
        """Return what the form says about the row."""
        return {name: self.cleaned_data[name] for name in self.shown_fields if name in self.cleaned_data}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get(SEEN) and not self.is_of_new_row:
            try:
                opened = signing.loads(cleaned[SEEN], salt=_SALT)
            except signing.BadSignature:
                raise ValidationError(_FORGED) from None
            if opened != (now := self._standing):
                raise ValidationError(self._told(opened, now))
        return cleaned

    @property
    def _standing(self) -> dict[str, str]:
        """Return what the form shows, and what it rests on, as the row is now."""
        fields = {name: self.fields[name] for name in self.shown_fields}
        shown = {
            name: _text(field.prepare_value(self.get_initial_for_field(field, name)))
            for name, field in fields.items()
        }
        return shown | {name: _text(getattr(self.instance, name)) for name in self.rests_on}  # type: ignore[attr-defined]

    def _told(self, opened: dict[str, str], now: dict[str, str]) -> list[str]:
        """Return sentences on what somebody else changed, and make the form one opened just now."""
        data = dict(self.data.items())
        sentences = ["Inzwischen hat jemand anderes diesen Eintrag geändert. Noch ist nichts gespeichert."]
        for name in (name for name in now if opened.get(name) != now[name]):
            sentence = self._change(name, now[name])
            if name in self.fields:
                sent = _text(self[name].data)
                if sent not in (opened.get(name), now[name]):
                    sentence = f"{sentence} Ihre Eingabe weicht davon ab."
                else:
                    data[self.add_prefix(name)] = now[name]
            sentences.append(sentence)
        data[self.add_prefix(SEEN)] = self.get_initial_for_field(self.fields[SEEN], SEEN)
        self.data = data
        return [*sentences, "Speichern Sie noch einmal, wenn das Formular so gelten soll."]

    def _change(self, name: str, text: str) -> str:
        """Return what a field says now, as people read it."""
        field = self.fields.get(name)
        if isinstance(field, forms.BooleanField):
            text = "ja" if text else "nein"
        elif isinstance(field, forms.DateField) and text:
            text = f"{field.to_python(text):%d.%m.%Y}"
        elif field:
            text = {str(key): str(shown) for key, shown in getattr(field, "choices", ())}.get(text, text)
        label = self[name].label if field else self.instance._meta.get_field(name).verbose_name  # type: ignore[attr-defined]
        return f"{label}: heute „{text}“." if text else f"{label}: heute leer."


def _text(value: Any) -> str:
    """Return a value as its input holds it; a box that is not ticked holds nothing."""
    if value is None or value is False:
        return ""
    return "on" if value is True else str(value).replace("\r\n", "\n").strip()


class LockedPost(View):
    """A view whose POST reads, checks and writes behind the lock of all changes: nobody comes between."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            ChangeSet.objects.lock()
            return super().dispatch(request, *args, **kwargs)
