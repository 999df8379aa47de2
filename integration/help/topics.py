"""The topics of the help: each is declared here once and told in `templates/pages/help/<slug>.html`."""

from __future__ import annotations

from typing import Any, NamedTuple


class Topic(NamedTuple):
    """A page of the help. `permission` says whom it is offered first; whoever has its address may read it."""

    slug: str
    title: str
    lead: str
    permission: str = ""

    @property
    def template(self) -> str:
        return f"pages/help/{self.slug}.html"


class Chapter(NamedTuple):
    title: str
    topics: tuple[Topic, ...]


CHAPTERS = (
    Chapter(
        "Den Katalog lesen",
        (
            Topic("uebersicht", "Übersicht", "Was die Zahlen auf der ersten Seite sagen"),
            Topic(
                "massnahmen",
                "Maßnahmen finden",
                "Suche, Liste, gewohnte Tabelle",
                "catalogue.view_measure",
            ),
            Topic("filter", "Filter", "Auswahl eingrenzen, teilen, speichern", "catalogue.view_measure"),
            Topic("auswertung", "Auswertung", "Zählen, vergleichen, Bilder", "catalogue.view_measure"),
            Topic("export", "Export", "Excel, CSV, PDF", "catalogue.export_catalogue"),
            Topic(
                "aenderungen",
                "Änderungen",
                "Verlauf, frühere Tage, Rückgängigmachen",
                "catalogue.view_measure",
            ),
        ),
    ),
    Chapter(
        "Den Katalog pflegen",
        (
            Topic(
                "bearbeiten",
                "Maßnahmen bearbeiten",
                "Formular, Tabelle, mehrere auf einmal",
                "catalogue.change_measure",
            ),
            Topic(
                "zu-tun",
                "Zu tun und Wiedervorlagen",
                "Was fehlt, überfällig oder lange still ist",
                "catalogue.view_measure",
            ),
            Topic(
                "klaerungen",
                "Klärungen, Bedarfe, Fortschreibung",
                "Fragen stellen und festhalten, was sich ändert",
                "catalogue.view_measure",
            ),
            Topic(
                "import",
                "Import",
                "Eine Excel-Datei prüfen und übernehmen",
                "catalogue.import_catalogue",
            ),
            Topic(
                "personen",
                "Personen",
                "Konten, Rollen, Stellen zuordnen",
                "accounts.view_user",
            ),
            Topic(
                "datenschutz",
                "Datenschutz",
                "Auskunft geben, anonymisieren, Zugriffe, Fristen",
                "accounts.view_user",
            ),
            Topic(
                "stammdaten",
                "Stammdaten",
                "Stellen, Handlungsfelder und was sonst zur Auswahl steht",
                "catalogue.view_unit",
            ),
        ),
    ),
    Chapter(
        "Rückmelden",
        (
            Topic(
                "auszuege",
                "Auszüge und Abfragen",
                "Was eine Stelle bekommt und zurücksendet",
                "catalogue.view_extract",
            ),
            Topic(
                "rueckmeldung",
                "Rückmeldungen",
                "Im Browser antworten, prüfen, entscheiden",
                "catalogue.add_unitreturn",
            ),
        ),
    ),
    Chapter(
        "Gemeinsam steuern",
        (
            Topic(
                "jahresplan",
                "Jahresplan",
                "Alle Termine und Fristen eines Jahres",
                "catalogue.view_measure",
            ),
            Topic(
                "steuerungsgruppe",
                "Steuerungsgruppe",
                "Sitzungen, Tagesordnung, Einladung",
                "steering.view_meeting",
            ),
            Topic(
                "mappe", "Sitzungsunterlagen", "Was vor der Sitzung zu wissen ist", "steering.view_meeting"
            ),
            Topic(
                "stellungnahmen",
                "Stellungnahmen und Ressourcen",
                "Was die Steuerungsgruppe von Stellen wissen will",
                "steering.add_review",
            ),
            Topic(
                "protokoll",
                "Protokoll, Beschlüsse, Aufträge",
                "Was beschlossen ist und was daraus wird",
                "steering.view_assignment",
            ),
            Topic(
                "zielgespraeche",
                "Zielgespräche",
                "Jahresziele vereinbaren und bestätigen",
                "steering.view_goaltalk",
            ),
            Topic(
                "indikatoren",
                "Indikatoren, Zwischenstand, Auswertung",
                "Woran ein Ziel zu erkennen ist",
                "steering.view_goaltalk",
            ),
            Topic(
                "jahresberichte",
                "Jahresberichte",
                "Rechnen, schreiben, mitzeichnen",
                "steering.view_annualreport",
            ),
        ),
    ),
    Chapter(
        "Ihr Konto",
        (
            Topic("erinnerungen", "Erinnerungen", "Welche E-Mails kommen und wie oft"),
            Topic("konto", "Konto", "Anmelden, Passwort, zweiter Faktor, Sitzungen"),
        ),
    ),
    Chapter(
        "Nachschlagen",
        (
            Topic("glossar", "Glossar", "Die Wörter des Fachs, von Abfrage bis Zwischenstand"),
            Topic("tastatur", "Tastatur", "Mit Tasten schneller ans Ziel"),
        ),
    ),
)
TOPICS = {topic.slug: topic for chapter in CHAPTERS for topic in chapter.topics}


def chapters_for(user: Any) -> list[Chapter]:
    """Return the chapters with the topics that the person's hats have to do with."""
    kept = [
        Chapter(title, tuple(one for one in topics if not one.permission or user.has_perm(one.permission)))
        for title, topics in CHAPTERS
    ]
    return [chapter for chapter in kept if chapter.topics]
