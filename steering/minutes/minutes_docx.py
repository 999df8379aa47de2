"""Minutes for Word: German, real headings and lists, tables with marked head rows."""

from __future__ import annotations

from typing import Any

from integration.texts import clean_text
from steering.freezing import Record, checksum
from steering.minutes.minutes_pdf import heading
from steering.minutes.rich_text import to_blocks
from steering.numbers import of_measures
from steering.word import add_blocks, add_table, new_paper, saved


def render(record: Record) -> bytes:
    """Return the minutes as a .docx."""
    word = new_paper(heading(record), record["writer"])
    word.add_heading(heading(record), level=0)
    if record["correction"]:
        word.add_paragraph(clean_text(f"{record['edition']}. Fassung. {record['correction']}"))
    rows = [("Tag", f"{record['day']}, {record['from']} bis {record['until']} Uhr"), ("Ort", record["place"])]
    rows += [("Leitung", record["chair"]), ("Protokoll", record["writer"])]
    rows += [(label, "\n".join(people)) for label, people in record["attendance"]]
    add_table(word, ("Angabe", "Inhalt"), [row for row in rows if row[1]], (4, 12))
    word.add_heading("Tagesordnung", level=1)
    add_table(
        word, ("TOP", "Gegenstand"), [(str(one["number"]), one["title"]) for one in record["items"]], (2, 14)
    )
    for item in record["items"]:
        _item(word, item)
    word.add_heading("Stand dieses Protokolls", level=1)
    word.add_paragraph(record["approval"] or "Entwurf, noch nicht genehmigt.")
    word.add_paragraph(f"Prüfsumme des Inhalts: SHA-256 {checksum(record)}")
    return saved(word)


def _item(word: Any, item: Record) -> None:
    word.add_heading(f"TOP {item['number']}: {item['title']}", level=1)
    about = f"{item['kind']}{_about(item['measures'])}"
    word.add_paragraph(about).runs[0].italic = True
    add_blocks(word, to_blocks(item["text"]))
    for one in item["results"]:
        paragraph = word.add_paragraph()
        paragraph.add_run(f"{one['kind']} {one['number']}".strip()).bold = True
        paragraph.add_run(f" ({one['consent']})" if one["consent"] else "")
        paragraph.add_run(_about(one["measures"]))
        for line in filter(None, (one["wording"], *one["changes"])):
            paragraph.add_run().add_break()
            paragraph.add_run(line)
    rows: list[tuple[str, ...]] = [
        (
            f"{one['task']}{_about(one['measures'])}",
            ", ".join(filter(None, (one["unit"], one["function"]))),
            one["due"],
        )
        for one in item["assignments"]
    ]
    if rows:
        add_table(word, ("Auftrag", "zuständig", "bis"), rows, (8, 5, 3))


def _about(numbers: list[int]) -> str:
    """Return the measures that a line is about, to be put behind it."""
    return f" · {of_measures(numbers)}" if numbers else ""
