"""A report as an accessible PDF, charts and last year's numbers included."""

from __future__ import annotations

import datetime as dt
from typing import Any

from catalogue.vocabulary import Status
from integration.documents import pdf
from steering.freezing import Record, checksum, in_parts
from steering.minutes.rich_text import to_blocks
from steering.reports.report_parts import Bars, Part, Table, parts, plain
from steering.reports.report_record import title_of


def render(record: Record, *, at: dt.datetime) -> bytes:
    """Return the report as a PDF in which its checksum stands. Raises `pdf.Refused`."""
    context = {
        "unit": record["unit"] or "ganze Stadt",
        "year": record["year"],
        "key_date": record["until"],
        "edition": record.get("edition", 0),
        "correction": record.get("correction", ""),
        "published": record.get("published", ""),
        "paper": ", ".join(
            filter(None, (record.get(name, "") for name in ("paper_number", "committee", "committee_day")))
        ),
        "signatures": record.get("signatures", []),
        "sha256": in_parts(checksum(record)),
        "parts": [_part(part) for part in parts(record)],
    }
    return pdf.render("documents/report.typ", context, title=title_of(record), at=at)


def _part(part: Part) -> dict[str, Any]:
    texts = [{"unit": one["unit"], "blocks": to_blocks(one["text"])} for one in part.texts]
    return {"title": part.title, "texts": texts, "tables": [_table(table) for table in part.tables]}


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "head": list(table.head),
        "widths": list(table.widths),
        "rows": [[str(plain(cell)) for cell in row] for row in table.rows],
        "empty": table.empty,
        "bars": _bars(table.bars) if table.bars and table.rows else None,
    }


def _bars(bars: Bars) -> dict[str, Any]:
    return {
        "rows": bars.rows,
        "names": [label for _, label in bars.states],
        "shades": [Status.values.index(key) for key, _ in bars.states],
        "most": max((total for _, _, total in bars.rows), default=0),
    }
