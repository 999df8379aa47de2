"""What a list shows of its filters: the controls, what is chosen as chips, what is wrong, the ways out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import escape
from typing import NamedTuple

from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from catalogue.filter_options import NONE
from catalogue.filters import MeasureFilter
from catalogue.past.as_of import PARAMETER as AS_OF
from catalogue.past.as_of import first_day

_TYPED = ("q", "stelle", "rolle", "federfuehrung", AS_OF)  # one value each, the last one of the address
_NOBODY = {"stelle": "keine der Stadt", "federfuehrung": "keine"}
_BOXES = (("status",), ("zielgruppe",), ("ort", "konzept"))


class Option(NamedTuple):
    value: str
    label: str
    chosen: bool


class Control(NamedTuple):
    """A dimension as the form shows it. A select shows one value; others of the address ride along unseen."""

    name: str
    label: str
    options: list[Option]
    unseen: Sequence[str]

    @property
    def choices(self) -> SafeString:
        """Return the options of a select; fifty times through a template would cost a tenth of the page."""
        return mark_safe(  # noqa: S308 – every part is escaped
            "".join(
                f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(label)}</option>'
                for value, label, chosen in self.options
            )
        )

    @property
    def boxes(self) -> SafeString:
        """Return a box in its label for each option."""
        name = escape(self.name)
        return mark_safe(  # noqa: S308 – every part is escaped
            "".join(
                f'<label class="choice"><input type="checkbox" name="{name}" '
                f'value="{escape(value)}"{" checked" if chosen else ""}>{escape(label)}</label>'
                for value, label, chosen in self.options
            )
        )


class Chip(NamedTuple):
    """A chosen value and the address of the list without it."""

    label: str
    url: str


class WayOut(NamedTuple):
    """A filter without which something would be found, the address for that, and how many."""

    label: str
    url: str
    hits: int


class FilterPanel:
    """Made for one request's `MeasureFilter`."""

    def __init__(self, chosen: MeasureFilter) -> None:
        self.filter = chosen
        self.data: QueryDict = chosen.data

    @property
    def action_field(self) -> Control:
        return self._select("handlungsfeld")

    @property
    def role(self) -> Control:
        return self._select("rolle")

    @property
    def concept(self) -> Control:
        return self._select("konzept")

    @property
    def gap(self) -> Control:
        return self._select("luecke")

    @property
    def boxes(self) -> list[list[Control]]:
        """Return the dimensions of which several values may be ticked, in groups of like height."""
        return [[self._control(name, set(self.data.getlist(name))) for name in group] for group in _BOXES]

    def _select(self, name: str) -> Control:
        first, *others = [value for value in self.data.getlist(name) if value] or [""]
        return self._control(name, {first}, others)

    def _control(self, name: str, chosen: set[str], unseen: Sequence[str] = ()) -> Control:
        offered = self.filter.options.offered(name, chosen, on=timezone.localdate())
        options = [Option(key, label, key in chosen) for key, label in offered.items()]
        if NONE in chosen - offered.keys():
            options.append(Option(NONE, self.filter.options.label(name, NONE), True))
        return Control(name, self.filter.filters[name].label, options, unseen)

    @property
    def text(self) -> str:
        return self.data.get("q", "")

    @property
    def unit(self) -> str:
        return self.data.get("stelle", "")

    @property
    def lead(self) -> str:
        return self.data.get("federfuehrung", "")

    @property
    def ages(self) -> list[str]:
        return [value for value in self.data.getlist("alter") if value]

    @property
    def day(self) -> dt.date | None:
        """Return the past day whose catalogue is shown, None for today's."""
        return self.filter.form.cleaned_data.get(AS_OF)

    @property
    def day_text(self) -> str:
        return f"{self.day:%Y-%m-%d}" if self.day else self.data.get(AS_OF, "")

    @cached_property
    def begins_later(self) -> dt.date | None:
        """Return since when there is a catalogue if that is after the day shown; asked where it is empty."""
        first = first_day(self.filter.queryset) if self.day else None
        return first if first and self.day and first > self.day else None

    @cached_property
    def chips(self) -> list[Chip]:
        """Return one chip for each chosen value, in the order of the dimensions."""
        return [Chip(self._words(name, value), self.url(name, value)) for name, value in self._chosen()]

    @property
    def words(self) -> list[str]:
        """Return what narrows the selection, as a document says it; the day it says by itself."""
        return [self._words(name, value) for name, value in self._chosen() if name != AS_OF]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Return every name and value that select the measures, for a form that goes on from here."""
        return [(name, value) for name in self.filter.filters for value in self.data.getlist(name) if value]

    @property
    def problems(self) -> list[str]:
        """Return what is wrong with the parameters, as sentences."""
        filters = self.filter.filters
        told = self.filter.errors.items()
        return [f"{filters[name].label}: {error}" for name, errors in told for error in errors]

    @property
    def units_like(self) -> list[Chip]:
        """Return the units that an unclear entry may mean, each with the address that says so."""
        asked = self.data.copy()
        asked.pop("page", None)
        chips = []
        for name in (one for one in _NOBODY if one in self.filter.errors):
            for unit in self.filter.options.units.like(self.data.get(name, "")):
                asked[name] = unit.slug
                chips.append(Chip(str(unit), f"?{asked.urlencode()}"))
        return chips

    @cached_property
    def ways_out(self) -> list[WayOut]:
        """Return which filter to take away so that something is found; asked only where nothing is."""
        names = list(dict.fromkeys(name for name, _ in self._chosen()))
        ways = []
        for name in names if len(names) > 1 else ():
            hits = self.filter.filter_queryset(self.filter.queryset, leave_out=name).count()
            if hits:
                ways.append(WayOut(self.filter.filters[name].label, self.url(name), hits))
        return ways

    def url(self, name: str, value: str = "") -> str:
        """Return the list's address without this value, or without all values of this parameter."""
        rest = self.data.copy()
        rest.pop("page", None)
        rest.setlist(name, [one for one in rest.getlist(name) if value and one != value])
        return f"?{rest.urlencode()}"

    def _chosen(self) -> Iterator[tuple[str, str]]:
        for name in self.filter.filters:
            values = self.data.getlist(name)
            for value in dict.fromkeys(values[-1:] if name in _TYPED else values):
                if value.strip():
                    yield name, value

    def _words(self, name: str, value: str) -> str:
        return f"{self.filter.filters[name].label}: {self._label(name, value)}"

    def _label(self, name: str, value: str) -> str:
        if name == "q":
            return f"„{value[:60]}“"
        if name == AS_OF:
            return f"{self.day:%d.%m.%Y}" if self.day else value[:60]
        if name in _NOBODY and value == NONE:
            return _NOBODY[name]
        if name in _NOBODY:
            unit = self.filter.options.units.find(value)
            return str(unit) if unit else value[:60]
        return self.filter.options.label(name, value) or value[:60]
