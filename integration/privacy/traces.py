"""Where words that name a person stand in the database: every column of text of every table, counted.

For the extract (Art. 15), and for who anonymises a leaver and must know which texts still name them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import CharField, Count, F, Field, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from catalogue.models import Contact
from integration.privacy.declaration import fields_label

_SHORTEST = 3  # letters; a shorter word stands everywhere
# Checksums; what a session holds nobody can read as text, and it goes with the session.
_NO_TEXT = ("password", "digest", "digests", "sha256", "session_key", "session_data")


class Trace(NamedTuple):
    """In how many rows of a table one of the words stands in a column."""

    model: type[Model]
    field: str
    number: int

    @property
    def where(self) -> str:
        return fields_label(self.model, self.field)


def words_for(person: Any, others: Iterable[str] = ()) -> list[str]:
    """Return what names a person here: user name, address, and what else Administration knows."""
    return _long_enough([person.username, person.email, *others])


def names_as_contact(person: Any) -> list[str]:
    """Return the names of contacts with a person's address: to be looked for, not to be shown."""
    if not person.email:
        return []
    named = Contact.objects.filter(email__iexact=person.email).exclude(name="")
    return _long_enough(named.values_list("name", flat=True))


def _long_enough(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in words if len(word.strip()) >= _SHORTEST))


def traces(words: Iterable[str]) -> list[Trace]:
    """Return where any of `words` stands as a whole word, with one query for each table."""
    wanted = list(words)
    return [trace for model in apps.get_models() for trace in _of(model, wanted)] if wanted else []


def _of(model: type[Model], words: list[str]) -> Iterator[Trace]:
    fields = searched_fields(model)
    if not fields:
        return
    rows = model._base_manager.annotate(**{f"searched_{one.name}": _text(one) for one in fields})
    counts = {one.name: Count("pk", filter=_stands_in(f"searched_{one.name}", words)) for one in fields}
    found = rows.aggregate(**{f"in_{name}": count for name, count in counts.items()})
    for one in fields:
        if number := found[f"in_{one.name}"]:
            yield Trace(model, one.name, number)


def searched_fields(model: type[Model]) -> list[Field]:
    return [one for one in model._meta.concrete_fields if _is_text(one)]


def _is_text(field: Field) -> bool:
    is_text = isinstance(field, CharField | TextField | JSONField) and not field.choices
    return is_text and field.name not in _NO_TEXT


def _text(field: Field) -> Any:
    return Cast(field.name, TextField()) if isinstance(field, JSONField) else F(field.name)


def _stands_in(name: str, words: list[str]) -> Q:
    """Return the condition: quick first, then exactly; JSON may keep letters as numbers."""
    found = Q()
    for word in words:
        for spelling in dict.fromkeys((word, json.dumps(word)[1:-1])):
            exactly = rf"(^|\W|\\[nrt])({re.escape(spelling)})(\W|$)"
            found |= Q(**{f"{name}__icontains": spelling}) & Q(**{f"{name}__iregex": exactly})
    return found
