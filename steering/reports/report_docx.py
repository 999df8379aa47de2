"""A report for Word, to be taken over into the council's own template."""

from __future__ import annotations

from integration.texts import clean_text
from steering.freezing import Record, checksum
from steering.minutes.rich_text import to_blocks
from steering.reports.report_parts import Table, parts, plain
from steering.reports.report_record import title_of
from steering.word import WIDTH, add_blocks, add_table, new_paper, saved

_SMALL, _MANY = 8.0, 6  # points of letters in tables with more columns than that


def render(record: Record) -> bytes:
    """Return the report as a .docx."""
    word = new_paper(title_of(record), "")
    word.add_heading(title_of(record), level=0)
    if record.get("correction"):
        word.add_paragraph(clean_text(f"{record['edition']}. Fassung. {record['correction']}"))
    add_table(word, ("Angabe", "Inhalt"), _facts(record), (4, 12))
    for part in parts(record):
        word.add_heading(part.title, level=1)
        for one in part.texts:
            if one["unit"]:
                word.add_paragraph().add_run(one["unit"]).bold = True
            add_blocks(word, to_blocks(one["text"]))
        for table in part.tables:
            word.add_heading(table.title, level=2)
            _table(word, table)
    signed = [
        ("Schlusszeichnung" if one["is_final"] else "Mitzeichnung", one["unit"], one["day"], _who(one))
        for one in record.get("signatures", ())
    ]
    if signed:
        word.add_heading("Zeichnungen", level=1)
        add_table(word, ("Zeichnung", "Stelle", "am", "durch, Bemerkung"), signed, (3.8, 4.7, 3, 4.5))
    word.add_paragraph(f"Prüfsumme des Inhalts: SHA-256 {checksum(record)}")
    return saved(word)


def _facts(record: Record) -> list[tuple[str, str]]:
    rows = [("Berichtsjahr", str(record["year"])), ("Stelle", record["unit"] or "ganze Stadt")]
    rows += [("Stichtag", record["until"]), ("veröffentlicht am", record.get("published", ""))]
    named = (record.get(name, "") for name in ("paper_number", "committee", "committee_day"))
    rows.append(("Drucksache", ", ".join(filter(None, named))))
    return [row for row in rows if row[1]]


def _who(signature: Record) -> str:
    return "\n".join(filter(None, (signature["by"], signature["word"])))


def _table(word: object, table: Table) -> None:
    if not table.rows:
        word.add_paragraph(table.empty)  # type: ignore[attr-defined]
        return
    share = WIDTH / sum(table.widths)
    rows = [[clean_text(str(plain(cell))) for cell in row] for row in table.rows]
    size = _SMALL if len(table.head) > _MANY else None
    add_table(word, table.head, rows, [one * share for one in table.widths], size)
