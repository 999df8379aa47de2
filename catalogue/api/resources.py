"""What other systems may read, address by address; each takes the same number of queries however much
there is."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router

from catalogue.api.asking import (
    LARGEST,
    SLUG,
    CountQuery,
    Day,
    ExtractQuery,
    ListQuery,
    address_after,
    changed_since,
    chosen_by,
    day_of,
    last_change,
    page_of,
    token_of,
    visible_to,
)
from catalogue.api.portraying import changed_fields, extract_of, measures_of
from catalogue.api.problems import Refused
from catalogue.api.reference_data import reference_data, unit_shape
from catalogue.api.shapes import (
    Counted,
    CountedRow,
    ExtractShape,
    Head,
    MeasureHistory,
    MeasureList,
    MeasureShape,
    ReferenceData,
    VersionShape,
)
from catalogue.evaluation.basis import Basis
from catalogue.evaluation.cross_table import cross_table
from catalogue.evaluation.dimensions import DIMENSIONS
from catalogue.extracts.participation import participation
from catalogue.models import Unit
from catalogue.models.unit import keys_below
from catalogue.past.timeline import Event, events, steps
from catalogue.reference.unit_tree import UnitTree

Number = Annotated[int, Path(ge=0, le=LARGEST, description="Nummer der Maßnahme", examples=[28])]
UnitSlug = Annotated[
    str, Path(pattern=SLUG, max_length=80, description="Kürzel der Stelle", examples=["FB-51"])
]
router = Router(by_alias=True)
_NO_MEASURE = "Diese Maßnahme gibt es an diesem Tag nicht, oder das Token reicht nicht bis zu ihr."
_NO_UNIT = "Diese Stelle gibt es nicht, oder das Token reicht nicht bis zu ihr."


@router.get("/massnahmen", response=MeasureList, url_name="measure-list", summary="Maßnahmen")
def list_measures(request: HttpRequest, query: Query[ListQuery]) -> MeasureList:
    """Die Maßnahmen, nach Nummer; mit denselben Parametern wie die Seite „Maßnahmen“ und mit „seit“ nur, was
    sich geändert hat."""
    newest, chosen = last_change(), chosen_by(request)
    versions, gone = chosen.qs.order_by(), None
    if query.seit is not None:
        versions, gone = changed_since(chosen, query.seit)
    keys, last = page_of(versions, query)
    return MeasureList(
        day=chosen.day,
        last_change=newest,
        total=versions.count(),
        next=address_after(request, last),
        gone=gone if query.nach < 0 else None,
        measures=measures_of(keys, day_of(chosen)),
    )


@router.get("/massnahmen/{number}", response=MeasureShape, url_name="measure-detail", summary="Eine Maßnahme")
def show_measure(request: HttpRequest, query: Query[Day], number: Number) -> MeasureShape:
    """Eine Maßnahme an einem Tag."""
    chosen = chosen_by(request)
    found = measures_of(chosen.qs.filter(number=number).values_list("pk", flat=True), day_of(chosen))
    if not found:
        raise Refused(404, _NO_MEASURE)
    return found[0]


@router.get(
    "/massnahmen/{number}/verlauf",
    response=MeasureHistory,
    url_name="measure-history",
    summary="Verlauf einer Maßnahme",
)
def show_history(request: HttpRequest, number: Number) -> MeasureHistory:
    """Wann sich eine Maßnahme geändert hat, auf welchem Weg und in welchen Feldern; das Neueste zuerst."""
    found = steps(number, visible_to(token_of(request)))
    if not found:
        raise Refused(404, _NO_MEASURE)
    return MeasureHistory(number=number, versions=[_version(one) for one in events(number, found)])


def _version(event: Event) -> VersionShape:
    return VersionShape(
        version=event.step.version,
        begun=timezone.localtime(event.step.at),
        kind=event.step.kind,
        way=event.change_set.way,
        change_set=event.change_set.pk,
        fields=changed_fields(event.change),
    )


@router.get(
    "/stellen/{slug}/auszug", response=ExtractShape, url_name="extract", summary="Auszug einer Stelle"
)
def show_extract(request: HttpRequest, query: Query[ExtractQuery], slug: UnitSlug) -> ExtractShape:
    """Die Maßnahmen, an denen eine Stelle oder eine darunter beteiligt ist, mit ihrer stärksten Rolle: wie
    ein Auszug, der an diesem Tag ausgegeben würde."""
    token = token_of(request)
    unit = Unit.objects.select_related("parent", "successor").filter(slug=slug).first()
    if unit is None or (token.unit_id and unit.pk not in keys_below(Unit.objects.filter(pk=token.unit_id))):
        raise Refused(404, _NO_UNIT)
    newest, chosen = last_change(), chosen_by(request)
    versions = chosen.qs.order_by().for_units(Unit.objects.filter(pk=unit.pk))
    keys, last = page_of(versions, query)
    roles = participation(versions.filter(pk__in=keys), UnitTree.load()).get(unit.pk, {})
    return ExtractShape(
        unit=unit_shape(unit),
        day=chosen.day,
        last_change=newest,
        total=versions.count(),
        next=address_after(request, last),
        measures=extract_of(roles, day_of(chosen)),
    )


@router.get("/auswertung", response=Counted, url_name="evaluation", summary="Maßnahmen, gezählt")
def count_measures(request: HttpRequest, query: Query[CountQuery]) -> Counted:
    """Wie viele Maßnahmen es sind, nach zwei Merkmalen, an einem Tag: dieselben Zahlen wie auf der Seite
    „Auswertung“; ohne Angabe Handlungsfelder nach Umsetzungsstand."""
    if (rows_by := str(query.zeilen)) == (columns_by := str(query.spalten)):
        raise Refused(404, "Zeilen und Spalten zählen nach Verschiedenem.", {"spalten": ["Wie die Zeilen."]})
    chosen = chosen_by(request)
    table = cross_table(Basis.of(chosen), DIMENSIONS[rows_by], DIMENSIONS[columns_by])
    totals = zip(table.columns, table.totals, strict=True)
    return Counted(
        day=chosen.day,
        rows_by=rows_by,
        columns_by=columns_by,
        total=table.total.number,
        columns=[Head(key=head.key, label=head.label, total=cell.number) for head, cell in totals],
        rows=[
            CountedRow(
                key=row.head.key,
                label=row.head.label,
                total=row.total.number,
                counts=[cell.number for cell in row.cells],
            )
            for row in table.rows
        ],
        notes=list(table.notes),
    )


@router.get("/stammdaten", response=ReferenceData, url_name="reference-data", summary="Stammdaten")
def show_reference_data(request: HttpRequest) -> Any:
    """Worauf Maßnahmen verweisen: Stellen, Handlungsfelder, Zielgruppen, Orte, Konzepte, Umsetzungsstände."""
    return reference_data(last_change())
