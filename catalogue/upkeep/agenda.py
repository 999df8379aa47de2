"""What comes next for a person: follow-ups whose day has come, answers and next steps that are overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.urls import reverse

from catalogue.models import Clarification, FollowUp
from catalogue.models.version import MeasureVersionQuerySet
from catalogue.vocabulary import Status

LIMIT = 8  # entries a page shows


class Entry(NamedTuple):
    """One thing that is due. `who` set a follow-up or owes an answer; empty where that is not said."""

    day: dt.date
    kind: str
    text: str
    about: str
    url: str
    who: str = ""


def agenda(
    versions: MeasureVersionQuerySet, user: Any, day: dt.date, others: Iterable[Entry] = ()
) -> list[Entry]:
    """Return what is due by `day` on `versions` (three queries), and `others`, the oldest `LIMIT` of them."""
    measures = versions.order_by().values("measure")
    entries = [
        *_follow_ups(measures, user, day),
        *_questions(measures, day),
        *_next_steps(versions, day),
        *others,
    ]
    return sorted(entries, key=lambda entry: entry.day)[:LIMIT]


def _follow_ups(measures: Any, user: Any, day: dt.date) -> Iterator[Entry]:
    rows = FollowUp.objects.visible_to(user).due(on=day).filter(measure__in=measures)
    for one in rows.select_related("measure")[:LIMIT]:
        number = one.measure.number
        url = f"{reverse('catalogue:measure-detail', args=[number])}#wiedervorlage"
        yield Entry(one.due, "Wiedervorlage", one.reason, _measure(number), url, one.by_function)


def _questions(measures: Any, day: dt.date) -> Iterator[Entry]:
    rows = Clarification.objects.open().filter(measure__in=measures, due__lt=day).order_by("due", "pk")
    for one in rows.select_related("measure", "unit")[:LIMIT]:
        url = reverse("catalogue:clarification-detail", args=[one.pk])
        who = str(one.unit or "")
        yield Entry(one.due or day, "Antwort", str(one), _measure(one.measure.number), url, who)


def _next_steps(versions: MeasureVersionQuerySet, day: dt.date) -> Iterator[Entry]:
    rows = versions.filter(next_step_date__lt=day).exclude(status=Status.DROPPED)
    found = rows.order_by("next_step_date", "number")
    for due, number, text in found.values_list("next_step_date", "number", "stored__data__next_step")[:LIMIT]:
        url = reverse("catalogue:measure-detail", args=[number])
        yield Entry(due or day, "Nächster Schritt", text or "ohne nähere Angabe", _measure(number), url)


def _measure(number: int) -> str:
    return f"Maßnahme {number}"
