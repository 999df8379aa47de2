"""Bringing reference data back to what they were before a change set; also to whom questions are put, and
who answers for extracts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from catalogue.extracts.extract_handover import find, given_back
from catalogue.models import Clarification, Extract
from catalogue.models.reference import Reference
from catalogue.reference import heritage
from catalogue.reference.reference_actions import refuse_cycle, set_aliases
from catalogue.reference.reference_changes import ALIASES, State, note, state_of
from catalogue.upkeep.steps import keep
from integration.history.models import ChangeSet, ReferenceChange


def revertible(done: Iterable[ReferenceChange]) -> list[ReferenceChange]:
    """Return those changes after which nobody has changed the row again.

    What the change set created stays: nothing is deleted. So do people and who belongs to a unit: those are
    rights, not data. Who gives names back comes before who takes them again.
    """
    able = [one for one in done if one.before is not None and _stands(one)]
    return sorted(able, key=lambda one: _aliases(one.before) - _aliases(one.after))


def revert(done: ReferenceChange, change_set: ChangeSet) -> bool:
    """Bring a row back and note it in the change set; False where today's other rows do not allow it."""
    row = _row(done)
    before = state_of(row)
    try:
        with transaction.atomic():
            for name, value in done.before.items():
                if name != ALIASES and value != before.get(name):
                    field = row._meta.get_field(name)
                    setattr(row, name, _value(field, value))
            refuse_cycle(row)
            row.full_clean()
            row.save()
            if ALIASES in done.before:
                set_aliases(row, done.before[ALIASES])
    except (ValidationError, models.ObjectDoesNotExist):
        return False
    if isinstance(row, Clarification):
        keep(change_set, row, done.key, {name: before[name] for name in done.before})
    elif isinstance(row, Extract):
        given_back(change_set, row, before, done.key)
    elif heritage.is_bequeathed(row):
        heritage.keep(change_set, row, before["unit"])
    else:
        note(change_set, row, before)
    return True


def _stands(done: ReferenceChange) -> bool:
    row = _row(done)
    if row is None:
        return False
    state = state_of(row)
    return all(state.get(name) == value for name, value in done.after.items() if name != heritage.ROW)


def _row(done: ReferenceChange) -> Any:
    model: Any = apps.get_model(done.model)
    if issubclass(model, Reference):
        return model._default_manager.filter(slug=done.key).first()
    found = {Clarification: _question, Extract: find}.get(model)
    return found(done.after) if found else heritage.find(model, done.after)


def _question(after: State) -> Clarification | None:
    """Return the question if it is still open; a measure asks the same only once at a time."""
    rows = Clarification.objects.open().filter(question=after["question"])
    rows = rows.select_related("measure", "unit", "opened")
    return next((one for one in rows if str(one.measure) == after["measure"]), None)


def _value(field: Any, value: Any) -> Any:
    if value is not None and isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.get(slug=value)
    return field.to_python(value)


def _aliases(state: State) -> int:
    return len(state.get(ALIASES, ()))
