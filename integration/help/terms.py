"""The field's words, each in one or two sentences: the glossary of the help."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from integration.help.topics import TOPICS, Topic
from integration.texts import fold, written_out


class Term(NamedTuple):
    """A word, what it means here, and the topic that tells more."""

    name: str
    meaning: str
    topic: Topic

    @property
    def anchor(self) -> str:
        return "-".join(fold(written_out(self.name)).replace(",", "").split())


# By the topic that tells more about them.
_MEANINGS = {
    "uebersicht": {
        "Koordination": "Die Stelle, die den Katalog führt, Gespräche und Sitzungen vorbereitet und den "
        "Bericht zusammenstellt.",
        "Umsetzungsstand": "Wie weit eine Maßnahme ist, in einem Wort: von „nicht begonnen“ über „in "
        "Umsetzung“ bis „umgesetzt“. „Nicht erfasst“ heißt, dass es niemand gesagt hat.",
    },
    "massnahmen": {
        "Federführung": "Die eine Stelle, die für eine Maßnahme einsteht. Im alten Katalog heißt es, sie "
        "habe „den Hut auf“.",
        "Gegenfeld": "Das zweite Handlungsfeld in Klammern: Dort ist dieselbe Maßnahme noch einmal "
        "aufgeführt.",
        "Integrationskonzept": "Der beschlossene Plan, aus dem Maßnahmen stammen. Eine Maßnahme kann zu "
        "mehreren gehören.",
        "Katalogzeile": "Eine Zeile des Maßnahmenkatalogs. Eine Maßnahme kann mehrere haben: „29,1“ und "
        "„29,2“ sind dieselbe Maßnahme unter zwei Handlungsfeldern.",
        "Kooperationspartner": "Wer außerhalb der Stadtverwaltung an einer Maßnahme mitwirkt, etwa ein "
        "Verband oder eine Schule.",
        "Maßnahme": "Was getan wird, um ein Ziel des Konzepts zu erreichen: mit einer Nummer, einem Stand "
        "und Zuständigen.",
        "Maßnahmenkatalog": "Alle Maßnahmen zusammen, im gewohnten Aufbau eine Tabelle mit 28 Spalten.",
        "Sachstand": "In ein, zwei Sätzen, wie weit es ist, mit dem Tag, von dem das gilt. Der "
        "Umsetzungsstand ist die kurze Form davon.",
        "Ziel": "Was eine Maßnahme erreichen soll. Mehrere Maßnahmen können demselben Ziel dienen.",
        "Zuständigkeit": "Welche Stellen eine Maßnahme umsetzen und in welcher Rolle.",
    },
    "filter": {
        "Ansicht": "Eine Auswahl aus Suche und Filtern, die Sie unter einem Namen gespeichert haben. Nur "
        "Sie sehen sie.",
        "Handlungsfeld": "Ein Thema, nach dem die Konzepte gegliedert sind, etwa Bildung oder Wohnen, oft "
        "mit Unterthemen.",
        "Ort": "Wo eine Maßnahme wirkt: Sammelunterkunft, dezentrale Unterbringung, eigene Wohnung.",
        "Zielgruppe": "Für wen eine Maßnahme gedacht ist, auch die Aufnahmegesellschaft und Institutionen.",
    },
    "aenderungen": {
        "Rückgängig machen": "Eine Änderung zurücknehmen. Der alte Stand gilt wieder, und beides bleibt im "
        "Verlauf.",
        "Verlauf": "Alles, was je an einer Maßnahme geändert wurde: wann, von welcher Funktion, warum.",
    },
    "zu-tun": {
        "Bestätigung": "Jemand hat nachgesehen: An der Maßnahme stimmt noch alles. Am Katalog ändert das "
        "nichts, aber der Stand gilt wieder als frisch.",
        "Fehlende Angaben": "Was eine Maßnahme noch nicht sagt, zum Beispiel für wen oder wer zuständig "
        "ist. Kein Fehler, aber etwas zu tun.",
        "Wiedervorlage": "Ein Zettel an sich selbst: An dem gewählten Tag steht die Maßnahme oder der "
        "Auftrag auf Ihrer Übersicht.",
    },
    "klaerungen": {
        "Bedarf, veränderter": "Eine Beobachtung, dass sich verändert hat, was gebraucht wird, mit Quelle "
        "und mit dem, was darüber entschieden wurde.",
        "Fortschreibung": "Die nächste Fassung der Integrationskonzepte. Was sie aufgreifen soll, wird bis "
        "dahin gesammelt.",
        "Klärungsbedarf": "Eine offene Frage zu einer Maßnahme, gerichtet an eine Stelle.",
    },
    "import": {
        "Import": "Das Einlesen einer Excel-Datei in den Katalog: erst Vorschau, dann Entscheidung, dann "
        "Übernahme.",
        "Vorschau": "Eine Probe: Sie zeigt, was geschähe, und schreibt nichts.",
        "Übernehmen": "Was nur vorgeschlagen oder in der Vorschau war, in den Katalog schreiben.",
    },
    "stammdaten": {
        "Ansprechperson": "Wer bei einer Stelle zu erreichen ist, mit Funktion, Telefon und E-Mail. "
        "Auszüge, Einladungen und Erinnerungen gehen dorthin.",
        "Ehrenamt": "Freiwillige und ihre Vorhaben, die an einer Maßnahme mitwirken, ohne eine Stelle der "
        "Stadt zu sein.",
        "Stammdaten": "Was zur Auswahl steht, wenn jemand etwas einträgt: Stellen, Handlungsfelder, "
        "Zielgruppen, Orte, Konzepte.",
        "Stelle": "Ein Teil der Stadtverwaltung (Fachbereich, Referat, Abteilung) oder wer sonst zuständig "
        "sein kann. Stellen können anderen unterstehen.",
    },
    "auszuege": {
        "Abfrage": "Die Koordination fragt alle oder einzelne Stellen zu einem Stichtag nach dem Stand "
        "ihrer Maßnahmen und nennt, bis wann sie antworten.",
        "Auszug": "Der Teil des Katalogs, der eine Stelle angeht: ihre Maßnahmen und die der Stellen "
        "darunter, so wie sie an einem Stichtag waren.",
        "Rolle": "Wie eine Stelle an einer Maßnahme mitwirkt: federführend, beteiligt, als "
        "Kooperationspartner oder ehrenamtlich.",
        "Stichtag": "Der Tag, dessen Stand gilt. Wer den Katalog zu einem Stichtag ansieht, sieht ihn so, "
        "wie er damals war.",
    },
    "rueckmeldung": {
        "Konflikt": "Zwei haben für dieselbe Angabe Verschiedenes gesagt. Dann entscheidet ein Mensch; "
        "nichts geht still verloren.",
        "Rückmeldung": "Was eine Stelle zu ihren Maßnahmen mitteilt: nichts Neues, einen neuen Stand oder "
        "einen Vorschlag.",
        "Vorschlag": "Eine gemeldete Änderung, über die noch niemand entschieden hat.",
    },
    "jahresplan": {
        "Jahresplan": "Ein Jahr auf einer Seite: Abfragen, Sitzungen, Zielgespräche und Bericht mit allem, "
        "was bis wann zu tun ist.",
    },
    "steuerungsgruppe": {
        "Mitglied": "Eine Stelle mit einem Sitz in der Steuerungsgruppe. Wer sie vertritt, kann wechseln; "
        "auch eine Stellvertretung gehört dazu.",
        "Sitzung": "Ein Treffen der Steuerungsgruppe, mindestens zweimal im Jahr.",
        "Steuerungsgruppe": "Sie prüft, wie die Konzepte umgesetzt werden, berät bei Schwierigkeiten und "
        "sagt, wie es weitergeht.",
        "TOP": "Ein Tagesordnungspunkt: zur Kenntnis, zur Beratung oder zur Entscheidung.",
    },
    "mappe": {
        "Mappe": "Die Sitzungsunterlagen: alles, was vor einer Sitzung zu lesen ist, aus dem Katalog "
        "gerechnet.",
    },
    "stellungnahmen": {
        "Ressourcen": "Sachmittel, Stellenanteile und Räume, die eine Maßnahme in einem Haushaltsjahr "
        "braucht.",
        "Stellungnahme": "Was eine Stelle der Steuerungsgruppe vor einer Sitzung zu ihrer Maßnahme sagt.",
    },
    "protokoll": {
        "Auftrag": "Was die Steuerungsgruppe jemandem aufgibt, mit einer Stelle, die ihn erledigt, und "
        "einem Tag, bis zu dem.",
        "Beschluss": "Ein Ergebnis der Steuerungsgruppe mit Nummer. Wird seinetwegen etwas im Katalog "
        "geändert, steht das bei ihm.",
        "Einwendung": "Was ein Mitglied am Entwurf des Protokolls für unrichtig hält. Sie wird vor der "
        "Genehmigung beantwortet.",
        "Fassung": "Ein festgeschriebener Wortlaut mit Tag und Prüfsumme. Wird etwas berichtigt, entsteht "
        "daneben eine neue.",
        "Festlegung": "So heißen Empfehlungen und Beschlüsse in den Protokollen, gezählt im Jahr: "
        "„Festlegung 2017/3“.",
        "Festschreiben": "Einen Text unveränderlich machen: Protokoll, Zielvereinbarung und Bericht sagen "
        "danach immer dasselbe.",
        "Protokoll": "Was eine Sitzung ergeben hat, TOP für TOP. Entwurf, Versand, Einwendungen, "
        "Genehmigung; danach steht es fest.",
    },
    "zielgespraeche": {
        "Jahresziel": "Was eine Stelle sich für ein Jahr vornimmt, überprüfbar formuliert.",
        "Zielgespräch": "Koordination und eine zuständige Stelle vereinbaren einmal im Jahr, was erreicht "
        "werden soll, und sehen nach, was daraus wurde.",
        "Zielvereinbarung": "Die Jahresziele einer Stelle, von beiden Seiten bestätigt. Sie bindet Stellen, "
        "nie Personen.",
    },
    "indikatoren": {
        "Indikator": "Eine Zahl oder ein Ja, an dem zu erkennen ist, ob ein Jahresziel erreicht ist.",
        "Zwischenstand": "Was zur Mitte des Jahres über alle Ziele einer Vereinbarung festgehalten wird.",
    },
    "jahresberichte": {
        "Jahresbericht": "Was in einem Jahr war, zu einem Stichtag gerechnet, von allen Beteiligten "
        "geschrieben und mitgezeichnet.",
        "Mitzeichnung": "Eine Stelle erklärt, dass sie einen Bericht so mitträgt.",
    },
    "erinnerungen": {
        "Erinnerung": "Eine E-Mail, die sagt, was für Sie fällig wird oder ist, mit dem Link dorthin.",
    },
}
TERMS = sorted(
    (Term(name, meaning, TOPICS[slug]) for slug, told in _MEANINGS.items() for name, meaning in told.items()),
    key=lambda term: fold(term.name),  # as in a German dictionary: "Übernehmen" stands under U
)


def by_letter() -> list[tuple[str, list[Term]]]:
    """Return the terms by their first letter."""
    return [
        (letter, list(terms)) for letter, terms in groupby(TERMS, lambda term: fold(term.name)[0].upper())
    ]
