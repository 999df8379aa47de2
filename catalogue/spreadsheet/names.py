"""Names that a workbook uses for units and action fields: known, decided on, or taken in as new."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogue.models import ActionField, Unit
from catalogue.models.reference import slug_for
from catalogue.reference.references import References
from catalogue.spreadsheet.decisions import ACTION_FIELD, NEW, TEXT, UNIT, Questions
from catalogue.spreadsheet.labels import Label, parse_label
from catalogue.vocabulary import Role
from integration.texts import match_key

_LONGEST_NAME = 200  # characters
_KINDS = (
    (re.compile(r"(Ref|Referat)\b", re.IGNORECASE), Unit.Kind.REFERAT),
    (re.compile(r"(FB|Fachbereich)\b", re.IGNORECASE), Unit.Kind.DEPARTMENT),
    (re.compile(r"(Abt|Abteilung)\b", re.IGNORECASE), Unit.Kind.DIVISION),
)


class Ask(NamedTuple):
    """A question as `Questions.ask` takes it, before it is known in which cell."""

    kind: str
    said: str
    shown: str
    default: str


@dataclass(slots=True)
class Names:
    """Finds what names mean. `new` and `asks` say what came up since the caller last emptied them."""

    refs: References
    questions: Questions
    new: list[str] = field(default_factory=list)  # a sentence for each new entry
    asks: list[Ask] = field(default_factory=list)
    _taken_in: dict[tuple[str, str], Ask] = field(default_factory=dict)  # by kind and slug
    _fields: dict[str, tuple[str | None, tuple[Ask, ...]]] = field(default_factory=dict)  # by label

    # --- Units

    def known_unit(self, slug: str) -> str:
        """Return the slug of a unit that a cell names; for a new one the question is asked again."""
        self._meet(UNIT, slug)
        return slug

    def unknown_unit(self, name: str, unit: Unit) -> str | None:
        """Return the slug of the unit that an unknown name means, None where it is to stay text.

        `unit` is what is taken in where nothing else was decided.
        """
        ask = Ask(UNIT, match_key(name), name, NEW)
        answer = self._answer(ask)
        if answer != NEW:
            return None if answer == TEXT else answer
        unit.slug = _free(slug_for(unit.code or unit.name), self.refs.units)
        self.new.append(f"Neue Stelle „{unit}“ ({unit.get_kind_display()}). Bitte prüfen.")
        self._taken_in[UNIT, unit.slug] = ask
        return self.refs.add_unit(unit)

    def lead(self, text: str) -> str | None:
        """Return the slug of the unit that leads, None for an unknown one: nobody leads by mistake."""
        if slug := self.refs.find_unit(text):
            return self.known_unit(slug)
        answer = self._answer(Ask(UNIT, match_key(text), text, TEXT)) if is_name(text) else TEXT
        return answer if answer in self.refs.units else None

    # --- Action fields

    def action_field(self, label: str) -> str | None:
        """Return the slug of the field a label names; an unknown field is taken in.

        A sub-topic that is no field of its own stays in the label; the listing belongs to the field above.
        """
        if label in self._fields:
            slug, asks = self._fields[label]
            self.asks.extend(asks)
            return slug
        slug = self._action_field(label)
        self._fields[label] = slug, tuple(self.asks)
        return slug

    def _action_field(self, label: str) -> str | None:
        parts = parse_label(label)
        for spelling in (label, _without_counterpart(parts)):
            if whole := self.refs.find_action_field(spelling):
                return self._meet(ACTION_FIELD, whole)
        if not match_key(parts.field):
            return None
        top = self._field(parts.field[:_LONGEST_NAME].strip())
        return self.refs.find_action_field(parts.sub_topic, below=top) or top

    def _field(self, name: str) -> str:
        if known := self.refs.find_action_field(name):
            return self._meet(ACTION_FIELD, known)
        ask = Ask(ACTION_FIELD, match_key(name), name, NEW)
        answer = self._answer(ask)
        if answer != NEW:
            return answer
        one = ActionField(name=name, slug=_free(slug_for(name), self.refs.action_fields))
        self.new.append(f"Neues Handlungsfeld „{one}“. Bitte prüfen.")
        self._taken_in[ACTION_FIELD, one.slug] = ask
        return self.refs.add_action_field(one)

    # --- Questions

    def _answer(self, ask: Ask) -> str:
        """Return the answer in force; a question asked before keeps the default it had then."""
        self.asks.append(ask)
        if asked := self.questions.asked.get((ask.kind, ask.said)):
            return asked.answer
        return self.questions.answer(ask.kind, ask.said) or ask.default

    def _meet(self, kind: str, slug: str) -> str:
        """Ask again about what this workbook has brought in: every cell that names it counts."""
        if self._taken_in and (ask := self._taken_in.get((kind, slug))):
            self.asks.append(ask)
        return slug


def is_name(text: str) -> bool:
    """True where a list's item can be a unit's name: short, with letters or digits, no remnant of a list."""
    return len(text) <= 150 and ";" not in text and bool(slug_for(text) and match_key(text))


def unit_named(name: str, role: str) -> Unit:
    """Return a new unit for a name in a free list; what looks like a code becomes its code."""
    if role == Role.PARTNER:
        return Unit(name=name, kind=Unit.Kind.PARTNER)
    kind = next((kind for pattern, kind in _KINDS if pattern.match(name)), Unit.Kind.OFFICE)
    if len(name) <= 12 and name[-1:].isdigit():
        return Unit(code=name, name="", kind=kind)
    return Unit(name=name, kind=kind)


def _without_counterpart(parts: Label) -> str:
    return f"{parts.field} - {parts.sub_topic}" if parts.sub_topic else parts.field


def _free(slug: str, taken: Container[str]) -> str:
    slug = slug or "eintrag"
    candidate, count = slug, 1
    while candidate in taken:
        count += 1
        candidate = f"{slug[:70]}-{count}"
    return candidate
