"""The one declaration of what is kept about persons, joined over all apps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model

from catalogue import personal_data as catalogue
from integration.accounts import personal_data as accounts
from integration.barriers import personal_data as barriers
from integration.downloads import personal_data as downloads
from integration.files import personal_data as files
from integration.history import personal_data as history
from integration.model_names import field_of, name_of
from integration.personal_data import ACCOUNTS, SECURITY, Fields, Kind
from integration.recovery import personal_data as recovery
from steering import personal_data as steering

_PARTS = (accounts, catalogue, steering, history, files, downloads, barriers, recovery)

_SERVER_LOG = Kind(
    "server_log",
    "Protokollzeilen des Servers: Zeitpunkt, Seite, Ergebnis, Dauer, Nummer des Kontos; kein Name, keine "
    "Eingabe",
    ACCOUNTS,
    "Fehler und Angriffe lassen sich finden.",
    "Systembetreuung",
    "Solange der Server sie aufbewahrt (Einstellung der Stadt, empfohlen 30 Tage).",
    {},  # in no table
    basis=SECURITY,
)

KINDS: tuple[Kind, ...] = (*(kind for part in _PARTS for kind in part.KINDS), _SERVER_LOG)


def joined(parts: Iterable[Fields]) -> dict[type[Model], set[str]]:
    found: dict[type[Model], set[str]] = defaultdict(set)
    for part in parts:
        for model, names in part.items():
            found[model].update(names)
    return found


DECLARED = joined(kind.fields for kind in KINDS)
FREE_TEXT = joined(part.FREE_TEXT for part in _PARTS)
NOBODY = joined(part.NOBODY for part in _PARTS)


def fields_of(kind: Kind) -> str:
    """Return where a kind lies, as the Verzeichnis names it: "Ansprechperson (Name, E-Mail)"."""
    if not kind.fields:
        return "außerhalb der Datenbank"
    return "; ".join(
        f"{name_of(model)} ({', '.join(field_of(model, name) for name in names)})"
        for model, names in kind.fields.items()
    )


def fields_label(model: type[Model], name: str) -> str:
    """Return where a text lies, in words: "Änderung: Grund"."""
    return f"{name_of(model)}: {field_of(model, name)}"
