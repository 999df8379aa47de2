"""Minutes for Word: German, real headings and lists, tables with marked head rows."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from integration.texts import clean_text
from steering.freezing import Record, checksum
from steering.minutes.minutes_pdf import heading
from steering.minutes.rich_text import to_blocks

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(record: Record) -> bytes:
    """Return the minutes as a .docx."""
    word = Document()
    _set_up(word, record)
    word.add_heading(heading(record), level=0)
    if record["correction"]:
        word.add_paragraph(clean_text(f"{record['edition']}. Fassung. {record['correction']}"))
    rows = [("Tag", f"{record['day']}, {record['from']} bis {record['until']} Uhr"), ("Ort", record["place"])]
    rows += [("Leitung", record["chair"]), ("Protokoll", record["writer"])]
    rows += [(label, "\n".join(people)) for label, people in record["attendance"]]
    _table(word, ("Angabe", "Inhalt"), [row for row in rows if row[1]], (4, 12))
    word.add_heading("Tagesordnung", level=1)
    _table(
        word, ("TOP", "Gegenstand"), [(str(one["number"]), one["title"]) for one in record["items"]], (2, 14)
    )
    for item in record["items"]:
        _item(word, item)
    word.add_heading("Stand dieses Protokolls", level=1)
    word.add_paragraph(record["approval"] or "Entwurf, noch nicht genehmigt.")
    word.add_paragraph(f"Prüfsumme des Inhalts: SHA-256 {checksum(record)}")
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _set_up(word: Any, record: Record) -> None:
    word.core_properties.title = heading(record)
    word.core_properties.author = record["writer"][:255]
    word.core_properties.language = "de-DE"
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)


def _item(word: Any, item: Record) -> None:
    word.add_heading(f"TOP {item['number']}: {item['title']}", level=1)
    about = f"{item['kind']}{_numbers(item['measures'], ' · ')}"
    word.add_paragraph(about).runs[0].italic = True
    _blocks(word, to_blocks(item["text"]))
    for one in item["results"]:
        paragraph = word.add_paragraph()
        paragraph.add_run(f"{one['kind']} {one['number']}".strip()).bold = True
        paragraph.add_run(f" ({one['consent']})" if one["consent"] else "")
        paragraph.add_run(_numbers(one["measures"], " · "))
        for line in filter(None, (one["wording"], *one["changes"])):
            paragraph.add_run().add_break()
            paragraph.add_run(line)
    rows: list[tuple[str, ...]] = [
        (
            f"{one['task']}{_numbers(one['measures'], ' · ')}",
            ", ".join(filter(None, (one["unit"], one["function"]))),
            one["due"],
        )
        for one in item["assignments"]
    ]
    if rows:
        _table(word, ("Auftrag", "zuständig", "bis"), rows, (8.5, 5, 2.5))


def _numbers(numbers: list[int], before: str) -> str:
    if not numbers:
        return ""
    noun = "Maßnahme" if len(numbers) == 1 else "Maßnahmen"
    return f"{before}{noun} {', '.join(map(str, numbers))}"


def _blocks(word: Any, blocks: list[dict[str, Any]], style: str = "Normal", depth: int = 1) -> None:
    for block in blocks:
        if block["kind"] == "list":
            name = "List Number" if block["ordered"] else "List Bullet"
            for item in block["items"]:
                _blocks(word, item, f"{name} {depth}" if 1 < depth <= 3 else name, depth + 1)
        elif block["kind"] == "quote":
            _blocks(word, block["blocks"], "Quote", depth)
        else:
            paragraph = word.add_paragraph(style=style)
            for text, bold, italic in block["runs"]:
                if text == "\n":
                    paragraph.add_run().add_break()
                    continue
                run = paragraph.add_run(text)
                run.bold, run.italic = bold or block["kind"] == "heading" or None, italic or None


def _table(word: Any, head: tuple[str, ...], rows: list[tuple[str, ...]], widths: tuple[float, ...]) -> None:
    table = word.add_table(rows=0, cols=len(head), style="Table Grid")
    table.autofit = False
    for row in (head, *rows):
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.text, cell.width = text, Cm(width)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    word.add_paragraph()
