"""The keys of the site, as the help lists them. What they do stands in `static/js/`."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse

from integration.templatetags.site import Link, entries_for


class Key(NamedTuple):
    """`keys` as they are pressed one after the other, and what happens."""

    keys: tuple[str, ...]
    what: str


class Place(NamedTuple):
    """Where keys work."""

    title: str
    keys: tuple[Key, ...]


ARROWS = ("↑", "↓", "←", "→")
KEYS = (
    Place(
        "Überall",
        (
            Key(("/",), "zur Suche der Seite, sonst zu der nach Maßnahmen"),
            Key(("?",), "diese Liste"),
            Key(("Esc",), "offenes Menü oder diese Liste schließen"),
        ),
    ),
    Place(
        "In der Tabelle des Katalogs",
        (
            Key(ARROWS, "von Zelle zu Zelle, sonst blättern"),
            Key(("Eingabe",), "Zelle öffnen und speichern"),
            Key(("Tab",), "speichern und weiter"),
            Key(("Leertaste",), "ein „x“ setzen oder löschen"),
            Key(("Esc",), "verwerfen"),
        ),
    ),
    Place("Im Formular einer Maßnahme", (Key(("Strg + S",), "speichern"),)),
    Place(
        "In der Liste der Vorschläge, auf einer Auswahl",
        (
            Key(("j",), "übernehmen"),
            Key(("n",), "ablehnen"),
            Key(("o",), "offen lassen"),
            Key(("w",), "weiter"),
            Key(("z",), "zurück"),
        ),
    ),
)


def jumps_for(user: Any) -> list[Link]:
    """Return where "g" and a letter lead the person: the main navigation, account and help."""
    more = (("Mein Konto", "accounts:account", "k"), ("Hilfe", "help", "h"))
    return [*entries_for(user), *(Link(label, reverse(name), "", key) for label, name, key in more)]
