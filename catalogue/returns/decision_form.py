"""What a coordinator chooses in the queue: single things, whole rows, a reason for each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict

from catalogue.editing.form_fields import TextField
from catalogue.models import Suggestion
from catalogue.returns.comparing import DATE, PROGRESS

ACCEPT, REJECT = "ja", "nein"
_MOST = 5_000  # suggestions a request may decide
_LONG = 1_000  # letters of a row's reason


@dataclass(slots=True)
class Choices:
    """Keys of what is accepted and rejected, reasons by key, and the versions on which was decided."""

    accepted: list[int] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    row_reasons: dict[int, str] = field(default_factory=dict)  # by the answer's key, as they were sent

    def __bool__(self) -> bool:
        return bool(self.accepted or self.rejected)


def chosen(sent: QueryDict) -> Choices:
    """Return what was chosen: `v-<suggestion>` and `zeile-<answer>` say "ja" or "nein", `grund-<answer>` and
    `fassung-<measure>` belong to them. What is chosen singly goes before its row's choice."""
    single, whole = dict(_fields(sent, "v-")), dict(_fields(sent, "zeile-"))
    reasons = {key: text.strip()[:_LONG] for key, text in _fields(sent, "grund-") if text.strip()}
    seen = {key: int(text) for key, text in _fields(sent, "fassung-") if _is_key(text)}
    found = Choices(seen=seen, row_reasons=reasons)
    answers = {answer for answer, choice in whole.items() if choice in (ACCEPT, REJECT)} | {*reasons}
    rows = Suggestion.objects.open().filter(answer__in=list(answers)[:_MOST])
    for key, answer in rows.values_list("pk", "answer"):
        if single.get(key) not in (ACCEPT, REJECT):
            single[key] = whole.get(answer, "")
        if answer in reasons:
            found.reasons[key] = reasons[answer]
    _let_dates_follow(single)
    for key, choice in list(single.items())[:_MOST]:
        if choice in (ACCEPT, REJECT):
            (found.accepted if choice == ACCEPT else found.rejected).append(key)
    return found


def _let_dates_follow(single: dict[int, str]) -> None:
    """Decide the day of a Sachstand as its text is decided."""
    made = [key for key, choice in single.items() if choice in (ACCEPT, REJECT)][:_MOST]
    texts = Suggestion.objects.filter(pk__in=made, path=PROGRESS).values_list("answer", "pk")
    by_answer = dict(texts)
    dates = Suggestion.objects.open().filter(answer__in=list(by_answer), path=DATE)
    for key, answer in dates.values_list("pk", "answer"):
        if single.get(key) not in (ACCEPT, REJECT):
            single[key] = single[by_answer[answer]]


def _fields(sent: QueryDict, start: str) -> Iterator[tuple[int, str]]:
    """Yield (number, text) of the fields whose names are `start` and a number."""
    for name, text in sent.items():
        if name.startswith(start) and _is_key(name.removeprefix(start)):
            yield int(name.removeprefix(start)), str(text)


def _is_key(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 10


class DecisionForm(forms.Form):
    """The reason that holds for all that is decided at once."""

    reason = TextField(
        label="Begründung",
        rows=2,
        max_length=_LONG,
        help_text="Freiwillig. Die Stellen sehen sie, und sie steht im Verlauf.",
    )
