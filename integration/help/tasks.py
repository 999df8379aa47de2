"""What each hat does here first: the entry of the help."""

from __future__ import annotations

from typing import Any, NamedTuple

from integration.accounts.roles import Hat
from integration.help.topics import TOPICS, Topic


class Task(NamedTuple):
    """Something to do: where it is done (a URL name) and which topic tells more."""

    label: str
    url_name: str
    why: str
    slug: str

    @property
    def topic(self) -> Topic:
        return TOPICS[self.slug]


TASKS: dict[Hat, tuple[Task, ...]] = {
    Hat.ADMINISTRATION: (
        Task(
            "Personen einladen und Stellen zuordnen",
            "accounts:user-list",
            "Wer zu einer Stelle gehört, sieht deren Maßnahmen und kann für sie antworten.",
            "personen",
        ),
        Task(
            "Stellen und Stammdaten pflegen",
            "catalogue:unit-list",
            "Stellen lösen sich auf und heißen anders; der Katalog zeigt es, ohne etwas zu verlieren.",
            "stammdaten",
        ),
        Task(
            "Einen Katalog einlesen",
            "catalogue:import-list",
            "Die Vorschau zeigt, was sich ändern würde, bevor etwas geschrieben wird.",
            "import",
        ),
        Task(
            "Erinnerungen im Blick behalten",
            "steering:reminder-list",
            "Was der Mailserver nicht angenommen hat, steht dort mit dem Grund.",
            "erinnerungen",
        ),
    ),
    Hat.COORDINATION: (
        Task(
            "Über Vorschläge entscheiden",
            "catalogue:suggestion-list",
            "Was Stellen melden, ändert den Katalog erst, wenn Sie es übernehmen.",
            "rueckmeldung",
        ),
        Task(
            "Eine Abfrage ausgeben",
            "catalogue:extract-issue",
            "Jede Stelle bekommt ihren Auszug, mit Stichtag und Frist.",
            "auszuege",
        ),
        Task(
            "Fehlendes und Überfälliges klären",
            "catalogue:worklist",
            "Das Wichtigste steht zuerst; jede Zeile führt zu den Maßnahmen, um die es geht.",
            "zu-tun",
        ),
        Task(
            "Die nächste Sitzung vorbereiten",
            "steering:meeting-list",
            "Tagesordnung, Einladung und Unterlagen entstehen aus dem, was offen ist.",
            "steuerungsgruppe",
        ),
        Task(
            "Zielgespräche führen",
            "steering:goal-talk-list",
            "Mit jeder verantwortlichen Stelle mindestens einmal im Jahr.",
            "zielgespraeche",
        ),
    ),
    Hat.DEPARTMENT: (
        Task(
            "Sagen, wie weit Ihre Maßnahmen sind",
            "catalogue:unit-return-list",
            "Auf einer Seite, auch ohne Abfrage; was gleich geblieben ist, bestätigen Sie mit einem Häkchen.",
            "rueckmeldung",
        ),
        Task(
            "Ihre Maßnahmen nachlesen",
            "catalogue:measure-list",
            "Alles, woran Ihre Stelle und die Stellen darunter mitwirken.",
            "massnahmen",
        ),
        Task(
            "Vor einer Sitzung Stellung nehmen",
            "steering:review-list",
            "Wenn die Steuerungsgruppe über eine Ihrer Maßnahmen spricht.",
            "stellungnahmen",
        ),
        Task(
            "Aufträge erledigen",
            "steering:assignment-list",
            "Ergebnis melden oder um mehr Zeit bitten.",
            "protokoll",
        ),
        Task(
            "Jahresziele vereinbaren",
            "steering:goal-talk-list",
            "Vorbereiten, bestätigen, Werte eintragen, auswerten.",
            "zielgespraeche",
        ),
    ),
    Hat.STEERING_GROUP: (
        Task(
            "Die Unterlagen der nächsten Sitzung lesen",
            "steering:meeting-list",
            "Die Kurzfassung sagt, was zu entscheiden ist und was auffällt.",
            "mappe",
        ),
        Task(
            "Einen TOP vorschlagen",
            "steering:meeting-list",
            "Auf der Seite der Sitzung, bis zur dort genannten Frist.",
            "steuerungsgruppe",
        ),
        Task(
            "Sehen, was aus Beschlüssen wurde",
            "steering:resolution-list",
            "Jeder Beschluss nennt, was er im Katalog geändert hat.",
            "protokoll",
        ),
        Task(
            "Sehen, wo es hängt",
            "catalogue:evaluation",
            "Stand nach Handlungsfeld und Stelle, in Zahlen und Bildern.",
            "auswertung",
        ),
    ),
}


def tasks_for(user: Any) -> list[tuple[Hat, tuple[Task, ...]]]:
    """Return the tasks of each hat that the person wears today."""
    return [(hat, TASKS[hat]) for hat in user.hats()]
