"""What is kept about persons, kind by kind: each app declares its own (`personal_data`), the roof joins all.

From one declaration come /datenschutz/, the Verzeichnis der Verarbeitungstätigkeiten (Art. 30 DSGVO),
the extract for a person (Art. 15) and what becomes of a leaver's rows. A test walks all models: a field that
names somebody and stands in no declaration fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Field, Model, QuerySet

from integration.retention import in_words

Fields = Mapping[type[Model], tuple[str, ...]]

TASK: Final = "Aufgabe im öffentlichen Interesse (Art. 6 Abs. 1 Buchst. e DSGVO, § 3 NDSG)"
SECURITY: Final = (
    "Sicherheit der Verarbeitung (Art. 6 Abs. 1 Buchst. c und e, Art. 32 DSGVO in Verbindung mit § 3 NDSG)"
)
ACCOUNTS: Final = "Personen mit Konto"
_AUTHORS: Final = tuple(
    f"{who}{end}"
    for who in ("by", "done_by", "decided_by", "changed_by", "withdrawn_by", "text_by")
    for end in ("", "_function")
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of personal data. `kept` may name its period as {period}, the words of settings' `days`.

    Rows belong to a person by the links to the user among `fields`; `found` adds those that no link ties.
    `leaves` are rows that go when a person's account is anonymised: they serve nobody else.
    """

    key: str
    what: str
    whom: str
    purpose: str
    seen_by: str
    kept: str
    fields: Fields
    basis: str = TASK
    days: str = ""
    secret: frozenset[str] = frozenset()  # an extract only says that it is there
    whole: bool = True  # an extract shows whole rows, not only the declared fields
    leaves: bool = False
    found: Callable[[Any], Iterable[QuerySet[Any]]] = field(default=lambda person: ())

    @property
    def how_long(self) -> str:
        return self.kept.format(period=in_words(self.days)) if self.days else self.kept

    def links(self) -> Iterator[tuple[type[Model], str]]:
        """Yield where a declared field points to a person."""
        for model, names in self.fields.items():
            for name in names:
                if is_link(model._meta.get_field(name)):
                    yield model, name

    def linked(self, person: Any) -> Iterator[QuerySet[Any]]:
        """Yield the rows that point to a person, model by model."""
        for model, name in self.links():
            yield model._default_manager.filter(**{name: person.pk}).order_by("pk")


def is_link(of: Any) -> bool:
    """Tell whether a field points to a person with an account."""
    return isinstance(of, Field) and of.is_relation and of.related_model is get_user_model()


def authors(*models: type[Model]) -> dict[type[Model], tuple[str, ...]]:
    """Return by whom, and in which function, things of these models were stated, done or decided."""
    found = {}
    for model in models:
        known = {one.name for one in model._meta.concrete_fields}
        found[model] = tuple(name for name in _AUTHORS if name in known)
    return found
