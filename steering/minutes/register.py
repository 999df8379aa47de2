"""The register of resolutions: how it is narrowed, and which of them changed nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.db.models import Q

from integration.history.models import ChangeSet
from steering.models import Resolution
from steering.models.resolution import ResolutionQuerySet

_CITED = re.compile(r"\b(?:Festlegung|Beschluss)\s+(\d{4})/(\d{1,6})\b", re.IGNORECASE)

Numbered = tuple[int, int]  # year and number of a Festlegung


def cited_in(reasons: Iterable[str]) -> set[tuple[int, int]]:
    """Return what reasons name as "Festlegung 2017/3" or "Beschluss 2017/3", as (year, number)."""
    return {(int(year), int(number)) for reason in reasons for year, number in _CITED.findall(reason)}


def named(pairs: Iterable[tuple[int, int]]) -> Q:
    """Return the condition that a resolution is one of these."""
    condition = Q(pk__in=[])
    for year, number in pairs:
        condition |= Q(year=year, number=number)
    return condition


def citing() -> dict[Numbered, list[ChangeSet]]:
    """Return the change sets whose reason names a Festlegung, by its year and number (one query)."""
    some = Q(reason__icontains="Festlegung ") | Q(reason__icontains="Beschluss ")
    found: dict[Numbered, list[ChangeSet]] = defaultdict(list)
    for one in ChangeSet.objects.filter(some).order_by("at"):
        for numbered in cited_in([one.reason]):
            found[numbered].append(one)
    return dict(found)


def without_effect(rows: ResolutionQuerySet, cited: Collection[Numbered]) -> ResolutionQuerySet:
    """Return Festlegungen that named measures and that no change of the catalogue carried out or cites."""
    decided = rows.filter(kind=Resolution.Kind.RESOLVED)
    return decided.filter(measures__isnull=False, effects__isnull=True).exclude(named(cited)).distinct()


class RegisterFilter(forms.Form):
    """Which resolutions are shown; what makes no sense is left out."""

    q = forms.CharField(label="Suche", required=False, max_length=200)
    jahr = forms.TypedChoiceField(label="Jahr", required=False, coerce=int, empty_value=None)
    art = forms.ChoiceField(
        label="Art",
        required=False,
        choices=[("", "alle"), *Resolution.Kind.choices, ("ohne-wirkung", "Beschlüsse ohne Wirkung")],
    )

    def __init__(self, data: Any, rows: ResolutionQuerySet) -> None:
        super().__init__(data)
        years = rows.order_by("-item__meeting__starts_at").values_list("item__meeting__starts_at", flat=True)
        known = list(dict.fromkeys(year.year for year in years))
        self.fields["jahr"].choices = [("", "alle"), *((year, str(year)) for year in known)]  # type: ignore[attr-defined]
        self.rows = rows

    @property
    def narrows(self) -> bool:
        """True where more is asked than what the list shows by itself."""
        return self.is_valid() and any(self.cleaned_data.values())

    def chosen(self) -> ResolutionQuerySet:
        self.is_valid()
        data, rows = self.cleaned_data, self.rows
        if text := data.get("q"):
            rows = rows.searched(text)
        if year := data.get("jahr"):
            rows = rows.filter(item__meeting__starts_at__year=year)
        if data.get("art") == "ohne-wirkung":
            rows = without_effect(rows, citing())
        elif kind := data.get("art"):
            rows = rows.filter(kind=kind)
        return rows.order_by("-item__meeting__starts_at", "number", "pk")
