"""What history keeps about persons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from integration.history.models import ChangeSet, ReferenceChange
from integration.personal_data import ACCOUNTS, Fields, Kind


def _about(person: Any) -> Iterable[QuerySet[Any]]:
    """Return what was changed of a person's account, and of the units it belonged to."""
    own = Q(model="accounts.user", key=str(person.pk))
    belonging = Q(model__endswith=".unitmembership", key__startswith=f"{person.pk} ")
    return [ReferenceChange.objects.filter(own | belonging).order_by("pk")]


KINDS = (
    Kind(
        "history",
        "Änderungen, die Sie vornehmen: Zeitpunkt, Weg, Grund, Ihre Funktion",
        ACCOUNTS,
        "Der Verlauf einer Maßnahme muss nachvollziehbar sein.",
        "Wer die Maßnahme sieht, sieht die Funktion; die Koordination auch den Anmeldenamen.",
        "Dauerhaft. Nach dem Ausscheiden bleibt die Funktion.",
        {ChangeSet: ("by", "by_function")},
    ),
    Kind(
        "account_history",
        "Änderungen an Ihrem Konto: Funktion, Rolle, Stellen, ob es gilt; von Anmeldename und "
        "E-Mail-Adresse nur, dass sie sich änderten",
        ACCOUNTS,
        "Nachweisbar bleibt, wer wann welche Rechte hatte.",
        "Koordination und Administration",
        "Dauerhaft; nach dem Ausscheiden ohne Bezug zu Ihnen.",
        {ReferenceChange: ("before", "after")},
        found=_about,
    ),
)
FREE_TEXT: Fields = {ChangeSet: ("reason",)}
NOBODY: Fields = {}
