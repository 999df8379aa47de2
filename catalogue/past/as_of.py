"""The day as of which the catalogue is shown: the GET parameter `stand` (design.md §6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Min
from django.http import QueryDict
from django.utils import timezone

from catalogue.forms import DayField
from catalogue.models.version import MeasureVersionQuerySet

PARAMETER = "stand"
_NO_DAY = "Das ist kein Tag. Geben Sie ihn zum Beispiel so an: 31.03.2017."


class KnownDayField(DayField):
    """A day up to today: of no other can be said how the catalogue stands at its end."""

    default_error_messages = {"invalid": _NO_DAY}

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        today = timezone.localdate()
        if day and day > today:
            raise ValidationError(
                f"Der {day:%d.%m.%Y} liegt in der Zukunft. Wählen Sie einen Tag bis heute, {today:%d.%m.%Y}."
            )
        return day


class PastDayField(KnownDayField):
    """The same; today is None: what holds now, and not the past."""

    def clean(self, value: Any) -> dt.date | None:
        day = super().clean(value)
        return day if day != timezone.localdate() else None


class AsOfFilter(django_filters.Filter):
    """Versions valid at the end of the chosen day, without one the current ones."""

    field_class = PastDayField

    def filter(self, versions: MeasureVersionQuerySet, day: dt.date | None) -> MeasureVersionQuerySet:
        return versions_as_of(versions, day)


class AsOfForm(forms.Form):
    """The parameter alone, for pages without other filters."""

    stand = PastDayField(label="Stand", required=False)

    @classmethod
    def asked(cls, data: QueryDict) -> AsOfForm:
        form = cls(data)
        form.full_clean()
        return form

    @property
    def day(self) -> dt.date | None:
        return self.cleaned_data.get(PARAMETER)

    @property
    def problem(self) -> str:
        return str(next(iter(self.errors.get(PARAMETER, [])), ""))


def versions_as_of(versions: MeasureVersionQuerySet, day: dt.date | None) -> MeasureVersionQuerySet:
    """Return those of `versions` that were valid at the end of `day`; None: that are valid now."""
    return versions.on(day) if day else versions.current()


def address_suffix(day: dt.date | None) -> str:
    """Return what keeps an address on that day: "?stand=2017-04-24", or nothing for today."""
    return f"?{PARAMETER}={day:%Y-%m-%d}" if day else ""


def first_day(versions: MeasureVersionQuerySet) -> dt.date | None:
    """Return the day on which the first of `versions` began, None where there are none."""
    first = versions.aggregate(first=Min("valid_from"))["first"]
    return timezone.localdate(first) if first else None
