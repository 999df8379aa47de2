"""All indicators a person sees: how they are narrowed, counted and written as CSV."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, BinaryIO

from django import forms
from django.db.models import Case, Count, F, Q, Value, When

from catalogue.models import Unit
from catalogue.models.unit import keys_below
from integration.spreadsheets.styling import csv_text
from integration.texts import clean_text, fold, search_forms
from steering.models import GoalTalk, Indicator
from steering.models.indicator import IndicatorQuerySet
from steering.numbers import plain

_Standing = Indicator.Standing


def agreed_indicators(user: Any, *, on: dt.date) -> IndicatorQuerySet:
    """Return those a person sees of what was agreed, with their standing; what wants a value comes first."""
    rows = Indicator.objects.visible_to(user).filter(goal__talk__state__in=GoalTalk.AGREED_STATES)
    ranks = enumerate((_Standing.OVERDUE, _Standing.DUE, _Standing.OPEN))
    rank = Case(*(When(standing=one, then=Value(place)) for place, one in ranks), default=Value(3))
    order = ("rank", "-goal__talk__year", F("due").asc(nulls_last=True), "goal", "position", "pk")
    return rows.with_standing(on=on).annotate(rank=rank).order_by(*order)


class IndicatorFilter(forms.Form):
    """Which of the indicators a person sees are shown; what makes no sense is left out."""

    q = forms.CharField(label="Wörter", required=False, max_length=200)
    stelle: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Stelle", queryset=None, to_field_name="slug", required=False, empty_label="alle"
    )
    jahr = forms.TypedChoiceField(label="Jahr", required=False, coerce=int, empty_value=None)
    stand = forms.ChoiceField(label="Stand", choices=[("", "alle"), *_Standing.choices], required=False)
    art = forms.ChoiceField(label="Art", choices=[("", "alle"), *Indicator.Kind.choices], required=False)

    def __init__(self, data: Any, rows: IndicatorQuerySet) -> None:
        super().__init__(data)
        self.rows = rows
        self.fields["stelle"].queryset = _units_of(rows)  # type: ignore[attr-defined]
        years = rows.order_by("-goal__talk__year").values_list("goal__talk__year", flat=True).distinct()
        self.fields["jahr"].choices = [("", "alle"), *((year, year) for year in years)]  # type: ignore[attr-defined]

    @property
    def narrows(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def chosen(self) -> IndicatorQuerySet:
        self.is_valid()
        data, rows = self.cleaned_data, self.rows
        if unit := data.get("stelle"):
            rows = rows.filter(goal__talk__unit__in=keys_below(Unit.objects.filter(pk=unit.pk)))
        if year := data.get("jahr"):
            rows = rows.filter(goal__talk__year=year)
        if standing := data.get("stand"):
            rows = rows.filter(Q(standing=standing))
        if kind := data.get("art"):
            rows = rows.filter(kind=kind)
        words = clean_text(data.get("q") or "").split()
        return rows.filter(pk__in=_with_words(rows, words)) if words else rows


def _units_of(rows: IndicatorQuerySet) -> Any:
    """Return the units whose indicators these are, and those above them: a department shows all below it."""
    unit, which = "goal__talk__unit", Q()
    for path in (unit, f"{unit}__parent", f"{unit}__parent__parent"):
        which |= Q(pk__in=rows.order_by().values(path))
    return Unit.objects.without_tree_fields().filter(which)


def _with_words(rows: IndicatorQuerySet, words: list[str]) -> list[int]:
    """Return the keys of those whose name or goal holds every word, in any spelling of its letters."""
    wanted = [search_forms(word) for word in words]
    texts = rows.order_by().values_list("pk", "name", "goal__text", "criterion")
    folded = ((key, fold(" ".join(parts))) for key, *parts in texts)
    return [key for key, text in folded if all(any(form in text for form in forms_) for forms_ in wanted)]


def counts(rows: IndicatorQuerySet) -> list[tuple[str, str, int]]:
    """Return (standing, label, number) for what wants attention, and what is reached."""
    standings: Any = rows.order_by()
    found = dict(standings.values_list("standing").annotate(number=Count("pk")))
    asked = (
        (_Standing.OVERDUE, "überfällig"),
        (_Standing.DUE, "bald fällig"),
        (_Standing.REACHED, "erreicht"),
    )
    return [(one.value, label, found[one.value]) for one, label in asked if found.get(one.value)]


HEADINGS = (
    *("Jahr", "Stelle", "Jahresziel", "Indikator", "Art", "Einheit", "Ausgangswert", "Ausgangswert vom"),
    *("Zielwert", "Erfüllt, wenn", "Richtung", "bis", "letzter Wert", "Stand vom", "Stand"),
)


def write_csv(rows: IndicatorQuerySet, stream: BinaryIO) -> None:
    """Write indicators as CSV for German spreadsheets: semicolons, UTF-8 with its mark, one header."""
    writer = csv.writer(codecs.getwriter("utf-8-sig")(stream), delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(map(_cell, _line(one)) for one in rows.select_related("goal__talk__unit"))


def _line(one: Any) -> Iterable[Any]:
    talk, met = one.goal.talk, {True: "ja", False: "nein", None: one.latest_number}
    yield from (talk.year, str(talk.unit), one.goal.text, one.name, one.get_kind_display())
    yield from (one.unit_of_measure, one.baseline, one.baseline_day, one.target, one.criterion)
    yield from (one.get_direction_display(), one.due, met[one.latest_is_met], one.latest_day)
    yield _Standing(one.standing).label


def _cell(value: Any) -> str:
    """Return a value for a field: numbers and days as spreadsheets here read them, texts never a formula."""
    if isinstance(value, Decimal):
        return plain(value)
    return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else csv_text(value)
