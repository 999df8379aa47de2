"""What the two lists can be narrowed to: days, kinds, files, systems. Never persons (see `Download`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from integration.downloads.middleware import KINDS
from integration.downloads.models import Download, SystemRead

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DaysForm(forms.Form):
    """The days that either list can be narrowed to; `day` is the lookup by which its rows know theirs."""

    day: str
    von = forms.DateField(label="Von", required=False, widget=_DAY)
    bis = forms.DateField(label="Bis", required=False, widget=_DAY)

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of `rows` that the choices leave; what is not understood narrows nothing."""
        self.full_clean()
        asked = self.cleaned_data
        if asked.get("von"):
            rows = rows.filter(**{f"{self.day}__gte": asked["von"]})
        if asked.get("bis"):
            rows = rows.filter(**{f"{self.day}__lte": asked["bis"]})
        return rows

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.values())


class DownloadFilterForm(DaysForm):
    day = "at__date"
    art = forms.ChoiceField(
        label="Art", required=False, choices=[("", "alle"), *((kind, kind.upper()) for kind in KINDS)]
    )
    q = forms.CharField(label="Datei oder Adresse enthält", required=False, max_length=100)

    def chosen(self, rows: QuerySet[Download]) -> QuerySet[Download]:
        rows, asked = super().chosen(rows), self.cleaned_data
        if asked.get("art"):
            rows = rows.filter(kind=asked["art"])
        if asked.get("q"):
            rows = rows.filter(Q(name__icontains=asked["q"]) | Q(path__icontains=asked["q"]))
        return rows


class SystemReadFilterForm(DaysForm):
    day = "day"
    system = forms.TypedChoiceField(label="System", required=False, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = SystemRead.objects.order_by("system", "system_key").values_list("system_key", "system")
        self.fields["system"].choices = [("", "alle"), *known.distinct()]  # type: ignore[attr-defined]

    def chosen(self, rows: QuerySet[SystemRead]) -> QuerySet[SystemRead]:
        rows = super().chosen(rows)
        system = self.cleaned_data.get("system")
        return rows.filter(system_key=system) if system else rows
