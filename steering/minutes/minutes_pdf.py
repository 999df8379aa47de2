"""Minutes as accessible PDFs: the whole, and what of it concerns one unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from integration.documents import pdf
from steering.freezing import Record, checksum, in_parts
from steering.minutes.rich_text import to_blocks


def heading(record: Record) -> str:
    """Return what a paper with this record is called."""
    edition = record["edition"]
    version = "Entwurf" if not edition else f"{edition}. Fassung" if edition > 1 else ""
    return ", ".join(filter(None, [f"Protokoll der Sitzung vom {record['day']}", version]))


def file_name(record: Record, suffix: str = "pdf") -> str:
    day = "-".join(reversed(record["day"].split(".")))
    edition = record["edition"]
    version = "_Entwurf" if not edition else f"_{edition}-Fassung" if edition > 1 else ""
    return f"Protokoll_{day}{version}.{suffix}"


def minutes(record: Record, *, at: dt.datetime) -> bytes:
    """Return the minutes as a PDF in which their checksum stands. Raises `pdf.Refused`."""
    context = {**record, "heading": heading(record), "sha256": in_parts(checksum(record)), "unit": ""}
    context["items"] = [_with_blocks(item) for item in record["items"]]
    return pdf.render("documents/minutes.typ", context, title=heading(record), at=at)


def extract(record: Record, unit: str, slugs: set[str], numbers: set[int], *, at: dt.datetime) -> bytes:
    """Return what of the minutes concerns `unit`: TOPs about its measures `numbers`, Aufträge of `slugs`."""
    title = f"Protokollauszug für {unit}"
    items = [_with_blocks(item) for item in items_for(record, slugs, numbers)]
    context = {
        **record,
        "heading": heading(record),
        "sha256": in_parts(checksum(record)),
        "unit": unit,
        "items": items,
    }
    return pdf.render("documents/minutes.typ", context, title=title, at=at)


def items_for(record: Record, slugs: set[str], numbers: set[int]) -> list[Record]:
    """Return the TOPs with Aufträge of these units, or about these measures; of Aufträge only theirs."""
    found = []
    for item in record["items"]:
        own = [one for one in item["assignments"] if one["slug"] in slugs]
        about = {*item["measures"], *(number for one in item["results"] for number in one["measures"])}
        if own or about & numbers:
            found.append({**item, "assignments": own})
    return found


def _with_blocks(item: Record) -> dict[str, Any]:
    return {**item, "blocks": to_blocks(item["text"])}
