"""A Zielvereinbarung as an accessible PDF, with its checksum and who confirmed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from integration.documents import pdf
from steering.freezing import Record, checksum, in_parts
from steering.minutes.rich_text import to_blocks
from steering.models import AgreementConfirmation
from steering.talks.agreement_record import confirmed


def heading(record: Record) -> str:
    """Return what a paper with this record is called."""
    edition = f", {record['edition']}. Fassung" if record["edition"] > 1 else ""
    return f"Zielvereinbarung {record['year']} mit {record['unit']}{edition}"


def file_name(record: Record, suffix: str = "pdf") -> str:
    unit = "-".join(record["unit"].split(" ")[:2]).replace(".", "-")
    safe = "".join(letter for letter in unit if letter.isalnum() or letter == "-")
    edition = f"_{record['edition']}-Fassung" if record["edition"] > 1 else ""
    return f"Zielvereinbarung_{record['year']}_{safe}{edition}.{suffix}"


def agreement(
    record: Record, confirmations: Iterable[AgreementConfirmation], *, at: dt.datetime, is_draft: bool
) -> bytes:
    """Return the agreement as a PDF in which its checksum stands. Raises `pdf.Refused`."""
    context = {
        **record,
        "is_draft": is_draft,
        "sha256": in_parts(checksum(record)),
        "blocks": to_blocks(record["minutes"]),
        "confirmations": confirmed(confirmations),
    }
    return pdf.render("documents/agreement.typ", context, title=heading(record), at=at)
