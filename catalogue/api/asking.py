"""What may be asked: parameters, what they select for a token, and where a page ends."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, cast

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from ninja import Schema
from pydantic import Field

from catalogue.api.problems import Refused
from catalogue.evaluation.dimensions import DIMENSIONS
from catalogue.filters import MOST_LETTERS, OF_ONE_DAY, MeasureFilter
from catalogue.models import MeasureVersion, SystemToken, Unit
from catalogue.models.version import MeasureVersionQuerySet, end_of
from catalogue.past.as_of import PARAMETER as AS_OF
from catalogue.upkeep import last_word, worklist
from catalogue.vocabulary import Role, Status
from integration.history.models import ChangeSet

LARGEST = 2**31 - 1
_NO_NUL = r"^[^\x00]*$"
SLUG = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_ENTRY = "Kürzel, oder „ohne“"
_FIELD = "Kürzel, oder „ohne“; ein Feld bringt seine Unterthemen mit"
Slug = Annotated[str, Field(pattern=SLUG, max_length=80)]
Words = Annotated[str, Field(pattern=_NO_NUL, max_length=MOST_LETTERS)]


def _one_of(values: Any) -> Any:
    return Literal.__getitem__(tuple(str(value) for value in values))


StatusKey = _one_of(Status.values)
RoleKey = _one_of(Role.values)
TaskKey = _one_of(worklist.LABELS)
AgeKey = _one_of(last_word.LABELS)
DimensionKey = _one_of(DIMENSIONS)


class Day(Schema):
    """The day alone."""

    stand: dt.date | None = Field(
        None, description="Stand am Ende dieses Tages, ohne Angabe der heutige", examples=["2017-12-31"]
    )


class Selection(Day):
    """The parameters of the list of measures; several values of one mean "any of these"."""

    q: Words = Field("", description="Wörter, die alle vorkommen, oder eine Nummer wie 29 oder 29,1")
    handlungsfeld: list[Slug] = Field([], description=_FIELD, examples=[["bildung"]])
    zielgruppe: list[Slug] = Field([], description=_ENTRY, examples=[["kinder"]])
    ort: list[Slug] = Field([], description=_ENTRY, examples=[["ohne"]])
    stelle: Words = Field(
        "", description="Kürzel, Kurzbezeichnung oder Name; mit allen Stellen darunter", examples=["FB 51"]
    )
    rolle: RoleKey | None = Field(None, description="Rolle der Stelle")  # type: ignore[valid-type]
    federfuehrung: Words = Field(
        "", description="Wer die Federführung hat, wie bei stelle", examples=["FB-51"]
    )
    status: list[StatusKey] = Field([], description="Umsetzungsstand")  # type: ignore[valid-type]
    konzept: list[Slug] = Field([], description=_ENTRY, examples=[["fluechtlinge"]])
    luecke: list[TaskKey] = Field([], description="Was zu tun ist")  # type: ignore[valid-type]
    alter: list[AgeKey] = Field([], description="Alter des letzten Standes")  # type: ignore[valid-type]


class Page(Schema):
    """A piece of a long answer."""

    limit: int = Field(50, ge=1, le=200, description="Maßnahmen je Antwort")
    nach: int = Field(-1, ge=-1, le=LARGEST, description="Nur Maßnahmen mit größerer Nummer")


class ListQuery(Selection, Page):
    seit: int | None = Field(
        None, ge=1, le=LARGEST, description="Nur was sich seit dieser Änderung geändert hat"
    )


class ExtractQuery(Day, Page):
    pass


class CountQuery(Selection):
    zeilen: DimensionKey = Field("handlungsfeld", description="Wonach die Zeilen zählen")  # type: ignore[valid-type]
    spalten: DimensionKey = Field("status", description="Wonach die Spalten zählen")  # type: ignore[valid-type]


def token_of(request: HttpRequest) -> SystemToken:
    return cast(SystemToken, request.auth)  # type: ignore[attr-defined]


def visible_to(token: SystemToken) -> MeasureVersionQuerySet:
    """Return the versions that a token opens: all, or those of its unit and the units below it."""
    versions = MeasureVersion.objects.all()
    return versions.for_units(Unit.objects.filter(pk=token.unit_id)) if token.unit_id else versions


def chosen_by(request: HttpRequest, asked: QueryDict | None = None) -> MeasureFilter:
    """Return what the request's parameters select; refuse what names nothing there is."""
    chosen = MeasureFilter(request.GET if asked is None else asked, visible_to(token_of(request)))
    if chosen.errors:
        told = {name: [str(one) for one in errors] for name, errors in chosen.errors.items()}
        raise Refused(404, "Mindestens ein Parameter nennt etwas, das es hier nicht gibt.", told)
    return chosen


def day_of(chosen: MeasureFilter) -> dt.date | None:
    """Return the past day that is asked for."""
    day: dt.date | None = chosen.form.cleaned_data[AS_OF]
    return day


def last_change() -> int | None:
    """Return the last change's key. Read first: what changes meanwhile is told twice, never missed."""
    return ChangeSet.objects.in_order().values_list("pk", flat=True).first()


def changed_since(chosen: MeasureFilter, since: int) -> tuple[MeasureVersionQuerySet, list[int] | None]:
    """Return of the measures chosen those that changed after the change `since`, and the numbers of those
    that were chosen then and are not any more: withdrawn, or different now.

    None where that cannot be said, because it depends on the day alone.
    """
    moment = ChangeSet.objects.filter(pk=since).values_list("at", flat=True).first()
    if moment is None:
        raise Refused(404, "Diese Änderung gibt es hier nicht.", {"seit": ["Unbekannte Änderung."]})
    now = chosen.qs.order_by()
    if any(chosen.form.cleaned_data[name] for name in OF_ONE_DAY):
        return now.filter(valid_from__gt=moment), None
    day = day_of(chosen)
    if day and end_of(day) <= moment:
        return now.none(), []
    then = chosen.of_every_day.order_by().filter(valid_from__lte=moment, valid_to__gt=moment)
    gone = then.exclude(number__in=now.values("number")).order_by("number")
    return now.filter(valid_from__gt=moment), list(gone.values_list("number", flat=True))


def page_of(versions: QuerySet, page: Page) -> tuple[list[int], int | None]:
    """Return the keys of a page's versions, and the last number on it where there are more."""
    rows = list(
        versions.filter(number__gt=page.nach).order_by("number").values_list("pk", "number")[: page.limit + 1]
    )
    kept = rows[: page.limit]
    return [pk for pk, _ in kept], kept[-1][1] if len(rows) > len(kept) else None


def address_after(request: HttpRequest, last: int | None) -> str | None:
    """Return the following page's address."""
    if last is None:
        return None
    query = request.GET.copy()
    query["nach"] = str(last)
    return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"
