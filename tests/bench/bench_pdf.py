"""The catalogue on A3 with 300 rows of 28 columns, beside typst alone on the same cells."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from unittest.mock import patch

from django.conf import settings
from django.utils import timezone

from catalogue.documents.catalogue_pdf import catalogue_pdf
from catalogue.models import MeasureVersion
from catalogue.spreadsheet.writing import export
from integration.documents import pdf, typesetter
from tests.bench.data import empty, fill
from tests.bench.harness import Benchmark
from tests.bench.site import get, signed_in

ROWS = 300
# A table and nothing else: no head, no whole rows, no look. As many letters fit its lines.
BARE = """
#set document(title: "Katalog")
#set page("a3", flipped: true, margin: 12mm)
#set text(lang: "de", font: "Fira Sans", size: 7.5pt, hyphenate: true)
#let data = json(bytes(sys.inputs.data))
#table(columns: data.widths.map(width => width * 1fr), ..data.rows.flatten())
"""
ALONE = """
import sys, typst
pdf = typst.compile(sys.argv[1].encode(), font_paths=[sys.argv[2]], ignore_system_fonts=True, format="pdf",
    pdf_standards="ua-1", sys_inputs={"data": sys.stdin.read()})
"""


def benchmarks() -> Iterator[Benchmark]:
    empty()
    with signed_in() as client:
        fill(range(1, ROWS + 1))
        yield Benchmark(
            name=f"/katalog.pdf mit {ROWS} Zeilen",
            floor=partial(typst_alone, cells()),
            measured=partial(get, client, "/katalog.pdf"),
            ratio=1.5,
            queries=10,
            kilobytes=3_000,
            megabytes=300,
            child="tests.bench.bench_pdf:typeset",
        )


def cells() -> str:
    """Return the table's widths and cells as JSON."""
    table = export(MeasureVersion.objects.current())
    columns = table.columns[: table.original]
    rows = [[str(number), *(row.get(one.key, "") for one in columns[1:])] for number, row in table.rows]
    return json.dumps({"widths": [one.width for one in columns], "rows": rows})


def typst_alone(data: str) -> None:
    fonts = str(settings.ASSETS_DIR / "fonts")
    subprocess.run([sys.executable, "-c", ALONE, BARE, fonts], input=data, text=True, check=True)


def typeset() -> None:
    """Do the child's work in this process, whose memory is measured; Django's is counted in."""

    def here(job: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], 0, typesetter.typeset(json.loads(job)))

    versions = MeasureVersion.objects.current().in_catalogue_order()
    with patch.object(pdf, "_child", here):
        catalogue_pdf(versions, day=None, selection=[], at=timezone.now())
