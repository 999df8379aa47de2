"""The fields that answer what a workbook leaves open, one question each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import blake2s
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from catalogue.drafts.reading_options import (
    STATUSES,
    UNIT_OTHERWISE,
    WORDINGS,
    Groups,
    SharedSelect,
    action_fields,
    meanings,
    named,
    rendered,
)
from catalogue.reference.references import References
from catalogue.spreadsheet.decisions import ACTION_FIELD, COLUMN, NEW, STATUS, TEXT, UNIT
from integration.history.models import ChangeSet

# The order in which a page asks: what concerns every row before what concerns a word.
ORDER = (*WORDINGS, STATUS, ACTION_FIELD, UNIT)
NO_UNIT = "Eine Stelle „{}“ gibt es nicht. Wählen Sie eine aus der Liste, oder lassen Sie das Feld leer."


class Asked(NamedTuple):
    """A question and the field that answers it; `otherwise` answers for a unit that is none of the known."""

    question: dict[str, Any]  # `Question.to_json`
    field: BoundField
    mark: str  # "festgelegt" for this workbook, "gemerkt" from an earlier one, or ""
    source: ChangeSet | None  # the import for which the answer was remembered
    otherwise: BoundField | None
    samples: list[str]

    @property
    def kind(self) -> str:
        return self.question["kind"]

    @property
    def letters(self) -> str:
        """The column's letters, for a question about a column."""
        return letters_of(self.question)

    @property
    def more(self) -> int:
        """Return in how many cells it stands beside those named."""
        return self.question["count"] - len(self.question["cells"])


class UnitField(forms.CharField):
    """A unit by code or name; its value is the unit's slug, "" where nothing is entered."""

    def __init__(self, refs: References, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.refs = refs

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        slug = self.refs.find_unit(text) if text else ""
        if slug is None:
            raise ValidationError(NO_UNIT.format(text))
        return slug


def name_of(question: Mapping[str, Any]) -> str:
    """Return the name under which a form sends the answer; the same for the same question of any reading."""
    return f"{question['kind']}-{blake2s(question['said'].encode(), digest_size=6).hexdigest()}"


def otherwise_of(question: Mapping[str, Any]) -> str:
    return f"{name_of(question)}-sonst"


def letters_of(question: Mapping[str, Any]) -> str:
    return question["cells"][0].rstrip("0123456789") if question["cells"] else ""


class FieldMaker:
    """Makes the fields of a reading's questions; what many of them offer is rendered once."""

    def __init__(self, refs: References, recognised: Mapping[str, Any]) -> None:
        self.refs = refs
        self.columns = {one["column"]: one for one in recognised.get("columns", [])}

    def fields(self, question: dict[str, Any]) -> Iterator[tuple[str, forms.Field]]:
        """Yield the name and the field of a question, two for a unit."""
        kind, answer = question["kind"], question["answer"]
        if kind == UNIT:
            unit = self.refs.units.get(answer)
            known = unit.labels[0] if unit else ""
            widget = forms.TextInput(attrs={"list": "stellen", "autocomplete": "off"})
            label = f"Stelle für „{question['shown']}“"
            yield name_of(question), UnitField(self.refs, label=label, initial=known, widget=widget)
            label = f"Sonst „{question['shown']}“"
            initial = TEXT if answer == TEXT else NEW
            yield (
                otherwise_of(question),
                forms.ChoiceField(label=label, initial=initial, choices=UNIT_OTHERWISE),
            )
        elif kind in WORDINGS:
            label, options = WORDINGS[kind]
            yield (
                name_of(question),
                forms.ChoiceField(
                    label=label.format(question["shown"]),
                    initial=answer,
                    choices=options,
                    widget=forms.RadioSelect,
                ),
            )
        else:
            yield name_of(question), self._select(question)

    def _select(self, question: dict[str, Any]) -> forms.Field:
        kind, answer = question["kind"], question["answer"]
        if kind == COLUMN:
            options, html = self._meanings
            label = f"Spalte {letters_of(question)}"
        elif kind == ACTION_FIELD:
            options, html = self._action_fields
            label = f"Handlungsfeld „{question['shown']}“"
        else:
            options, html = self._statuses
            label = f"Stand „{question['shown']}“"
        more = [(key, self._words(question, key)) for key in {answer, question["default"]} - set(options)]
        choices = [*options.items(), *more]
        return forms.ChoiceField(
            label=label, initial=answer, choices=choices, widget=SharedSelect(html, *more)
        )

    def _words(self, question: dict[str, Any], key: str) -> str:
        """Return what a meaning is called that is no column of the table: a unit's or a differing one."""
        kind, _, name = key.partition(":")
        if kind == "unit" and name in self.refs.units:
            return self.refs.units[name].labels[1]
        column = self.columns.get(letters_of(question), {})
        return " › ".join(column.get("meaning", [])) or key

    @cached_property
    def _meanings(self) -> tuple[dict[str, str], Any]:
        return _shared(meanings(self.refs))

    @cached_property
    def _action_fields(self) -> tuple[dict[str, str], Any]:
        return _shared(action_fields(self.refs))

    @cached_property
    def _statuses(self) -> tuple[dict[str, str], Any]:
        return _shared([("", STATUSES)])


def _shared(groups: Groups) -> tuple[dict[str, str], Any]:
    return named(groups), rendered(groups)
