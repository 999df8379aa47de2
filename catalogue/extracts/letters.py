"""The texts that go out with extracts: prefilled, edited by a person, filled in for each unit."""

from __future__ import annotations

from catalogue.models import Extract

PLACES = "{Stelle}, {Stichtag} und {Frist} werden für jede Stelle eingesetzt."

LETTER = """Guten Tag,

anbei erhalten Sie den Auszug aus dem Maßnahmenkatalog für {Stelle} mit dem Stand vom {Stichtag}.

Bitte prüfen Sie Ihre Maßnahmen, tragen Sie den Stand der Umsetzung und den Sachstand ein und melden \
Sie sich bis zum {Frist} zurück, auch wenn sich nichts geändert hat. Am einfachsten geht das im Browser \
unter „Rückmeldung“; ebenso gut können Sie die Excel-Datei ausfüllen und zurücksenden.

Freundliche Grüße"""

REMINDER = """Guten Tag,

zum Auszug aus dem Maßnahmenkatalog für {Stelle} mit dem Stand vom {Stichtag} fehlt uns noch Ihre \
Rückmeldung. Bitte holen Sie sie bis zum {Frist} nach, auch wenn sich nichts geändert hat.

Freundliche Grüße"""

SUBJECT = "Maßnahmenkatalog: Auszug für {Stelle}, Rückmeldung bis {Frist}"
REMINDER_SUBJECT = "Erinnerung: Rückmeldung zum Maßnahmenkatalog, {Stelle}"


def filled(text: str, extract: Extract) -> str:
    """Return a text with the places in it filled in for the extract's unit."""
    for place, value in (
        ("{Stelle}", str(extract.unit)),
        ("{Stichtag}", f"{extract.round.key_date:%d.%m.%Y}"),
        ("{Frist}", f"{extract.due:%d.%m.%Y}"),
    ):
        text = text.replace(place, value)
    return text
