"""Clarifications and the record: its `clarification` is the text of the open ones, a line each.

Only `actions.apply` writes the record, whoever asks for it: a form, an import, an undo. So `follow` is
called there, and lets the questions follow what the record now says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from catalogue.models.clarification import Clarification
from integration.bulk import batches
from integration.history.models import ChangeSet
from integration.texts import match_key

_State = Clarification.State
_ROWS = 2_000  # rows a statement names at most


def lines_of(text: str) -> list[str]:
    """Return the questions in a record's `clarification`, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def with_line(text: str, question: str) -> str:
    """Return a record's `clarification` with one more question."""
    return "\n".join([*lines_of(text), question])


def without_line(text: str, question: str) -> str:
    """Return a record's `clarification` without that question."""
    return "\n".join(line for line in lines_of(text) if line != question)


def follow(texts: Mapping[int, str], change_set: ChangeSet) -> None:
    """Let the clarifications of measures follow what their records say since the change set.

    `texts` maps the measures' keys to the record's `clarification`, the empty text for a measure that is no
    longer there. A new line opens a clarification, a line that is gone closes its own as withdrawn. An undo
    that brings a line back brings back to whom it was put, and until when. Costs one statement of each
    kind however many measures there are (per 2,000).
    """
    rows = _rows(texts)
    opened, closed = [], []
    for measure, text in texts.items():
        lines = lines_of(text)
        before = {one.question: one for one in rows[measure] if one.is_open}
        closed += [one.pk for question, one in before.items() if question not in lines]
        undone = change_set.undoes_id
        earlier = {one.question: one for one in rows[measure] if undone and one.closed_id == undone}
        for line in lines:
            if line not in before:
                opened.append(_opened(measure, line, change_set, earlier.get(line)))
    for part in batches(closed, _ROWS):
        found = Clarification.objects.filter(pk__in=part)
        found.update(state=_State.WITHDRAWN, closed=change_set)
    Clarification.objects.bulk_create(opened, batch_size=_ROWS)


def _rows(measures: Iterable[int]) -> dict[int, list[Clarification]]:
    found: dict[int, list[Clarification]] = defaultdict(list)
    for part in batches(list(measures), _ROWS):
        for one in Clarification.objects.filter(measure__in=part).order_by("pk"):
            found[one.measure_id].append(one)
    return found


def _opened(
    measure: int, question: str, change_set: ChangeSet, earlier: Clarification | None
) -> Clarification:
    again = {"unit_id": earlier.unit_id, "due": earlier.due} if earlier else {}
    return Clarification(measure_id=measure, question=question, opened=change_set, **again)


def answered(measures: Iterable[int]) -> dict[int, dict[str, Clarification]]:
    """Return the answered clarifications by the measure's number and the question's `match_key`.

    `measures` are numbers. Of two answers to the same question the later one counts.
    """
    found: dict[int, dict[str, Clarification]] = defaultdict(dict)
    for part in batches(list(measures), _ROWS):
        rows = Clarification.objects.answered().filter(measure__number__in=part)
        for one in rows.select_related("measure", "closed").order_by("closed__at"):
            found[one.measure.number][match_key(one.question)] = one
    return dict(found)
