"""Which Stellungnahmen a meeting asks of the responsible units, and what is there already."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalogue.models import Answer, MeasureVersion, Unit, UnitReturn
from catalogue.records import MeasureRecord
from catalogue.reference.unit_tree import UnitTree
from catalogue.upkeep.worklist import months_before
from catalogue.vocabulary import Role, Status
from steering.models import Meeting, Review

_CITY = (Role.LEAD, Role.INVOLVED)


@dataclass(frozen=True)
class Asked:
    """What a meeting asks of one unit about one measure: `answer` is its last fresh Rückmeldung, which spares
    the Stellungnahme, `review` what it has said for the meeting."""

    meeting: Meeting
    number: int
    title: str
    unit: Any  # a node of the tree of units
    status: str
    answer: Answer | None
    review: Review | None

    @property
    def is_due(self) -> bool:
        return self.answer is None and self.review is None


def asked(meetings: Iterable[Meeting], units: Collection[int] | None, *, now: dt.datetime) -> list[Asked]:
    """Return what meetings ask about the measures on their agendas, of `units` by key or of all (5 queries).

    The lead unit is asked, where there is none each city unit that takes part; of a dropped measure nobody.
    """
    by_key = {one.pk: one for one in meetings}
    on_agenda = _on_agenda(by_key)
    versions = MeasureVersion.objects.current().exclude(status=Status.DROPPED)
    rows = versions.filter(measure__in={measure for _, measure in on_agenda}).with_records()
    current = {version.measure_id: version for version in rows}
    tree = UnitTree.load()
    by_slug = {node.slug: node for node in tree.nodes.values()}
    reviews = {
        (one.meeting_id, one.measure_id, one.unit_id): one
        for one in Review.objects.filter(meeting__in=by_key).select_related("unit")
    }
    answers = _fresh_answers(current, now)
    found = []
    for meeting, measure in on_agenda:
        version = current.get(measure)
        record = version.record if version else None
        for unit in (by_slug[slug] for slug in _responsible(record)):
            if version and record and (units is None or unit.pk in units):
                answer = _of_unit(answers[measure], unit.pk, tree)
                review = reviews.get((meeting, measure, unit.pk))
                title = record.goal or record.text
                found.append(
                    Asked(by_key[meeting], version.number, title, unit, version.status, answer, review)
                )
    return found


def _on_agenda(meetings: Collection[int]) -> list[tuple[int, int]]:
    """Return (meeting, measure) by key in the order of the agendas, each once."""
    items = Meeting.objects.filter(pk__in=meetings, items__state="angenommen", items__measures__isnull=False)
    pairs = items.order_by("starts_at", "items__position", "items__measures__number")
    return list(dict.fromkeys(pairs.values_list("pk", "items__measures")))


def _responsible(record: MeasureRecord | None) -> list[str]:
    if record is None:
        return []
    return [record.lead] if record.lead else [key for key, one in record.units.items() if one.role in _CITY]


def _fresh_answers(measures: Collection[int], now: dt.datetime) -> dict[int, list[Answer]]:
    """Return what units have sent about each measure as long as a word is fresh, newest first."""
    since = months_before(timezone.localdate(now), settings.STALE_AFTER_MONTHS)
    sent = (UnitReturn.State.SENT, UnitReturn.State.DECIDED)
    rows = Answer.objects.filter(
        measure__in=measures, unit_return__state__in=sent, unit_return__sent_at__date__gte=since
    )
    found: dict[int, list[Answer]] = defaultdict(list)
    for one in rows.select_related("unit_return__unit").order_by("-unit_return__sent_at"):
        found[one.measure_id or 0].append(one)
    return found


def _of_unit(answers: Iterable[Answer], unit: int, tree: UnitTree) -> Answer | None:
    """Return the first answer of the unit, or of one above or below it, that says anything."""
    family = {*tree.above(unit), *tree.below(unit)}
    spoke = (one for one in answers if one.unit_return.unit_id in family and not one.says_nothing)
    return next(spoke, None)


def units_of(user: Any, on: dt.date) -> set[int] | None:
    """Return the units for which a person may speak, by key; None for the office, which may for all."""
    if user.has_perm("steering.change_meeting"):
        return None
    units = Unit.objects.of_member(user, on=on)
    return {one.pk for top in units for one in top.descendants(include_self=True)}
