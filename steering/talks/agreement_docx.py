"""A Zielvereinbarung for Word: what its PDF says."""

from __future__ import annotations

from collections.abc import Iterable

from integration.texts import clean_text
from steering.freezing import Record, checksum
from steering.minutes.rich_text import to_blocks
from steering.models import AgreementConfirmation
from steering.talks.agreement_pdf import heading
from steering.talks.agreement_record import confirmed
from steering.word import add_blocks, add_table, new_paper, saved


def render(record: Record, confirmations: Iterable[AgreementConfirmation], *, is_draft: bool) -> bytes:
    """Return the agreement as a .docx."""
    word = new_paper(heading(record), "")
    word.add_heading(heading(record), level=0)
    if is_draft:
        word.add_paragraph("Entwurf, noch nicht von beiden Seiten bestätigt.")
    if record["amendment"]:
        word.add_paragraph(clean_text(f"{record['edition']}. Fassung. {record['amendment']}"))
    add_table(word, ("Angabe", "Inhalt"), _said(_facts(record)), (4, 12))
    word.add_paragraph("Die Vereinbarung bindet Stellen, keine Personen.")
    for place, goal in enumerate(record["goals"], 1):
        word.add_heading(clean_text(f"Ziel {place}: {goal['text']}"), level=1)
        add_table(word, ("Angabe", "Inhalt"), _said(_goal(goal)), (4, 12))
        if goal["steps"]:
            steps = [(one["text"], one["function"], one["due"]) for one in goal["steps"]]
            add_table(word, ("Schritt", "wer", "bis"), steps, (8, 5, 3))
        if goal["indicators"]:
            head = ("Woran erkennbar", "Ausgangswert und Ziel", "bis")
            add_table(word, head, [_indicator(one) for one in goal["indicators"]], (6.5, 6.5, 3))
    if record["minutes"]:
        word.add_heading("Protokoll des Gesprächs", level=1)
        add_blocks(word, to_blocks(record["minutes"]))
    if record["feedback"]:
        word.add_heading("Rückmeldung an die Steuerungsgruppe", level=1)
        word.add_paragraph(clean_text(record["feedback"]))
    word.add_heading("Bestätigung", level=1)
    sides = [(one["side"], _how(one), one["day"]) for one in confirmed(confirmations)]
    if sides:
        add_table(word, ("Seite", "durch", "am"), sides, (4.5, 8.5, 3))
    else:
        word.add_paragraph("Noch nicht bestätigt.")
    word.add_paragraph(f"Prüfsumme des Inhalts: SHA-256 {checksum(record)}")
    return saved(word)


def _said(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, clean_text(text)) for label, text in rows if text]


def _facts(record: Record) -> list[tuple[str, str]]:
    return [
        ("Stelle", record["unit"]),
        ("Jahr", str(record["year"])),
        ("Gespräch am", f"{record['day']}, {record['from']} bis {record['until']} Uhr"),
        ("Ort", record["place"]),
        ("Teilnehmende", "\n".join(record["participants"])),
    ]


def _goal(goal: Record) -> list[tuple[str, str]]:
    beyond = ["über den Katalog hinaus"] if goal["is_beyond"] else []
    return [
        ("Maßnahmen", ", ".join([*map(str, goal["measures"]), *beyond])),
        ("Führt fort", goal["continues"]),
        ("Methoden", goal["methods"]),
        ("Instrumente", goal["instruments"]),
        ("Unterstützung erbeten", goal["support_asked"]),
        ("Unterstützung zugesagt", goal["support_promised"]),
        ("Überprüfbar, weil", goal["waiver"]),
    ]


def _indicator(one: Record) -> tuple[str, str, str]:
    source = f"Quelle: {one['source']}" if one["source"] else ""
    since = f" vom {one['baseline_day']}" if one["baseline_day"] else ""
    baseline = f"Ausgangswert {one['baseline']} {one['unit']}".rstrip() + since if one["baseline"] else ""
    goal = f"Ziel {one['target']} {one['unit']}".rstrip() if one["target"] else ""
    criterion = f"Erfüllt, wenn: {one['criterion']}" if one["criterion"] else ""
    aim = ", ".join(filter(None, (one["direction"] if goal else "", goal)))
    said = (_lines(one["name"], one["measured_how"], source), _lines(baseline, aim, criterion) or one["kind"])
    return (*said, one["due"])


def _how(one: dict[str, str]) -> str:
    return f"{one['how']} (eingetragen von {one['entered_by']})" if one["entered_by"] else one["how"]


def _lines(*texts: str) -> str:
    return clean_text("\n".join(filter(None, texts)))
