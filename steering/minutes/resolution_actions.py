"""Results of TOPs: noted, recommended, resolved, postponed, and the changes that carry them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Measure
from catalogue.records import MeasureRecord, State
from integration.history.models import ChangeSet
from integration.texts import clean_text
from steering.minutes.writing import writable
from steering.models import AgendaItem, Resolution, ResolutionEffect
from steering.models.resolution import RESULTS_KNOWN

_RESOLVED = Resolution.Kind.RESOLVED
AS_PROPOSED = "wie vorgeschlagen"


@transaction.atomic
def record_result(
    item: AgendaItem,
    kind: str,
    *,
    wording: str = "",
    consent: str = "einvernehmlich",
    measures: Iterable[Measure] = (),
    by: Any,
    at: dt.datetime | None = None,
) -> Resolution:
    """Record what the group found about a TOP; a Festlegung gets its year's next number."""
    meeting = writable(item.meeting_id, at=at)
    result = Resolution(item=item, kind=kind, **Resolution.stamp(by, at))
    result.wording, result.consent = clean_text(wording), clean_text(consent)
    if kind == _RESOLVED:
        result.year = timezone.localtime(meeting.starts_at).year
        last = Resolution.objects.filter(year=result.year).aggregate(last=models.Max("number"))["last"]
        result.number = (last or 0) + 1
    result.full_clean()
    result.save()
    result.measures.set(measures)
    return result


@transaction.atomic
def change_result(
    result: Resolution,
    *,
    wording: str,
    consent: str,
    measures: Iterable[Measure],
    by: Any,
    at: dt.datetime | None = None,
) -> Resolution:
    """Say a result in other words, while the minutes are a draft; its kind and number stay."""
    writable(result.item.meeting_id, at=at)
    result = Resolution.objects.select_for_update(of=("self",)).select_related("item").get(pk=result.pk)
    result.wording, result.consent = clean_text(wording), clean_text(consent)
    result.full_clean()
    result.save()
    result.measures.set(measures)
    return result


@transaction.atomic
def remove_result(result: Resolution, *, by: Any, at: dt.datetime | None = None) -> None:
    """Take a result back. Later numbers of the year move up, so that none is missing.

    Raises ValidationError where a number has gone out already or a change cites it.
    """
    writable(result.item.meeting_id, at=at)
    result = Resolution.objects.get(pk=result.pk)
    if result.effects.exists():
        raise ValidationError("Eine Änderung im Katalog beruft sich auf dieses Ergebnis. Es bleibt stehen.")
    if result.number is None:
        result.delete()
        return
    following = Resolution.objects.filter(year=result.year, number__gte=result.number).order_by("number")
    out = following.filter(item__meeting__state__in=RESULTS_KNOWN) | following.filter(effects__isnull=False)
    if fixed := out.first():
        sentence = f"Die Nummer {fixed.reference} ist schon versandt oder zitiert; eine Lücke entsteht nicht."
        raise ValidationError(f"{sentence} Ändern Sie stattdessen den Wortlaut.")
    later = list(following.exclude(pk=result.pk).select_related("item"))
    result.delete()
    for one in later:
        one.number = (one.number or 0) - 1
        one.save()


@transaction.atomic
def record_status(
    result: Resolution, base: MeasureRecord, state: State, *, by: Any, at: dt.datetime | None = None
) -> ResolutionEffect | None:
    """Set a measure's status as the group resolved; None where it is so already.

    Raises `Collision` and `Withdrawn` like every change of a measure, made on the record `base`.
    """
    writable(result.item.meeting_id, at=at)
    edit = MeasureEdit(base.number, {("status",): state}, base)
    applied = apply([edit], by=by, way=ChangeSet.Way.FORM, reason=citation(result), at=at)
    if applied.change_set is None:
        return None
    result.measures.add(*Measure.objects.filter(number=base.number))
    return ResolutionEffect.objects.create(resolution=result, change_set=applied.change_set)


@transaction.atomic
def cite(change_set: ChangeSet, result: Resolution) -> ResolutionEffect:
    """Say that a change carried out a result."""
    effect, _ = ResolutionEffect.objects.get_or_create(resolution=result, change_set=change_set)
    return effect


def citation(result: Resolution) -> str:
    """Return how a change's reason cites a result: "Festlegung 2017/3 vom 12.06.2017: Kita-Plätze"."""
    day = timezone.localtime(result.item.meeting.starts_at)
    return f"{result} vom {day:%d.%m.%Y}: {result.item.title}"
