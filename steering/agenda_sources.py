"""What an agenda is proposed from by itself: one function for each source, each suggestion with its reason.

A new source is a function that yields suggestions, and its line in `SOURCES`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from catalogue.models import Clarification, MeasureVersion, NeedChange
from catalogue.upkeep import worklist
from catalogue.vocabulary import Status
from steering.models import AgendaItem, Assignment, GoalTalk, Meeting, Resolution

_Kind = AgendaItem.Kind
_TITLE, _FACTS = 120, 8_000  # letters


class Suggestion(NamedTuple):
    """A TOP that could be taken as it is. `key` is what it comes from: no meeting gets the same twice."""

    key: str
    title: str
    reason: str
    kind: str = _Kind.DISCUSS
    facts: str = ""
    proposal: str = ""
    minutes: int = 10
    measures: tuple[int, ...] = ()
    postponed_from: int | None = None

    @property
    def fields(self) -> dict[str, object]:
        """What the TOP gets; its facts, where nothing else is known, are the reason."""
        names = ("title", "kind", "proposal", "minutes", "measures")
        return {name: getattr(self, name) for name in names} | {"facts": self.facts or self.reason}


class Source(NamedTuple):
    """Where suggestions come from. `together` names all of them as one TOP where that makes sense."""

    label: str
    find: Callable[[Meeting, dt.date], Iterator[Suggestion]]
    together: str = ""


class Offer(NamedTuple):
    """What a source suggests: single TOPs and, where there are several, one for all their measures."""

    label: str
    ones: list[Suggestion]
    together: Suggestion | None


def approval_of_minutes(meeting: Meeting, day: dt.date) -> Iterator[Suggestion]:
    sent = Meeting.objects.filter(state=Meeting.State.MINUTES_SENT, starts_at__lt=meeting.starts_at)
    for one in sent.order_by("starts_at"):
        yield Suggestion(
            f"protokoll:{one.pk}",
            f"Genehmigung des Protokolls vom {one.day:%d.%m.%Y}",
            "Das Protokoll ist versandt und noch nicht genehmigt.",
            kind=_Kind.DECIDE,
            proposal=f"Das Protokoll der Sitzung vom {one.day:%d.%m.%Y} wird genehmigt.",
            minutes=5,
        )


def postponed(meeting: Meeting, day: dt.date) -> Iterator[Suggestion]:
    put_off = Q(state=AgendaItem.State.POSTPONED) | Q(resolutions__kind=Resolution.Kind.POSTPONED)
    items = AgendaItem.objects.filter(put_off, postponed_to=None, meeting__starts_at__lt=meeting.starts_at)
    rows = items.exclude(meeting=meeting).distinct().select_related("meeting").prefetch_related("measures")
    for item in rows.order_by("meeting__starts_at", "position"):
        yield Suggestion(
            f"vertagt:{item.pk}",
            item.title,
            f"In der Sitzung vom {item.meeting.day:%d.%m.%Y} vertagt.",
            kind=item.kind,
            facts=item.facts,
            proposal=item.proposal,
            minutes=item.minutes,
            measures=tuple(one.number for one in item.measures.all()),
            postponed_from=item.pk,
        )


def overdue_assignments(meeting: Meeting, day: dt.date) -> Iterator[Suggestion]:
    rows = Assignment.objects.overdue(on=day).select_related("unit").prefetch_related("measures")
    for one in rows:
        yield Suggestion(
            f"auftrag:{one.pk}",
            _short(f"Offener Auftrag an {one.unit.code or one.unit.name}: {one.task}"),
            f"Der Auftrag an {one.unit} war bis {one.due:%d.%m.%Y} fällig.",
            facts=f"Auftrag: {one.task}\nFällig war er am {one.due:%d.%m.%Y}.",
            measures=tuple(measure.number for measure in one.measures.all()),
        )


def overdue_clarifications(meeting: Meeting, day: dt.date) -> Iterator[Suggestion]:
    there = MeasureVersion.objects.current().exclude(status=Status.DROPPED).values("measure")
    rows = Clarification.objects.open().filter(due__lt=day, measure__in=there)
    for one in rows.select_related("measure", "unit").order_by("due", "pk"):
        to = f"An {one.unit} gerichtet, " if one.unit else "An niemanden gerichtet, "
        yield Suggestion(
            f"klaerung:{one.pk}",
            _short(f"Klärung zu Maßnahme {one.measure.number}: {one}"),
            f"{to}Antwort war bis {one.due:%d.%m.%Y} erbeten.",
            facts=f"Offen ist: {one}",
            measures=(one.measure.number,),
        )


def undecided_needs(meeting: Meeting, day: dt.date) -> Iterator[Suggestion]:
    for one in NeedChange.objects.undecided().select_related("measure", "action_field").order_by("day", "pk"):
        subject = f"Maßnahme {one.measure.number}" if one.measure else str(one.action_field)
        yield Suggestion(
            f"bedarf:{one.pk}",
            _short(f"Veränderter Bedarf zu {subject}: {one.description}"),
            f"Festgestellt am {one.day:%d.%m.%Y} ({one.source}), noch nicht entschieden.",
            kind=_Kind.DECIDE,
            facts=f"{one.description}\nQuelle: {one.source}",
            measures=(one.measure.number,) if one.measure else (),
        )


def overdue_measures(meeting: Meeting, day: dt.date) -> Iterator[Suggestion]:
    late = MeasureVersion.objects.current().filter(next_step_date__lt=day).exclude(status=Status.DROPPED)
    rows = late.order_by("next_step_date", "number").values_list(
        "number", "next_step_date", "goal__text", "stored__data__next_step"
    )
    for number, due, goal, step in rows:
        yield Suggestion(
            f"termin:{number}",
            _short(f"Maßnahme {number}: {goal or 'ohne Ziel'}"),
            f"Der nächste Schritt war für den {due:%d.%m.%Y} vorgesehen.",
            facts=f"Nächster Schritt bis {due:%d.%m.%Y}: {step or 'ohne nähere Angabe'}",
            measures=(number,),
        )


def stuck_measures(meeting: Meeting, day: dt.date) -> Iterator[Suggestion]:
    for number, status, since, goal in _untouched(day):
        label = Status(status).label
        yield Suggestion(
            f"ruht:{number}",
            _short(f"Maßnahme {number}: {goal or 'ohne Ziel'}"),
            f"„{label}“, und seit {timezone.localdate(since):%d.%m.%Y} nicht angefasst.",
            measures=(number,),
        )


def _untouched(day: dt.date) -> Iterable[tuple[int, str, dt.datetime, str | None]]:
    rule = next(rule for rule in worklist.RULES if rule.kind == "unberuehrt")
    waiting = MeasureVersion.objects.current().filter(status__in=[Status.NOT_BEGUN, Status.PLANNED])
    stuck = waiting.filter(rule.condition(day)).exclude(next_step_date__lt=day)
    return stuck.order_by("valid_from", "number").values_list("number", "status", "valid_from", "goal__text")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1].rstrip()}…"


def feedback_of_talks(meeting: Meeting, day: dt.date) -> Iterator[Suggestion]:
    """Yield what goal talks report to the group and no agenda has held yet."""
    items = AgendaItem.objects.filter(source__startswith="zielgespraech:")
    known = set(items.exclude(state=AgendaItem.State.DECLINED).values_list("source", flat=True))
    talks = GoalTalk.objects.held().filter(has_feedback=True, starts_at__lt=meeting.starts_at)
    for talk in talks.select_related("unit").order_by("starts_at", "pk"):
        key = f"zielgespraech:{talk.pk}"
        if key in known:
            continue
        yield Suggestion(
            key,
            _short(f"Rückmeldung aus dem {talk}: {talk.feedback}"),
            f"Im Zielgespräch am {talk.day:%d.%m.%Y} vereinbarten beide Seiten diese Rückmeldung.",
            facts=talk.feedback,
        )


SOURCES = (
    Source("Protokoll zu genehmigen", approval_of_minutes),
    Source("Beim letzten Mal vertagt", postponed),
    Source("Rückmeldungen aus Zielgesprächen", feedback_of_talks),
    Source("Überfällige Aufträge", overdue_assignments),
    Source("Offene Klärungen über der Frist", overdue_clarifications, together="klaerung:alle"),
    Source("Veränderte Bedarfe ohne Entscheidung", undecided_needs),
    Source("Maßnahmen mit verstrichenem Termin", overdue_measures, together="termin:alle"),
    Source("Maßnahmen, die ruhen", stuck_measures, together="ruht:alle"),
)


def suggestions(meeting: Meeting, day: dt.date) -> list[Offer]:
    """Return what could come on a meeting's agenda and is not there, by source (a query or two for each)."""
    taken: dict[str, set[int]] = defaultdict(set)
    for key, number in meeting.items.exclude(source="").values_list("source", "measures__number"):
        taken[key].add(number)
    offers = []
    for source in SOURCES:
        there = taken.get(source.together, set())
        found = (one for one in source.find(meeting, day) if one.key not in taken)
        ones = [one for one in found if not (there and there.issuperset(one.measures))]
        if ones:
            several = source.together and not there and len(ones) > 1
            offers.append(Offer(source.label, ones, _together(source, ones) if several else None))
    return offers


def _together(source: Source, ones: list[Suggestion]) -> Suggestion:
    """Return one TOP about all the measures that a source suggests; what holds for several is said once."""
    measures = tuple(sorted({number for one in ones for number in one.measures}))
    said: dict[str, list[str]] = defaultdict(list)
    for one in ones:
        said[one.facts or one.reason] += map(str, one.measures)
    lines = [
        f"Maßnahme{'n' if len(numbers) > 1 else ''} {', '.join(numbers)}: {text}"
        for text, numbers in said.items()
    ]
    title = f"{source.label}: {len(ones)}"
    return Suggestion(source.together, title, "Alle zusammen.", facts=_some(lines), measures=measures)


def _some(lines: list[str]) -> str:
    """Return as many lines as a TOP's facts hold."""
    for shown in range(len(lines), 0, -1):
        left = [f"… und {len(lines) - shown} weitere."] if shown < len(lines) else []
        if len(text := "\n".join([*lines[:shown], *left])) <= _FACTS:
            return text
    return lines[0][:_FACTS]


def suggestion(meeting: Meeting, day: dt.date, key: str) -> Suggestion | None:
    """Return one of them by its key, if it still holds."""
    offers = suggestions(meeting, day)
    every = (one for offer in offers for one in (*offer.ones, offer.together) if one)
    return next((one for one in every if one.key == key), None)
