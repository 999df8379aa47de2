"""The catalogue's tables. Columns that sort are named like the values of `sort` in the address."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

import django_tables2
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from catalogue.derived import numbers, responsibilities
from catalogue.gaps import RULES_BY_KIND
from catalogue.models import Gap, MeasureVersion
from catalogue.passages import passages
from catalogue.records import MeasureRecord
from catalogue.vocabulary import Status
from integration.highlighting import NOTHING, Highlighter
from integration.tables import Table

_IN_ORDER = Case(*(When(status=value, then=Value(place)) for place, value in enumerate(Status.values)))
ORDERINGS: Mapping[str, tuple[Any, ...]] = {
    "nummer": ("number",),
    "-nummer": ("-number",),
    "status": (_IN_ORDER.asc(), "number"),
    "-status": (_IN_ORDER.desc(), "number"),
    "geaendert": ("valid_from", "number"),
    "-geaendert": ("-valid_from", "number"),
}
ORDER_LABELS = {
    "nummer": "Nummer, kleinste zuerst",
    "-nummer": "Nummer, größte zuerst",
    "status": "Umsetzungsstand, von nicht erfasst bis entfallen",
    "-status": "Umsetzungsstand, von entfallen bis nicht erfasst",
    "-geaendert": "zuletzt geänderte zuerst",
    "geaendert": "am längsten unveränderte zuerst",
}
DEFAULT_ORDER = "nummer"
_SHOWN = 140  # letters of a text in a list
_UNITS = 4  # units of a measure in a list


class MeasureRow(NamedTuple):
    record: MeasureRecord
    version: int
    changed: dt.datetime
    gaps: list[str]


def measure_rows(versions: Iterable[int]) -> list[MeasureRow]:
    """Return the rows for these keys of versions, in their order, from narrow columns (two queries)."""
    keys = list(versions)
    if not keys:
        return []
    gaps: dict[int, list[str]] = defaultdict(list)
    for version, kind in Gap.objects.filter(version__in=keys).order_by("pk").values_list("version", "kind"):
        gaps[version].append(kind)
    columns = ("pk", "number", "version", "valid_from", "stored__data")
    rows = {
        pk: MeasureRow(MeasureRecord.from_json(number, data), version, changed, gaps[pk])
        for pk, number, version, changed, data in MeasureVersion.objects.filter(pk__in=keys).values_list(
            *columns
        )
    }
    return [rows[key] for key in keys]


class MeasureTable(Table):
    """The catalogue in eight columns, one measure a row; its rows are `MeasureRow`s."""

    nummer = django_tables2.Column("Nr", empty_values=())
    handlungsfeld = django_tables2.Column("Handlungsfeld", orderable=False, empty_values=())
    ziel = django_tables2.Column(
        "Ziel und Maßnahme",
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "long", "data-label": None}},
    )
    zielgruppe = django_tables2.Column("Zielgruppe", orderable=False, empty_values=())
    stelle = django_tables2.Column("Zuständig", orderable=False, empty_values=())
    status = django_tables2.Column("Umsetzungsstand", empty_values=(), attrs={"td": {"data-label": None}})
    geaendert = django_tables2.Column("Geändert", accessor="changed")
    luecken = django_tables2.Column("Fehlende Angaben", orderable=False, empty_values=())

    caption = "Maßnahmen"
    caption_hidden = True
    row_header = "nummer"

    def __init__(
        self,
        *args: Any,
        selection: str = "",
        found: Highlighter = NOTHING,
        with_boxes: bool = False,
        **kwargs: Any,
    ) -> None:
        """`selection` ends the measures' addresses ("?q=Kita"); what was `found` is marked; `with_boxes`
        rows can be ticked for the form of `measure_choice.html`."""
        super().__init__(*args, **kwargs)
        self.with_boxes = with_boxes
        self.base, self.selection, self.found = reverse("catalogue:measure-list"), escape(selection), found

    def render_nummer(self, record: MeasureRow) -> SafeString:
        measure = record.record
        numbers = [f"{measure.number},{sub}" for sub in measure.listings]
        shown = f"{measure.number},{measure.main}" if numbers else str(measure.number)
        others = "".join(f"<br><small>{number}</small>" for number in numbers if number != shown)
        box = choice_box(measure.number) if self.with_boxes else ""
        return _safe(f'{box}<a href="{self.base}{measure.number}/{self.selection}">{shown}</a>{others}')

    def render_handlungsfeld(self, record: MeasureRow) -> SafeString:
        measure = record.record
        listings = sorted(measure.listings.items(), key=lambda item: item[0] != measure.main)
        fields = dict.fromkeys(one.action_field for _, one in listings if one.action_field)
        names = [escape(measure.title("action_fields", key)) for key in fields]
        others = "".join(f"<br><small>auch {name}</small>" for name in names[1:])
        return _safe(f"{names[0]}{others}" if names else "")

    def render_ziel(self, record: MeasureRow) -> SafeString:
        goal, text = _short(record.record.goal), _short(record.record.text)
        goal_html, text_html = self.found.html(goal), self.found.html(text)
        html = f"<strong>{goal_html}</strong>" * bool(goal) + f"<p>{text_html}" * bool(text)
        if self.found.words:
            shown = (goal, text, *numbers(record.record))
            for label, passage in passages(record.record, self.found, shown):
                html += f'<p class="passage"><small>{escape(label)}:</small> {passage}'
        return _safe(html)

    def render_zielgruppe(self, record: MeasureRow) -> str:
        return ", ".join(record.record.label("target_groups", key) for key in record.record.target_groups)

    def render_stelle(self, record: MeasureRow) -> SafeString:
        measure = record.record
        units = list(responsibilities(measure))
        names: list[str] = [escape(measure.label("units", unit)) for unit, _, _ in units[:_UNITS]]
        if measure.lead:
            names[0] = f"<strong>{names[0]}</strong> (federführend)"
        more = [f"{len(units) - _UNITS} weitere"] if len(units) > _UNITS else []
        return _safe(", ".join(names + more))

    def render_status(self, record: MeasureRow) -> SafeString:
        value = record.record.status.value
        return _safe(f'<span class="status" data-status="{value}">{Status(value).label}</span>')

    def render_geaendert(self, value: dt.datetime) -> str:
        return _day(value)

    def render_luecken(self, record: MeasureRow) -> SafeString:
        if not record.gaps:
            return _safe("")
        names = ", ".join(RULES_BY_KIND[kind].label.removesuffix(" fehlt") for kind in record.gaps)
        return _safe(f'<span class="gap">{len(record.gaps)}</span> <small>{names}</small>')


def choice_box(number: int) -> SafeString:
    """Return the box that ticks a measure for the form of `measure_choice.html`."""
    return _safe(
        f'<input type="checkbox" form="sammeln" name="massnahme" value="{number}" '
        f'aria-label="Maßnahme {number} auswählen">'
    )


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 – every part was escaped where it was put in


@lru_cache(maxsize=1024)  # what one change set has written has one date
def _day(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"


def _short(text: str) -> str:
    """Return the beginning of a text, cut between words."""
    if len(text) > _SHOWN:
        return f"{text[:_SHOWN].rsplit(maxsplit=1)[0]}\N{NO-BREAK SPACE}…"
    return text
