"""The catalogue as a PDF: the original columns, as the city prints them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from catalogue.models.version import MeasureVersionQuerySet
from catalogue.spreadsheet.columns import Column, head_cells
from catalogue.spreadsheet.rendering import Cells
from catalogue.spreadsheet.writing import TITLE, export
from integration.documents import pdf

_NARROW = 5  # letters that fit a column of marks
_SIGN = re.compile(r"([/,;:+_])(?=\S)")


def catalogue_pdf(
    versions: MeasureVersionQuerySet,
    *,
    day: dt.date | None,
    selection: Sequence[str],
    at: dt.datetime,
    names: bool = True,
) -> bytes:
    """Return the catalogue's pages, made `at`.

    `day` is the past day it is of, None for today; `selection` says in words which of its measures these are.
    """
    shown = f"{day or timezone.localdate(at):%d.%m.%Y}"
    table = export(versions, names=names)
    columns = table.columns[: table.original]
    context: dict[str, Any] = {
        "day": shown,
        "is_past": bool(day),
        "selection": list(selection),
        "measures": len({number.measure for number, _ in table.rows}),
        "columns": [{"width": column.width, "marks": column.holds_marks} for column in columns],
        "head": _head(columns),
        "rows": [[str(number), *_cells(cells, columns)] for number, cells in table.rows],
    }
    title = f"{TITLE}, Stand {shown}" if day else TITLE
    return pdf.render("documents/catalogue.typ", context, title=title, at=at)


def _cells(cells: Cells, columns: Sequence[Column]) -> Iterator[str]:
    """Yield a row's texts; in a narrow column one without blanks ("0120/0200/FB51") breaks at its signs."""
    for column in columns[1:]:
        text = cells.get(column.key, "")
        is_tight = column.holds_marks and len(text) > _NARROW
        yield _SIGN.sub("\\1\N{ZERO WIDTH SPACE}", text) if is_tight else text


def _head(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [
        {**cell._asdict(), "upright": cell.is_lowest and cell.row > 0 and columns[cell.column].holds_marks}
        for cell in head_cells(columns)
    ]
