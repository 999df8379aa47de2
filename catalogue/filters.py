"""How the catalogue is narrowed down: the GET parameters of lists, exports and links (design.md §6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Set
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone

from catalogue.filter_options import CONCEPT, NONE, FilterOptions
from catalogue.models import Listing, LocationMark, MeasureVersion, Responsibility, TargetGroupMark, Unit
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.past.as_of import PARAMETER, AsOfFilter
from catalogue.reference.unit_tree import UnitTree
from catalogue.upkeep.last_word import having_age
from catalogue.upkeep.worklist import having
from catalogue.vocabulary import Role

_UNKNOWN = {"invalid_choice": "„%(value)s“ gibt es hier nicht."}
MOST_LETTERS = 200  # of what people type; more is a mistake, and a costly search
_TEXT = {"max_length": MOST_LETTERS}
OF_ONE_DAY = ("luecke", "alter")  # filters that say something else every day
NO_UNIT = frozenset({0})  # what "ohne" is cleaned to where it may stand for a unit; none has this key


class UnitField(forms.CharField):
    """A unit as people type it; cleaned to the keys of that unit and of all units below it."""

    def __init__(self, *, units: Callable[[], UnitTree], none_allowed: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.none_allowed = units, none_allowed

    def clean(self, value: Any) -> Set[int] | None:
        text = super().clean(value)
        if not text:
            return None
        if text == NONE and self.none_allowed:
            return NO_UNIT
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
        self.extra |= {"units": lambda: self.parent.options.units, "none_allowed": True}
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
    "ohne" among the values finds versions without any entry; of concepts, with a row that has none.
    """

    def choices(self) -> list[tuple[str, str]]:
        return [*super().choices(), (NONE, self.parent.options.label(self.field_name, NONE))]

    def filter(self, versions: MeasureVersionQuerySet, values: list[str]) -> MeasureVersionQuerySet:
        if not values or NONE not in values or self.field_name == CONCEPT:
            return super().filter(versions, values)
        rows = self.model_of_rows._default_manager
        having = rows.filter(version=OuterRef("pk"), **{f"{self.lookup}__isnull": False})
        chosen = rows.filter(self.condition(values)).values("version")
        return versions.filter(~Q(Exists(having)) | Q(pk__in=chosen))

    def condition(self, values: list[str]) -> Q:
        of_rows = NONE in values and self.field_name == CONCEPT
        none = Q(**{f"{self.lookup}__isnull": True}) if of_rows else Q(pk__in=())
        return none | super().condition(sorted(self.parent.options.keys(self.field_name, values)))


class StatusFilter(Choice):
    field_class = ChoicesField

    def filter(self, versions: MeasureVersionQuerySet, values: list[str]) -> MeasureVersionQuerySet:
        return versions.filter(status__in=values) if values else versions


class WorklistFilter(Choice):
    """Versions about which there is something to do on the day shown (`catalogue.worklist`)."""

    field_class = ChoicesField

    def filter(self, versions: MeasureVersionQuerySet, values: list[str]) -> MeasureVersionQuerySet:
        return versions.filter(having(values, self.parent.day)) if values else versions


class AgeFilter(Choice):
    """Versions whose last word was so long ago on the day shown (`upkeep.last_word`)."""

    field_class = ChoicesField

    def filter(self, versions: MeasureVersionQuerySet, values: list[str]) -> MeasureVersionQuerySet:
        return versions.filter(having_age(values, self.parent.day)) if values else versions


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
    federfuehrung = UnitFilter(label="Federführung", method="by_lead", **_TEXT)
    status = StatusFilter(label="Umsetzungsstand")
    konzept = AnyOfReferences(Listing, "concept", label="Konzept")
    luecke = WorklistFilter(label="Zu tun")
    alter = AgeFilter(label="Alter des letzten Standes")
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
        """True where at least one parameter beside the day asks for something."""
        cleaned = self.form.cleaned_data
        return bool(self.errors) or any(value for name, value in cleaned.items() if name != PARAMETER)

    @property
    def day(self) -> dt.date:
        """Return the day at whose end the measures are shown."""
        asked: dt.date | None = self.form.cleaned_data.get(PARAMETER)
        return asked or timezone.localdate()

    @property
    def of_every_day(self) -> MeasureVersionQuerySet:
        """Return the versions of whatever day that match; none where what is asked for depends on the day
        itself, as what there is to do."""
        if self.errors or any(self.form.cleaned_data[name] for name in OF_ONE_DAY):
            return self.queryset.none()
        versions = self.queryset
        for name, narrow in self.filters.items():
            if name != PARAMETER:
                versions = narrow.filter(versions, self.form.cleaned_data[name])
        return versions

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
        """Apply unit and role to one and the same responsibility; called for each of the two.

        "ohne" as unit finds the measures in which no unit of the city takes part.
        """
        units, role = (self.form.cleaned_data.get(one) for one in ("stelle", "rolle"))
        if units == NO_UNIT:
            if name == "stelle":
                of_city = Responsibility.objects.exclude(unit__kind__in=Unit.OUTSIDE)
                return versions.filter(~Exists(of_city.filter(version=OuterRef("pk"))))
            units = None
        if units and name == "rolle":
            return versions
        rows = Responsibility.objects.filter(unit__in=units) if units else Responsibility.objects.all()
        rows = rows.filter(role=role) if role else rows
        return versions.filter(pk__in=rows.values("version"))

    def by_lead(self, versions: MeasureVersionQuerySet, name: str, units: Set[int]) -> MeasureVersionQuerySet:
        leads = Responsibility.objects.filter(role=Role.LEAD)
        if units == NO_UNIT:
            return versions.filter(~Exists(leads.filter(version=OuterRef("pk"))))
        return versions.filter(pk__in=leads.filter(unit__in=units).values("version"))
