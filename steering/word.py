"""What our Word papers share: German, real headings and lists, tables with marked head rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTH = 16.0  # centimetres between the margins of an upright page


def new_paper(title: str, author: str) -> Any:
    """Return an empty A4 document in German with a title."""
    word = Document()
    word.core_properties.title = title
    word.core_properties.author = author[:255]
    word.core_properties.language = "de-DE"
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    return word


def saved(word: Any) -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def add_blocks(word: Any, blocks: list[dict[str, Any]], style: str = "Normal", depth: int = 1) -> None:
    """Add what people wrote in Markdown, as `rich_text.to_blocks` reads it."""
    for block in blocks:
        if block["kind"] == "list":
            name = "List Number" if block["ordered"] else "List Bullet"
            for item in block["items"]:
                add_blocks(word, item, f"{name} {depth}" if 1 < depth <= 3 else name, depth + 1)
        elif block["kind"] == "quote":
            add_blocks(word, block["blocks"], "Quote", depth)
        else:
            paragraph = word.add_paragraph(style=style)
            for text, bold, italic in block["runs"]:
                if text == "\n":
                    paragraph.add_run().add_break()
                    continue
                run = paragraph.add_run(text)
                run.bold, run.italic = bold or block["kind"] == "heading" or None, italic or None


def add_table(
    word: Any,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    size: float | None = None,
) -> None:
    """Add a table with a marked head row; `widths` in centimetres, `size` of its letters in points."""
    table = word.add_table(rows=0, cols=len(head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # LibreOffice looks here, Word at the cells
    for row in (head, *rows):
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.text, cell.width = text, Cm(width)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(size) if size else None
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    word.add_paragraph()
