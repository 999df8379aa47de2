"""How a change reads: preview, history, undo and comparison all show it to people in this one way."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from django.apps import apps

from catalogue.records import Change, Involvement, MeasureRecord, Path, State, Value, changes
from catalogue.vocabulary import FIELD_LABELS, HATS, Role, Status
from integration.history.models import ReferenceChange

_DATES = ("next_step_date", "progress_date")
_REFERENCES = {"lead": "units", "action_field": "action_fields", "concept": "concepts"}
_TEXTS = (
    *("goal", "text", "timeframe", "next_step", "progress", "clarification", "status"),
    *("label", "remark", "extra", "lost"),
)
_ORDER = {name: place for place, name in enumerate(FIELD_LABELS)}
_COLUMNS = {  # what a deviating cell's column is called, where it is no field of its own
    "not_begun": "nicht",
    "planned": "geplant",
    "city_units": "weitere Stadt",
    "partners": "weitere / Kooperationspartner",
    "status_reason": "Begründung",
    "unit": "Zuständigkeit",
}
# Words and what stands between them; a full stop or comma after a word is not part of it.
_WORDS = re.compile(r"\s+|[.,;:!?]+|[^\s.,;:!?]+(?:[.,;:!?]+[^\s.,;:!?]+)*")
_COMPARED = 4_000_000  # pairs of words; comparing more would keep a page waiting
_IN_COMMON = 1 / 3  # of the words; with less, two whole texts read better than a patchwork


class Part(NamedTuple):
    """A piece of a text: `kind` is "same", "del" (only before) or "ins" (only after)."""

    kind: str
    text: str


class ShownChange(NamedTuple):
    """A field's change in words. "same" and "del" make up `before`, "same" and "ins" `after`."""

    label: str
    before: str
    after: str
    parts: list[Part]


@dataclass(frozen=True)
class MeasureChange:
    """What happened to one measure; `before` is None where it is new, `after` where it was withdrawn."""

    number: int
    before: MeasureRecord | None
    after: MeasureRecord | None

    @property
    def kind(self) -> str:
        """Return "neu", "geändert" or "zurückgenommen"."""
        return "neu" if self.before is None else "zurückgenommen" if self.after is None else "geändert"

    @property
    def title(self) -> str:
        """Return what the measure is about: its goal, else its text."""
        record = self.after or self.before
        return record.goal or record.text if record else ""

    @cached_property
    def shown(self) -> list[ShownChange]:
        return shown(self.before, self.after)


def shown(before: MeasureRecord | None, after: MeasureRecord | None) -> list[ShownChange]:
    """Return every difference between two records of a measure in words, in the order of the fields.

    None stands for a measure that is not there: then all the other record says is shown. Names are those
    that each record's own day had.
    """
    return [_shown(change, before, after) for change in ordered(before, after)]


def ordered(before: MeasureRecord | None, after: MeasureRecord | None) -> list[Change]:
    """Return the changes that `shown` tells, in the same order."""
    number = next((record.number for record in (before, after) if record), 0)
    old, new = before or MeasureRecord(number), after or MeasureRecord(number)
    return sorted(changes(old, new), key=lambda change: _place(change.path))


def _place(path: Path) -> tuple[int, int, int]:
    """Return where a change stands among the others: by field, a listing's by its number first."""
    if path[0] == "listings":
        return _ORDER["listings"], path[1], _ORDER[path[2]]
    return _ORDER[path[0]], 0, 0


def _shown(change: Change, before: MeasureRecord | None, after: MeasureRecord | None) -> ShownChange:
    label = _label(change.path, [record for record in (after, before) if record])
    old = _text(change.path, change.before, before)
    new = _text(change.path, change.after, after)
    if old == new:  # two things of the same name: the key tells them apart
        old, new = f"{old} [{change.before}]", f"{new} [{change.after}]"
    return ShownChange(label, old, new, difference(old, new, words=_field(change.path) in _TEXTS))


def named(change: ReferenceChange) -> str:
    """Return the thing that is no measure and what happened to it: "Stelle FB 51 Jugend, neu"."""
    state = change.after or change.before or {}
    name = " ".join(filter(None, (state.get("code"), state.get("name"))))
    name = state.get("function") or name or change.key  # people go by their function
    what = "neu" if change.before is None else "entfernt" if change.after is None else "geändert"
    return f"{apps.get_model(change.model)._meta.verbose_name} {name}, {what}"


# --- Names and values -------------------------------------------------------------------------


def _field(path: Path) -> str:
    name: str = path[2] if path[0] == "listings" else path[0]
    return name


def _label(path: Path, records: list[MeasureRecord]) -> str:
    """Return the name of what changed: "Ziel", "Zuständigkeit 51.3", "Katalogzeile 29,2 · Bemerkung"."""
    name = FIELD_LABELS[_field(path)]
    if path[0] == "listings":
        heading = f" „{_column(path)}“" if len(path) == 4 else ""
        return f"{FIELD_LABELS['listings']} {records[0].number},{path[1]} · {name}{heading}"
    if len(path) == 1:
        return name
    return f"{name} {HATS.get(path[1]) or _name(path[0], path[1], records)}"


def _name(kind: str, key: str, records: list[MeasureRecord]) -> str:
    """Return the short name of the first record that knows it."""
    names = (record.label(kind, key) for record in records)
    return next((name for name in names if name != key), key)


def _column(path: Path) -> str:
    if path[2] == "extra":
        return str(path[3])
    kind, _, name = path[3].partition(":")
    label = FIELD_LABELS.get(kind) or _COLUMNS.get(kind, kind)
    return f"{label} {HATS.get(name, name)}".strip()


def _text(path: Path, value: Value, record: MeasureRecord | None) -> str:
    """Return a field's value as people read it, the empty text for what is not there."""
    name = _field(path)
    if name == "status":
        return _state(value or State()) if record else ""
    if value is None:
        return ""
    if name == "label":
        return value or "ohne Wortlaut"
    if name == "main":
        return f"{record.number},{value}" if record else str(value)
    if name in _REFERENCES:
        return record.title(_REFERENCES[name], value) if record else str(value)
    if isinstance(value, Involvement):
        return f"{Role(value.role).label}{'' if value.mark == 'x' else f' („{value.mark}“)'}"
    return _day(value) if name in _DATES else str(value)


def _state(state: State) -> str:
    label = str(Status(state.value).label)
    return f"{label}: {state.reason}" if state.reason else label


def _day(iso: str) -> str:
    try:
        return f"{dt.date.fromisoformat(iso):%d.%m.%Y}"
    except ValueError:
        return iso


# --- Word by word -----------------------------------------------------------------------------


def difference(before: str, after: str, *, words: bool = True) -> list[Part]:
    """Return what two texts have in common and what not, word by word; without `words` as wholes."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not words or not old or not new:
        return _parts([("replace", before, after)])
    start = next((i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    start = min(len(old), len(new)) if start is None else start
    runs: Sequence[tuple[str, int, int, int, int]]
    if (len(old) - start) * (len(new) - start) > _COMPARED:
        runs = [("equal", 0, start, 0, start), ("replace", start, len(old), start, len(new))]
    else:
        runs = SequenceMatcher(None, old, new).get_opcodes()
    same = sum(not word.isspace() for kind, i, j, _, _ in runs if kind == "equal" for word in old[i:j])
    if same < _IN_COMMON * max(sum(not word.isspace() for word in side) for side in (old, new)):
        return _parts([("replace", before, after)])
    return _parts([(kind, "".join(old[i:j]), "".join(new[k:m])) for kind, i, j, k, m in runs])


def _parts(runs: list[tuple[str, str, str]]) -> list[Part]:
    """Return the parts of runs (kind, before, after); changes that only a space divides become one."""
    merged: list[tuple[str, str, str]] = []
    for place, (kind, old, new) in enumerate(runs):
        bridge = kind == "equal" and old.isspace() and 0 < place < len(runs) - 1
        kind = "replace" if bridge else kind
        if merged and (kind == "equal") == (merged[-1][0] == "equal"):
            _, before, after = merged.pop()
            old, new = before + old, after + new
        merged.append((kind, old, new))
    return [part for run in merged for part in _run(*run)]


def _run(kind: str, old: str, new: str) -> Iterator[Part]:
    if kind == "equal":
        yield Part("same", old)
    else:
        yield from (Part(name, text) for name, text in (("del", old), ("ins", new)) if text)
