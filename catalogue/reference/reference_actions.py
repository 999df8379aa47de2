"""Every write of reference data, each in a change set of its own. Nothing is deleted, only ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.models import ActionField
from catalogue.models.reference import Alias, Reference, slug_for
from catalogue.reference import counterparts
from catalogue.reference.reference_changes import ALIASES, note, state_of
from integration.history.models import ChangeSet
from integration.texts import clean_text, match_key

_LONGEST = 200  # letters of an alias
_NEW = "neu"  # where the pages have their form for a new row


def save_reference(row: Reference, fields: Mapping[str, Any], *, by: Any, reason: str = "") -> None:
    """Create or change a row of any kind of reference data; nothing is written if nothing changes.

    `fields` maps field names, and `aliases` (texts), to values; what is not named stays. A new row's slug
    follows from its name where it is not given, and never changes. Raises ValidationError with German
    messages by field.
    """
    with transaction.atomic():
        ChangeSet.objects.lock()
        stored = type(row)._default_manager.get(pk=row.pk) if row.pk else None
        before = state_of(stored) if stored else None
        for name, value in fields.items():
            if name != ALIASES:
                setattr(row, name, clean_text(value) if isinstance(value, str) else value)
        row.slug = stored.slug if stored else row.slug or slug_for(row.named_after)
        refuse_cycle(row)
        _check(row, "slug" in fields)
        row.save()
        if ALIASES in fields:
            set_aliases(row, fields[ALIASES])
        if state_of(row) != before:
            opened = ChangeSet.objects.open(by=by, way=ChangeSet.Way.REFERENCE, reason=clean_text(reason))
            note(opened, row, before)
            if isinstance(row, ActionField):
                counterparts.refresh()


def _check(row: Reference, slug_is_chosen: bool) -> None:
    """Hold the row to its rules; what is wrong with a slug made of the name is told at the name."""
    if row.slug == _NEW:
        raise ValidationError({"name": "„Neu“ kann kein Eintrag heißen: Unter dieser Adresse legt man an."})
    if not row.slug and row.named_after:
        sentence = "Die Bezeichnung braucht wenigstens einen lateinischen Buchstaben oder eine Ziffer."
        raise ValidationError({"name": sentence})
    try:
        row.full_clean()
    except ValidationError as error:
        told = error.error_dict
        if slug_is_chosen or "slug" not in told:
            raise
        del told["slug"]
        told.setdefault("name", [ValidationError("Eine so geschriebene Bezeichnung gibt es hier schon.")])
        raise ValidationError(told) from error


# --- Trees ------------------------------------------------------------------------------------


def above(row: Any) -> Iterator[Any]:
    """Yield what lies above a row of a tree, nearest first."""
    while getattr(row, "parent", None):
        row = row.parent
        yield row


def refuse_cycle(row: Any) -> None:
    """The tree's own rule; a constraint sees one row only."""
    if row.pk and any(one.pk == row.pk for one in above(row)):
        raise ValidationError({"parent": f"Das ergäbe einen Kreis: „{row}“ läge dann unter sich selbst."})


# --- Aliases ----------------------------------------------------------------------------------


def set_aliases(row: Any, texts: Sequence[str]) -> None:
    """Let a row be known under these spellings and no others; one that is another row's is refused."""
    model: type[Alias] = row.aliases.model
    owner = row.aliases.field.name
    wanted = {match_key(text): clean_text(text) for text in texts if match_key(text)}
    if any(len(part) > _LONGEST for pair in wanted.items() for part in pair):
        raise ValidationError({ALIASES: f"Eine Schreibweise hat höchstens {_LONGEST} Zeichen."})
    rows = model._default_manager.exclude(**{owner: row}).select_related(owner)
    if taken := rows.filter(folded__in=wanted).first():
        sentence = f"Die Schreibweise „{taken.alias}“ gehört schon zu {getattr(taken, owner)}."
        raise ValidationError({ALIASES: sentence})
    row.aliases.exclude(alias__in=wanted.values()).delete()
    present = set(row.aliases.values_list("folded", flat=True))
    for key, text in wanted.items():
        if key not in present:
            row.aliases.create(alias=text)
