"""A unit's extract as page, workbook and PDF, beside the same cells by the bare tool of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.template import engines
from django.test import Client
from django.utils import timezone
from lxml import html

from catalogue.actions import MeasureEdit, apply
from catalogue.extracts.issuing import issue
from catalogue.models import Unit
from integration.history.models import ChangeSet
from tests.bench.bench_export import cells, write
from tests.bench.bench_pdf import typst_alone
from tests.bench.data import empty, fill, settle
from tests.bench.harness import Benchmark
from tests.bench.site import EMPTY, get, signed_in

UNIT = "FB-51"
# A small file costs what any costs: reading all reference data, starting a child.
RATIOS = {50: (5, 5, 3), 300: (12, 3, 2.5), 1_000: (12, 2.5, 2.5)}  # page, workbook, PDF
ADDRESS = f"/auszuege/{UNIT}"
# What the page shows, without knowing what any of it is.
_BODY = "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
_WIDTHS = [1, 5, 2, 4, 3]


def benchmarks() -> Iterator[Benchmark]:
    empty()
    filled = 0
    with signed_in() as client:
        for size in RATIOS:
            grow(filled, size)
            filled = size
            yield from of_size(client, size)


def grow(filled: int, size: int) -> None:
    """Let the unit lead `size` measures and get two extracts, a tenth of the measures changed between."""
    fill(range(filled + 1, size + 1))
    lead = [MeasureEdit(number, {("lead",): UNIT}) for number in range(filled + 1, size + 1)]
    apply(lead, by=None, way=ChangeSet.Way.FORM)
    today = timezone.localdate()
    said = [MeasureEdit(n, {("progress",): f"Stand {size}, {n}"}) for n in range(1, size + 1, 10)]
    for edits in (said, []):
        issue([Unit.objects.get(slug=UNIT)], key_date=today, due=today, by=None)
        apply(edits, by=None, way=ChangeSet.Way.FORM)
    settle()


def of_size(client: Client, size: int) -> Iterator[Benchmark]:
    rows = shown(get(client, f"{ADDRESS}/"))
    yield Benchmark(
        name=f"{ADDRESS}/ mit {size} Maßnahmen",
        floor=partial(plain, client, rows),
        measured=partial(get, client, f"{ADDRESS}/"),
        ratio=RATIOS[size][0],
        queries=20,
        kilobytes=100 + size,
    )
    yield Benchmark(
        name=f"{ADDRESS}.xlsx mit {size} Maßnahmen",
        floor=partial(write, cells(get(client, f"{ADDRESS}.xlsx"))),
        measured=partial(get, client, f"{ADDRESS}.xlsx"),
        ratio=RATIOS[size][1],
        queries=20,
    )
    yield Benchmark(
        name=f"{ADDRESS}.pdf mit {size} Maßnahmen",
        floor=partial(typst_alone, json.dumps({"widths": _WIDTHS, "rows": rows})),
        measured=partial(get, client, f"{ADDRESS}.pdf"),
        ratio=RATIOS[size][2],
        queries=20,
    )


def plain(client: Client, rows: list[list[Any]]) -> None:
    """Render an empty page of the site, and the cells through a plain template."""
    get(client, EMPTY)
    engines["django"].from_string(_BODY).render({"rows": rows})


def shown(page: bytes) -> list[list[Any]]:
    """Return the texts of the cells of the page's measures."""
    body = html.fromstring(page).findall(".//section[@aria-labelledby='rolle1']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in body]
