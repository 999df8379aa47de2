"""What the catalogue asks of people: Rückmeldungen, answers, Wiedervorlagen, a look at measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Clarification, Extract, FollowUp, MeasureVersion, Responsibility
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


def untouched(today: dt.date) -> Iterator[Due]:
    """Measures that nobody changed or confirmed for longer than agreed, for the unit that leads them."""
    stale = MeasureVersion.objects.current().filter(worklist.having(["unberuehrt"], today))
    rows = stale.annotate(confirmed=Max("measure__confirmations__at")).order_by("number")
    found = list(rows.values_list("pk", "number", "valid_from", "confirmed"))
    leads = Responsibility.objects.filter(Q(version__in=stale.order_by()), role=Role.LEAD)
    lead_of = {one.version_id: one.unit for one in leads.select_related("unit")}
    since = f"seit über {settings.STALE_AFTER_MONTHS} Monaten nicht angefasst"
    for version, number, changed, confirmed in found:
        unit = lead_of.get(version)
        last = timezone.localdate(max(changed, confirmed or changed))
        query = {"luecke": "unberuehrt"} | ({"stelle": unit.slug, "rolle": Role.LEAD.value} if unit else {})
        whose = f"unter Federführung von {named(unit)}" if unit else "ohne Federführung"
        yield Due(
            f"sachstand:{number}:{last:%Y-%m-%d}",
            text=f"Maßnahme {number} ist {since}: Stimmt noch alles?",
            path=reverse("catalogue:measure-detail", args=[number]),
            stage=Stage.NOTE,
            unit=unit.pk if unit else None,
            bundle=Bundle(
                f"Maßnahmen {whose} sind {since}",
                f"{reverse('catalogue:measure-list')}?{urlencode(query)}",
            ),
            item=f"{number}",
        )
