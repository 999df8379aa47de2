"""The pictures of real pages that the help shows. `python3 run.py pictures` takes them in the demo city."""

from __future__ import annotations

from typing import Any, NamedTuple

from integration.accounts.roles import Hat
from integration.help.topics import Topic

WIDTH, HEIGHT = 900, 562  # pixels of every file


class Picture(NamedTuple):
    """A page as somebody of the demo city sees it; with `hat` it is shown to those who wear it.

    A page whose address is known only in a city is found by following links, each to the next page of `way`.
    """

    name: str
    person: str
    url_name: str
    alt: str
    kwargs: dict[str, Any] = {}
    query: str = ""
    way: tuple[str, ...] = ()
    template: str = ""  # where the view does not name it
    top: str = ""  # what the picture begins with, as a CSS selector; without it the page's own top
    hat: str = ""

    @property
    def file(self) -> str:
        return f"help/{self.name}.webp"


PICTURES: dict[str, tuple[Picture, ...]] = {
    "uebersicht": (
        Picture(
            "uebersicht-koordination",
            "koordination",
            "overview",
            "Die Übersicht der Koordination: in Zahlen, was auf sie wartet, darunter Nächstes und Stand.",
            hat=Hat.COORDINATION,
        ),
        Picture(
            "uebersicht-administration",
            "administration",
            "overview",
            "Die Übersicht der Administration: Personen ohne Stelle, Nächstes und ob der Betrieb läuft.",
            hat=Hat.ADMINISTRATION,
        ),
        Picture(
            "uebersicht-fachbereich",
            "kita",
            "overview",
            "Die Übersicht einer Stelle: was als Nächstes zu tun ist, daneben ihre Maßnahmen nach Stand.",
            hat=Hat.DEPARTMENT,
        ),
        Picture(
            "uebersicht-steuerungsgruppe",
            "stg",
            "overview",
            "Die Übersicht eines Mitglieds der Steuerungsgruppe: offene Aufträge, was feststeckt, Nächstes.",
            hat=Hat.STEERING_GROUP,
        ),
    ),
    "massnahmen": (
        Picture(
            "massnahmen",
            "koordination",
            "catalogue:measure-list",
            "Die Liste der Maßnahmen nach einer Suche: gefundene Wörter sind in Ziel und Maßnahme markiert.",
            query="?q=Sprache",
            top=".hits",
        ),
        Picture(
            "katalog",
            "koordination",
            "catalogue:catalogue",
            "Dieselben Maßnahmen als Tabelle mit den gewohnten Spalten, eine Zeile je Katalogzeile.",
            top=".hits",
        ),
    ),
    "filter": (
        Picture(
            "filter",
            "koordination",
            "catalogue:measure-list",
            "Über der Liste stehen die geltenden Filter; jeder lässt sich einzeln wegnehmen.",
            query="?status=in-umsetzung&zielgruppe=kinder",
            top=".chips:has(#aktive-filter)",
        ),
    ),
    "auswertung": (
        Picture(
            "auswertung",
            "stg",
            "catalogue:picture",
            "Gestapelte Balken: wie viele Maßnahmen jedes Handlungsfelds welchen Umsetzungsstand haben.",
            kwargs={"name": "handlungsfelder"},
            top=".picture",
        ),
    ),
    "aenderungen": (
        Picture(
            "aenderungen",
            "koordination",
            "catalogue:measure-history",
            "Der Verlauf einer Maßnahme: wer wann was geändert hat, Wort für Wort.",
            kwargs={"number": 22},
        ),
    ),
    "bearbeiten": (
        Picture(
            "bearbeiten",
            "koordination",
            "catalogue:measure-update",
            "Das Formular einer Maßnahme, nach Themen gegliedert.",
            kwargs={"number": 22},
            template="catalogue/measure_form.html",
        ),
    ),
    "zu-tun": (
        Picture(
            "zu-tun",
            "koordination",
            "catalogue:worklist",
            "„Zu tun“: was fehlt, sich widerspricht oder überfällig ist, mit der Zahl der Maßnahmen.",
        ),
    ),
    "personen": (
        Picture(
            "personen",
            "administration",
            "accounts:user-list",
            "Die Personen mit Funktion, Anmeldename, Rolle und Stand ihres Kontos.",
        ),
    ),
    "auszuege": (
        Picture(
            "auszuege",
            "koordination",
            "catalogue:extract-list",
            "Je Stelle der letzte Auszug, seine Frist und wie weit ihre Rückmeldung ist.",
            top=".hits",
        ),
    ),
    "rueckmeldung": (
        Picture(
            "rueckmeldung",
            "kita",
            "catalogue:unit-return-form-unit",
            "Die Rückmeldung einer Stelle: je Maßnahme „Keine Änderung“ oder was sich geändert hat.",
            kwargs={"slug": "51.3"},
        ),
        Picture(
            "vorschlaege",
            "koordination",
            "catalogue:suggestion-list",
            "Gemeldete Vorschläge neben dem heutigen Stand, jeder mit der Wahl: offen, übernehmen, ablehnen.",
            hat=Hat.COORDINATION,
            top=".hits",
        ),
    ),
    "jahresplan": (
        Picture(
            "jahresplan",
            "koordination",
            "steering:year-plan",
            "Der Jahresplan: was das Jahr verlangt und wie weit es ist, danach die Termine Monat für Monat.",
        ),
    ),
    "steuerungsgruppe": (
        Picture(
            "sitzung",
            "stg",
            "steering:meeting-detail",
            "Die Seite einer Sitzung: Zeit, Ort, Unterlagen und die Tagesordnung.",
            kwargs={"pk": 1},
            way=("steering:meeting-list",),
        ),
    ),
    "mappe": (
        Picture(
            "mappe",
            "stg",
            "steering:dossier",
            "Die Kurzfassung der Sitzungsunterlagen: was zu entscheiden ist und wie der Katalog steht.",
            kwargs={"pk": 1},
            way=("steering:meeting-list", "steering:meeting-detail"),
        ),
    ),
    "protokoll": (
        Picture(
            "beschluesse",
            "stg",
            "steering:resolution-list",
            "Die Beschlüsse mit Nummer, Sitzung, Wortlaut und ihrer Wirkung im Katalog.",
            top=".hits",
        ),
    ),
    "zielgespraeche": (
        Picture(
            "zielgespraeche",
            "koordination",
            "steering:goal-talk-list",
            "Die Stellen mit ihrem Zielgespräch des Jahres: geplant, vereinbart oder im Verzug.",
        ),
    ),
    "indikatoren": (
        Picture(
            "indikatoren",
            "koordination",
            "steering:indicator-list",
            "Die Indikatoren mit Zielwert, letztem Wert und Stand.",
            top=".hits",
        ),
    ),
    "jahresberichte": (
        Picture(
            "jahresberichte",
            "koordination",
            "steering:report-list",
            "Die Jahresberichte nach Stellen und Jahren, jeder mit seinem Stand.",
        ),
    ),
}
ALL = tuple(picture for pictures in PICTURES.values() for picture in pictures)


def pictures_for(topic: Topic, user: Any) -> list[Picture]:
    """Return a topic's pictures, those of a hat only if the person wears it."""
    hats = set(user.hats())
    return [one for one in PICTURES.get(topic.slug, ()) if not one.hat or one.hat in hats]
