"""What a meeting's page shows: its steps, its agenda, what is proposed, its papers and letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone

from steering.agenda import About, Agenda, agenda_of, measures_of
from steering.agenda_sources import Offer, suggestions
from steering.letters import is_news, why_not_again
from steering.models import AgendaItem, Meeting, MeetingDocument, MeetingGuest, MeetingLetter

_State = Meeting.State
_STEPS = (
    (_State.PLANNED, "geplant"),
    (_State.INVITED, "eingeladen"),
    (_State.HELD, "durchgeführt"),
    (_State.MINUTES_SENT, "Protokoll versandt"),
    (_State.APPROVED, "Protokoll genehmigt"),
)


class Step(NamedTuple):
    """A step of a meeting's way: done, the one it is at, or still to come."""

    label: str
    is_done: bool
    is_here: bool


class Proposal(NamedTuple):
    item: AgendaItem
    measures: list[About]


class MeetingPage:
    """Everything as the person may see it; what is not asked for costs nothing."""

    def __init__(self, meeting: Meeting, user: Any, *, now: dt.datetime) -> None:
        self.meeting, self.user, self.now = meeting, user, now
        self.is_office = user.has_perm("steering.change_meeting")

    @property
    def steps(self) -> Iterator[Step]:
        here = next((place for place, (state, _) in enumerate(_STEPS) if state == self.meeting.state), -1)
        for place, (_, label) in enumerate(_STEPS):
            yield Step(label, place < here, place == here)

    @cached_property
    def agenda(self) -> Agenda:
        return agenda_of(self.meeting, self.user)

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What is proposed, postponed or declined, as far as the person may see it."""
        rows = self.meeting.items.visible_to(self.user).exclude(state=AgendaItem.State.ACCEPTED)
        items = list(rows.select_related("by").prefetch_related("postponed_to__meeting").order_by("at", "pk"))
        measures = measures_of(items, self.user)
        return [Proposal(item, measures.get(item.pk, [])) for item in items]

    @cached_property
    def suggestions(self) -> list[Offer]:
        """What the office could take from what is due; members propose for themselves."""
        if not (self.is_office and self.meeting.takes_items):
            return []
        return suggestions(self.meeting, timezone.localdate(self.now))

    @cached_property
    def documents(self) -> list[MeetingDocument]:
        return list(self.meeting.documents.visible_to(self.user).select_related("file"))

    @cached_property
    def guests(self) -> list[MeetingGuest]:
        return list(self.meeting.guests.all())

    @cached_property
    def letters(self) -> list[MeetingLetter]:
        return list(self.meeting.letters.order_by("-at"))

    @cached_property
    def unfinished(self) -> set[int]:
        """Return the keys of the letters that may be sent again to whoever did not get them."""
        failed = (one for one in self.letters if one.failed and not one.waiting)
        able = {one.pk for one in failed if not why_not_again(one, self.letters)}
        return able | {one.pk for one in self.letters if one.is_lost}

    @property
    def is_news(self) -> bool:
        """True where time or place are others than the last letter said."""
        entries = (one for one in self.letters if one.kind in MeetingLetter.WITH_ENTRY)
        return is_news(self.meeting, next(entries, None))

    @property
    def may_propose(self) -> bool:
        if not self.user.has_perm("steering.add_agendaitem"):
            return False
        return self.meeting.takes_items if self.is_office else self.meeting.takes_proposals(now=self.now)
