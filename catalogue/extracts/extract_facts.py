"""What stands at the top of an extract, whatever it is: page, workbook, PDF."""

from __future__ import annotations

from typing import Any

from catalogue.models import Extract

PRELIMINARY = "Vorläufige, noch zu überarbeitende Fassung"
HOW_TO = (
    "So füllen Sie aus: Gelbe Felder dürfen Sie ändern. Hat sich nichts geändert, genügt ein x bei "
    "„unverändert“. Was Sie sonst anders sehen, schreiben Sie unter „Vorschlag“. Weitere Maßnahmen tragen "
    "Sie ganz unten in die Zeilen „neu“ ein. Die Spalten mit den Kreuzen sind eingeklappt. Filtern dürfen "
    "Sie immer; zum Sortieren heben Sie den Blattschutz auf, er hat kein Kennwort. Senden Sie die Datei "
    "zurück, auch wenn sie inzwischen anders heißt."
)


def title_of(extract: Extract) -> str:
    return f"Auszug aus dem Maßnahmenkatalog für {extract.unit}"


def facts_of(extract: Extract) -> list[tuple[str, str]]:
    """Return label and text of each fact, in reading order; what is not known is left out."""
    abfrage = extract.round
    facts: list[tuple[str, Any]] = [
        ("Stichtag", f"{abfrage.key_date:%d.%m.%Y}"),
        ("Rückmeldung bis", f"{extract.due:%d.%m.%Y}"),
        ("ausgegeben von", abfrage.issuer),
        ("Aktenzeichen", abfrage.file_reference),
        ("übernommen von", extract.handed_over_from),
    ]
    return [(label, str(text)) for label, text in facts if text]


def file_name(extract: Extract, suffix: str) -> str:
    """Return "Auszug_FB-51_2017-04-24.xlsx"."""
    return f"Auszug_{extract.unit.slug}_{extract.round.key_date:%Y-%m-%d}.{suffix}"
