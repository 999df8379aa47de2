"""What the catalogue asks of people: Rückmeldungen, answers, Wiedervorlagen, a look at measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Clarification, Extract, FollowUp, MeasureVersion, Responsibility, Unit
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.upkeep import worklist
from catalogue.vocabulary import Role, Status
from steering.reminders.due import AHEAD, Bundle, Due, Stage, dated, named, overdue, short


def returns(today: dt.date) -> Iterator[Due]:
    """Rückmeldungen that units owe; the Koordination hears of those that are late."""
    several = Bundle("Rückmeldungen zum Maßnahmenkatalog", reverse("catalogue:extract-list"))
    late = Bundle("Rückmeldungen von Stellen stehen aus", reverse("catalogue:extract-list"))
    rows = Extract.objects.outstanding().filter(due__lte=today + AHEAD).select_related("unit", "round")
    for one in rows.order_by("due", "unit__slug"):
        yield dated(
            f"auszug:{one.pk}",
            one.due,
            today,
            text=f"Rückmeldung zum Maßnahmenkatalog für {one.unit}",
            path=reverse("catalogue:unit-return-form", args=[one.pk]),
            unit=one.unit_id,
            bundle=several,
            item=f"{named(one.unit)} bis {one.due:%d.%m.%Y}",
        )
        if one.due < today:
            text = f"Die Rückmeldung von {named(one.unit)} steht aus"
            yield overdue(
                f"auszug:{one.pk}", one.due, text=text, path=late.path, bundle=late, item=named(one.unit)
            )


def answers(today: dt.date) -> Iterator[Due]:
    """Questions with a day, asked of units; those asked of nobody are the Koordination's."""
    path = reverse("catalogue:clarification-list") + "?status=ueberfaellig"
    late = Bundle("Antworten von Stellen sind überfällig", path)
    there = MeasureVersion.objects.current().exclude(status=Status.DROPPED).values("measure")
    rows = Clarification.objects.open().filter(due__lte=today + AHEAD, measure__in=there)
    for one in rows.select_related("measure", "unit").order_by("due", "pk"):
        key, number, day = f"klaerung:{one.pk}", one.measure.number, one.due or today
        text = f"Antwort zu Maßnahme {number}: {short(str(one))}"
        path = reverse("catalogue:clarification-detail", args=[one.pk])
        yield dated(key, day, today, text=text, path=path, unit=one.unit_id)
        if one.unit and day < today:
            item = f"{named(one.unit)} zu Maßnahme {number}"
            text = f"Die Antwort von {item} ist überfällig"
            yield overdue(key, day, text=text, path=path, bundle=late, item=item)


def follow_ups(today: dt.date) -> Iterator[Due]:
    """Wiedervorlagen, for whoever set them."""
    for one in FollowUp.objects.due(on=today).select_related("measure"):
        number = one.measure.number
        yield Due(
            f"wiedervorlage:{one.pk}:{one.due:%Y-%m-%d}",
            text=f"Wiedervorlage vom {one.due:%d.%m.%Y} zu Maßnahme {number}: {short(one.reason)}",
            path=f"{reverse('catalogue:measure-detail', args=[number])}#wiedervorlage",
            stage=Stage.DUE,
            person=one.by_id,
        )


def next_steps(today: dt.date) -> Iterator[Due]:
    """Next steps whose day has passed, for the unit that leads the measure."""
    late = MeasureVersion.objects.current().filter(next_step_date__lt=today).exclude(status=Status.DROPPED)
    leads = _leads(late)
    rows = late.order_by("next_step_date", "number")
    for version, number, day, text in rows.values_list(
        "pk", "number", "next_step_date", "stored__data__next_step"
    ):
        unit = leads.get(version)
        yield Due(
            f"naechster-schritt:{number}:{day:%Y-%m-%d}:{Stage.DUE}",
            text=f"Nächster Schritt zu Maßnahme {number}: {short(text or 'ohne nähere Angabe')}",
            path=reverse("catalogue:measure-detail", args=[number]),
            stage=Stage.DUE,
            day=day,
            unit=unit.pk if unit else None,
            bundle=_measures("warten auf ihren nächsten Schritt", "frist", unit),
            item=f"{number}",
        )


def untouched(today: dt.date) -> Iterator[Due]:
    """Measures that nobody changed or confirmed for longer than agreed, for the unit that leads them."""
    stale = MeasureVersion.objects.current().filter(worklist.having(["unberuehrt"], today))
    rows = stale.annotate(confirmed=Max("measure__confirmations__at")).order_by("number")
    found = list(rows.values_list("pk", "number", "valid_from", "confirmed"))
    leads = _leads(stale)
    since = f"seit über {settings.STALE_AFTER_MONTHS} Monaten nicht angefasst"
    for version, number, changed, confirmed in found:
        unit = leads.get(version)
        last = timezone.localdate(max(changed, confirmed or changed))
        yield Due(
            f"sachstand:{number}:{last:%Y-%m-%d}",
            text=f"Maßnahme {number} ist {since}: Stimmt noch alles?",
            path=reverse("catalogue:measure-detail", args=[number]),
            stage=Stage.NOTE,
            unit=unit.pk if unit else None,
            bundle=_measures(f"sind {since}", "unberuehrt", unit),
            item=f"{number}",
        )


def _leads(versions: MeasureVersionQuerySet) -> dict[int, Unit]:
    """Return the units that lead these versions."""
    rows = Responsibility.objects.filter(version__in=versions.order_by(), role=Role.LEAD)
    return {one.version_id: one.unit for one in rows.select_related("unit")}


def _measures(what: str, rule: str, unit: Unit | None) -> Bundle:
    """Return what says of all measures that a unit leads, or that nobody does, what a rule has found."""
    query = {"luecke": rule} | ({"stelle": unit.slug, "rolle": Role.LEAD.value} if unit else {})
    whose = f"unter Federführung von {named(unit)}" if unit else "ohne Federführung"
    return Bundle(f"Maßnahmen {whose} {what}", f"{reverse('catalogue:measure-list')}?{urlencode(query)}")
