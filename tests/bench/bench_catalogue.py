"""The catalogue's table, beside rendering the same cells from memory through a plain template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.template import engines
from lxml import html

from catalogue.actions import MeasureEdit, apply
from catalogue.views.catalogue_table import Catalogue
from integration.history.models import ChangeSet
from tests.bench.data import COLUMNS, empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in

TABLE = "/katalog/"
ROWS = 150
_BODY = """{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}"""


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(range(1, 1_001))
        list_twice(range(1, ROWS - Catalogue.per_page + 1))
        yield Benchmark(
            name=f"{TABLE} {ROWS} Zeilen mal {COLUMNS} Spalten",
            floor=rendering(get(client, TABLE)),
            measured=partial(get, client, TABLE),
            ratio=8,
            repeat=25,
            queries=15,
        )


def list_twice(numbers: range) -> None:
    """Give these measures a second Katalogzeile."""
    edits = {("listings", 1, "label"): "Schule (Spracherwerb)", ("listings", 1, "remark"): "siehe oben"}
    apply([MeasureEdit(number, edits) for number in numbers], by=None, way=ChangeSet.Way.FORM)


def rendering(page: bytes) -> Callable[[], str]:
    """Return the work of rendering a page's table body again. Raises ValueError unless it has the size
    that is promised."""
    rows = [[cell.text_content() for cell in row] for row in html.fromstring(page).findall(".//tbody/tr")]
    if [len(row) for row in rows] != [COLUMNS] * ROWS:
        raise ValueError(f"The table has {len(rows)} rows of {len(rows[0])} cells.")
    return partial(engines["django"].from_string(_BODY).render, {"rows": rows})
