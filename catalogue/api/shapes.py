"""What the interface answers. Whoever reads it reads German: addresses, parameters, values and keys alike,
for they are the words of the table's headings; `WORDS` says each key once, in plain letters."""

from __future__ import annotations

import datetime as dt

from pydantic import AliasGenerator, BaseModel, ConfigDict

WORDS = {
    "action_field": "handlungsfeld",
    "action_fields": "handlungsfelder",
    "begun": "gueltig_ab",
    "change_set": "aenderung",
    "clarification": "klaerungsbedarf",
    "code": "kurzbezeichnung",
    "columns": "spalten",
    "columns_by": "spalten_nach",
    "concept": "konzept",
    "concepts": "konzepte",
    "counts": "anzahlen",
    "date": "tag",
    "day": "stand",
    "fields": "felder",
    "gaps": "fehlende_angaben",
    "goal": "ziel",
    "gone": "nicht_mehr",
    "hat": "hut",
    "is_main": "hauptzeile",
    "key": "wert",
    "kind": "art",
    "label": "bezeichnung",
    "label_as_printed": "wortlaut",
    "last_change": "letzte_aenderung",
    "listings": "katalogzeilen",
    "locations": "orte",
    "mark": "vermerk",
    "measure": "massnahme",
    "measures": "massnahmen",
    "next": "weiter",
    "next_step": "naechster_schritt",
    "notes": "hinweise",
    "number": "nummer",
    "page": "seite",
    "parent": "uebergeordnet",
    "progress": "sachstand",
    "reason": "begruendung",
    "remark": "bemerkung",
    "role": "rolle",
    "rows": "zeilen",
    "rows_by": "zeilen_nach",
    "slug": "kuerzel",
    "status": "umsetzungsstand",
    "successor": "nachfolge",
    "superseded_by": "ersetzt_durch",
    "target_groups": "zielgruppen",
    "text": "text",
    "timeframe": "zeitrahmen",
    "total": "anzahl",
    "unit": "stelle",
    "units": "stellen",
    "url": "adresse",
    "valid_from": "gueltig_ab",
    "valid_until": "gueltig_bis",
    "version": "fassung",
    "versions": "fassungen",
    "way": "weg",
    "year": "jahr",
}


class Shape(BaseModel):
    """A part of an answer: named in English here, in German there."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(serialization_alias=WORDS.__getitem__), frozen=True
    )


class Named(Shape):
    """An entry of reference data, with the name it had on the measure's day."""

    slug: str
    label: str


class Marked(Named):
    """The same, marked in the table; `mark` is the cell's text where that is more than a cross."""

    mark: str


class Involved(Marked):
    """How a unit takes part. What the table says of volunteers may be people's names, so it is left out."""

    code: str
    role: str


class State(Shape):
    key: str
    label: str
    reason: str


class DatedText(Shape):
    text: str
    date: dt.date | None


class ListingShape(Shape):
    """A Katalogzeile. Columns of the workbook that the catalogue has no field for are left out: nobody
    knows whom they name."""

    number: str
    is_main: bool
    action_field: Named | None
    concept: Named | None
    page: str
    label_as_printed: str
    remark: str


class MeasureShape(Shape):
    """A measure as of a day."""

    number: int
    version: int
    begun: dt.datetime
    change_set: int
    goal: str
    measure: str
    timeframe: str
    status: State
    progress: DatedText
    next_step: DatedText
    clarification: str
    superseded_by: int | None
    hat: list[str]
    target_groups: list[Marked]
    locations: list[Marked]
    units: list[Involved]
    listings: list[ListingShape]
    gaps: list[str]
    url: str


class MeasureList(Shape):
    """A page of measures in the order of their numbers. `total` counts all that were asked for, `next` is
    the following page's address. `gone` is told with `seit` only, on the first page."""

    day: dt.date
    last_change: int | None
    total: int
    next: str | None
    gone: list[int] | None
    measures: list[MeasureShape]


class VersionShape(Shape):
    """When a measure changed, by which way, and which of its fields; never by whom."""

    version: int | None
    begun: dt.datetime
    kind: str
    way: str
    change_set: int
    fields: list[str]


class MeasureHistory(Shape):
    number: int
    versions: list[VersionShape]


class ExtractMeasure(MeasureShape):
    """A measure of an extract, with the strongest role of the unit or of one below it."""

    role: str


class UnitShape(Shape):
    slug: str
    code: str
    label: str
    kind: str
    parent: str | None
    successor: str | None
    valid_from: dt.date | None
    valid_until: dt.date | None


class ExtractShape(Shape):
    """The measures in which a unit, or one below it, takes part."""

    unit: UnitShape
    day: dt.date
    last_change: int | None
    total: int
    next: str | None
    measures: list[ExtractMeasure]


class ActionFieldShape(Named):
    parent: str | None
    valid_until: dt.date | None


class ReferenceShape(Named):
    valid_until: dt.date | None


class ConceptShape(ReferenceShape):
    year: int | None


class ReferenceData(Shape):
    """All that measures point to, also what is not offered any more."""

    last_change: int | None
    status: list[Named]
    units: list[UnitShape]
    action_fields: list[ActionFieldShape]
    target_groups: list[ReferenceShape]
    locations: list[ReferenceShape]
    concepts: list[ConceptShape]


class Head(Shape):
    key: str
    label: str
    total: int


class CountedRow(Head):
    """A row of counts; one number for each column, in their order."""

    counts: list[int]


class Counted(Shape):
    """Measures counted by two dimensions. A measure may stand in several rows; `total` counts it once."""

    day: dt.date
    rows_by: str
    columns_by: str
    total: int
    columns: list[Head]
    rows: list[CountedRow]
    notes: list[str]
