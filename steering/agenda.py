"""An agenda in time: when each TOP begins, how long all of them take, and which measures they are about."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils import timezone

from catalogue.models import MeasureVersion
from catalogue.vocabulary import Status
from steering.models import AgendaItem, Meeting


class About(NamedTuple):
    """A measure that a TOP is about, as it stands today."""

    number: int
    goal: str
    is_dropped: bool
    is_visible: bool


class Slot(NamedTuple):
    """A TOP at its place: its number, when it begins, its measures."""

    number: int
    item: AgendaItem
    begins: dt.datetime
    measures: list[About]

    @property
    def dropped(self) -> list[About]:
        return [one for one in self.measures if one.is_dropped]


class Agenda:
    """The accepted TOPs of a meeting; `items` come with their measures and documents."""

    def __init__(
        self, meeting: Meeting, items: Iterable[AgendaItem], measures: dict[int, list[About]]
    ) -> None:
        self.meeting = meeting
        self.slots: list[Slot] = []
        begins = timezone.localtime(meeting.starts_at)
        for number, item in enumerate(items, start=1):
            self.slots.append(Slot(number, item, begins, measures.get(item.pk, [])))
            begins += dt.timedelta(minutes=item.minutes)

    @property
    def minutes(self) -> int:
        return sum(slot.item.minutes for slot in self.slots)

    @property
    def over(self) -> int:
        """By how many minutes the TOPs take longer than the meeting; 0 if they do not."""
        return max(self.minutes - self.meeting.length, 0)

    @property
    def left(self) -> int:
        return max(self.meeting.length - self.minutes, 0)


def agenda_of(meeting: Meeting, user: Any) -> Agenda:
    """Return a meeting's agenda as the person sees it (three queries)."""
    items = list(meeting.items.on_agenda().prefetch_related("documents__file"))
    return Agenda(meeting, items, measures_of(items, user))


def measures_of(items: Iterable[AgendaItem], user: Any) -> dict[int, list[About]]:
    """Return the measures of TOPs, by the TOPs' keys (two queries)."""
    links = AgendaItem.measures.through.objects.filter(agendaitem__in=[item.pk for item in items])
    pairs = list(links.values_list("agendaitem", "measure", "measure__number").order_by("measure__number"))
    current = MeasureVersion.objects.current().filter(measure__in={measure for _, measure, _ in pairs})
    rows = current.visible_to(user).values_list("number", "goal__text", "status")
    known = {number: (goal or "", status) for number, goal, status in rows}
    found: dict[int, list[About]] = defaultdict(list)
    for item, _, number in pairs:
        goal, status = known.get(number, ("", ""))
        found[item].append(About(number, goal, status == Status.DROPPED, number in known))
    return found
