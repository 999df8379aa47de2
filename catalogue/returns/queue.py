"""The queue of suggestions, measure by measure, and in each unit by unit: for browser and file alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F

from catalogue.models import Answer, Suggestion, UnitReturn
from catalogue.models.suggestion import SuggestionQuerySet
from catalogue.reference.references import References
from catalogue.returns.comparing import DATE, PROGRESS, Compared, compared, with_their_dates
from catalogue.returns.told import ToldAnswer, told

PER_PAGE = 15  # measures
Place = tuple[int | None, int]  # a measure's number; or None and the answer that proposes one


@dataclass(slots=True)
class Block:
    """What one return says about one measure."""

    told: ToldAnswer
    unit_return: UnitReturn
    rows: list[Compared] = field(default_factory=list)
    date: Compared | None = None  # of the Sachstand among the rows, with which it is decided

    @property
    def answer(self) -> Answer:
        return self.told.answer

    @property
    def open_rows(self) -> list[Compared]:
        return [one for one in self.rows if one.suggestion.state == Suggestion.State.OPEN]


@dataclass(slots=True)
class Group:
    """All that is suggested about one measure; `number` is 0 for a further one that is proposed."""

    number: int
    version: int = 0
    title: str = ""
    blocks: list[Block] = field(default_factory=list)

    @property
    def is_gone(self) -> bool:
        return bool(self.number) and not self.version


@dataclass(slots=True)
class Queue:
    """A page of the queue."""

    page: Page
    groups: list[Group]

    @property
    def has_open(self) -> bool:
        return any(block.open_rows for group in self.groups for block in group.blocks)


def queue_of(rows: SuggestionQuerySet, page: Any = 1, per_page: int = PER_PAGE) -> Queue:
    """Return a page of these suggestions, so many measures on it (a constant number of queries)."""
    order = (F("answer__measure__number").asc(nulls_last=True), "answer")
    listed = rows.order_by(*order).values_list("answer__measure__number", "answer").distinct()
    answers: dict[Place, list[int]] = defaultdict(list)
    for number, answer in listed:
        answers[number, 0 if number else answer].append(answer)
    shown = Paginator(list(answers), per_page).get_page(page)
    places = list(shown.object_list)
    wanted = [answer for place in places for answer in answers[place]]
    refs = References.load()
    found = rows.with_answers().filter(answer__in=wanted).order_by("pk")
    return Queue(shown, _groups(places, answers, _blocks(wanted, compared(found, refs), refs)))


def _blocks(answers: Iterable[int], rows: Iterable[Compared], refs: References) -> dict[int, Block]:
    said = {one.answer.pk: one for one in told(Answer.objects.filter(pk__in=list(answers)), refs)}
    blocks: dict[int, Block] = {}
    for one in rows:
        answer = one.suggestion.answer
        block = blocks.setdefault(answer.pk, Block(said[answer.pk], answer.unit_return))
        block.rows.append(one)
    for block in blocks.values():
        _join_date(block)
    return blocks


def _join_date(block: Block) -> None:
    """Take the day of a Sachstand out of the rows where the text is open beside it."""
    paths = {tuple(one.suggestion.path): one for one in block.open_rows}
    date = paths.get((*DATE,))
    if date and (*PROGRESS,) in paths:
        block.rows.remove(date)
        block.date = date


def _groups(
    places: Sequence[Place], answers: dict[Place, list[int]], blocks: dict[int, Block]
) -> list[Group]:
    groups = []
    for place in places:
        found = [blocks[answer] for answer in answers[place] if answer in blocks]
        found.sort(key=lambda block: (not block.answer.is_lead, block.answer.pk))
        group = Group(place[0] or 0, blocks=found)
        for block in found:
            for row in block.rows:
                if row.now:
                    group.version, group.title = row.version, row.now.goal or row.now.text
            group.title = group.title or block.told.title
        groups.append(group)
    return groups


def plain(rows: SuggestionQuerySet) -> list[int]:
    """Return the keys of those open ones that take nobody's words away: "alle ohne Konflikt"."""
    found = compared(rows.open().with_answers().filter(kind=Suggestion.Kind.FIELD))
    taken = with_their_dates((one for one in found if one.is_plain), found)
    return [one.suggestion.pk for one in taken]
