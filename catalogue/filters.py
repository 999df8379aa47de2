"""How the catalogue is narrowed down: the GET parameters of lists, exports and links (design.md §6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.http import QueryDict
from django.utils import timezone

from catalogue.filter_options import NO_CONCEPT, FilterOptions
from catalogue.models import Listing, LocationMark, MeasureVersion, Responsibility, TargetGroupMark
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.as_of import PARAMETER, AsOfFilter
from catalogue.reference.unit_tree import UnitTree
from catalogue.upkeep.worklist import having

_UNKNOWN = {"invalid_choice": "„%(value)s“ gibt es hier nicht."}
MOST_LETTERS = 200  # of what people type; more is a mistake, and a costly search
_TEXT = {"max_length": MOST_LETTERS}


class UnitField(forms.CharField):
    """A unit as people type it; cleaned to the keys of that unit and of all units below it."""

    def __init__(self, *, units: Callable[[], UnitTree], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units

    def clean(self, value: Any) -> set[int] | None:
        text = super().clean(value)
        if not text:
            return None
        tree = self.units()
        if unit := tree.find(text):
            return set(tree.below(unit.pk))
        if tree.like(text):
            raise ValidationError(f"Mehrere Stellen passen zu „{text}“. Welche meinen Sie?")
        raise ValidationError(
            f"Eine Stelle „{text}“ gibt es nicht. Geben Sie Kurzbezeichnung oder Namen ein, etwa „FB 51“."
        )


class UnitFilter(django_filters.Filter):
    field_class = UnitField

    @property
    def field(self) -> forms.Field:
        self.extra["units"] = lambda: self.parent.options.units
        return super().field


class ChoicesField(forms.MultipleChoiceField):
    """Several values; the empty one, which a select sends for "all", is none."""

    def to_python(self, value: Any) -> list[str]:
        return [one for one in super().to_python(value) if one]


class Choice(django_filters.Filter):
    """One value of those that `FilterOptions` has for this parameter."""

    field_class = forms.ChoiceField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages=_UNKNOWN, choices=self.choices, **kwargs)

    def choices(self) -> list[tuple[str, str]]:
        return list(self.parent.options.of(self.field_name).items())

    @property
    def field(self) -> forms.Field:
        # A function of its own: a bound method would take the filter along when the form copies its fields.
        self.extra["choices"] = lambda: self.choices()
        return super().field


class AnyOf(Choice):
    """Versions with at least one row in `model` whose `lookup` is among the chosen values.

    A subquery by key, never a join: nothing is counted twice and nothing needs DISTINCT.
    """

    field_class = ChoicesField

    def __init__(self, model: type[Model], lookup: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model_of_rows, self.lookup = model, lookup

    def filter(self, versions: MeasureVersionQuerySet, values: list[str]) -> MeasureVersionQuerySet:
        if not values:
            return versions
        rows = self.model_of_rows._default_manager.filter(self.condition(values))
        return versions.filter(pk__in=rows.values("version"))

    def condition(self, values: list[str]) -> Q:
        return Q(**{f"{self.lookup}__in": values})


class AnyOfReferences(AnyOf):
    """The same for entries of a reference table, chosen by slug; an action field brings its sub-topics.

    Asked for by primary key: joined by slug, PostgreSQL cannot know how many rows an entry has.
    """

    def condition(self, values: list[str]) -> Q:
        none = Q(**{f"{self.lookup}__isnull": True}) if NO_CONCEPT in values else Q(pk__in=())
        return none | super().condition(sorted(self.parent.options.keys(self.field_name, values)))


class StatusFilter(Choice):
    field_class = ChoicesField

    def filter(self, versions: MeasureVersionQuerySet, values: list[str]) -> MeasureVersionQuerySet:
        return versions.filter(status__in=values) if values else versions


class WorklistFilter(Choice):
    """Versions about which there is something to do on the day shown (`catalogue.worklist`)."""

    field_class = ChoicesField

    def filter(self, versions: MeasureVersionQuerySet, values: list[str]) -> MeasureVersionQuerySet:
        day = self.parent.form.cleaned_data.get(PARAMETER) or timezone.localdate()
        return versions.filter(having(values, day)) if values else versions


class MeasureFilter(django_filters.FilterSet):
    """Narrows versions of any day to those of the day asked for, today's if none, and further.

    Its fields are named like the parameters in the address. An unknown value finds nothing and stands in
    `errors`: a list that quietly became longer than what was asked for would be worse.
    """

    q = django_filters.CharFilter(label="Suche", method="search", **_TEXT)
    handlungsfeld = AnyOfReferences(Listing, "action_field", label="Handlungsfeld")
    zielgruppe = AnyOfReferences(TargetGroupMark, "target_group", label="Zielgruppe")
    ort = AnyOfReferences(LocationMark, "location", label="Ort")
    stelle = UnitFilter(label="Stelle", method="by_responsibility", **_TEXT)
    rolle = Choice(label="Rolle der Stelle", method="by_responsibility")
    status = StatusFilter(label="Umsetzungsstand")
    konzept = AnyOfReferences(Listing, "concept", label="Konzept")
    luecke = WorklistFilter(label="Zu tun")
    stand = AsOfFilter(label="Stand")

    class Meta:
        model = MeasureVersion
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, versions: MeasureVersionQuerySet, options: FilterOptions | None = None
    ) -> None:
        super().__init__(data, versions)
        self.is_bound = True  # without parameters too: then it finds all
        self.options = options or FilterOptions()

    @property
    def narrows(self) -> bool:
        """True where at least one parameter asks for something."""
        return bool(self.errors) or any(self.form.cleaned_data.values())

    def filter_queryset(
        self, versions: MeasureVersionQuerySet, leave_out: str = ""
    ) -> MeasureVersionQuerySet:
        if set(self.errors) - {leave_out}:
            return versions.none()
        for name, narrow in self.filters.items():
            value = self.form.cleaned_data.get(name) if name != leave_out else None
            versions = narrow.filter(versions, value)
        return versions

    def search(self, versions: MeasureVersionQuerySet, name: str, text: str) -> MeasureVersionQuerySet:
        return versions.search(text)

    def by_responsibility(
        self, versions: MeasureVersionQuerySet, name: str, value: Any
    ) -> MeasureVersionQuerySet:
        """Apply unit and role to one and the same responsibility; called for each of the two."""
        units, role = (self.form.cleaned_data.get(one) for one in ("stelle", "rolle"))
        if units and name == "rolle":
            return versions
        rows = Responsibility.objects.filter(unit__in=units) if units else Responsibility.objects.all()
        rows = rows.filter(role=role) if role else rows
        return versions.filter(pk__in=rows.values("version"))
