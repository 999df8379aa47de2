"""The Verzeichnis der Verarbeitungstätigkeiten (DSGVO Art. 30 (1)), as a Word paper to be completed and "
"signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings

from integration.personal_data import Kind
from integration.privacy.declaration import FREE_TEXT, KINDS, fields_of
from steering.word import add_table, new_paper, saved

TITLE = "Verzeichnis der Verarbeitungstätigkeiten"
_OPEN = "[bitte ergänzen]"
_WIDTHS = (5.2, 10.8)
_MEASURES = (
    "Rechte nach Aufgabe: jede Seite und jede Datei prüft Recht und Umfang (siehe docs/sicherheit.md).",
    "Funktion vor Person: andere sehen Funktionen, Namen nur die Koordination.",
    "Verschlüsselte Übertragung (TLS, HSTS); Passwörter nur als Argon2-Prüfwert; Sperre nach Fehlversuchen.",
    "Keine fremden Server, strenge Content-Security-Policy, keine Auswertung des Verhaltens.",
    "Protokoll der Änderungen und der heruntergeladenen Dateien; Löschung nach Fristen (manage.py clean_up).",
    "Sicherung in einer Datei, Rückspielen erprobt (siehe docs/betrieb.md).",
)


def render(day: dt.date) -> bytes:
    """Return the paper as of `day`."""
    word = new_paper(TITLE, settings.CITY_NAME)
    word.add_heading(TITLE, level=0)
    word.add_paragraph(f"{settings.PRODUCT_NAME}, {settings.CITY_NAME}. Stand {day:%d.%m.%Y}.")
    word.add_paragraph("Nach Art. 30 Abs. 1 DSGVO. Was in eckigen Klammern steht, ergänzt die Stadt.")
    word.add_heading("Die Verarbeitung", level=1)
    add_table(word, ("Angabe", "Inhalt"), list(_whole()), _WIDTHS)
    word.add_heading("Arten von Daten", level=1)
    for number, kind in enumerate(KINDS, 1):
        word.add_heading(f"{number}. {kind.what}", level=2)
        add_table(word, ("Angabe", "Inhalt"), list(_of(kind)), _WIDTHS)
    word.add_heading("Freie Texte", level=1)
    word.add_paragraph(
        "In freien Texten soll niemand genannt werden; verhindern lässt es sich nicht. Freie Texte "
        "stehen in: " + ", ".join(sorted(str(model._meta.verbose_name_plural) for model in FREE_TEXT)) + "."
    )
    word.add_heading("Technische und organisatorische Maßnahmen (Art. 32 DSGVO)", level=1)
    for measure in _MEASURES:
        word.add_paragraph(measure, style="List Bullet")
    return saved(word)


def _whole() -> Iterator[tuple[str, str]]:
    yield "Bezeichnung", f"{settings.PRODUCT_NAME}: Steuerung der Integrationsplanung (Maßnahmenkatalog)"
    yield "Verantwortlich", f"Stadtverwaltung {settings.CITY_NAME} {_OPEN}, {settings.CONTACT_EMAIL or _OPEN}"
    yield "Datenschutzbeauftragte oder Datenschutzbeauftragter", _OPEN
    yield "Zweck", "Maßnahmen der Integrationskonzepte steuern: Zuständigkeit, Stand, Bedarf, Beschlüsse."
    yield "Betroffene", ", ".join(dict.fromkeys(kind.whom for kind in KINDS))
    yield (
        "Empfänger",
        (
            "Fachbereiche und Stellen, Steuerungsgruppe, Partner (Auszüge, auf Wunsch ohne Namen), Rat "
            "(Jahresberichte). Auftragsverarbeitung: " + _OPEN
        ),
    )
    yield "Übermittlung in Drittländer", "Keine. Das System lädt nichts von fremden Servern."


def _of(kind: Kind) -> Iterator[tuple[str, str]]:
    yield "Betroffene", kind.whom
    yield "Zweck", kind.purpose
    yield "Rechtsgrundlage", kind.basis
    yield "Wer es sieht", kind.seen_by
    yield "Wie lange", kind.how_long
    yield "Wo es liegt", fields_of(kind)
