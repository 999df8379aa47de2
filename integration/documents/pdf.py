"""PDFs: a typst template and a context in, bytes out.

    pdf.render("documents/extract.typ", {"rows": [...]}, title="Auszug FB 51", at=timezone.now())

The template lies under `templates/` and begins like every other there (templates/documents/house.typ):

    #import "house.typ": *
    #show: sheet

What `render` makes is tagged PDF/UA-1 in German with its fonts embedded, or else refused. Texts of the
context reach the template as data (`data.rows`), never as markup. The same input gives the same bytes.

Other files go along inside the PDF, each of them whole, as `files`; the template says what they are by
`attached`. Their pages are not set among its own: a foreign PDF has no tags, fonts that are not embedded, or
a password, and one such page would take the whole document its accessibility (typst refuses to do it).
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from integration.limits import OUT_OF_MEMORY

TEMPLATES = settings.BASE_DIR / "templates"
CONTENT_TYPE = "application/pdf"
_PATIENCE = 5  # seconds beyond its own limit, for a child on a busy machine
_LESS = "Bitte wählen Sie weniger aus oder nehmen Sie, wo es sie gibt, die Excel-Datei."
_log = logging.getLogger(__name__)


class Refused(Exception):
    """There is no PDF. The text is for the person who asked for it: why, and what to do."""


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    at: dt.datetime,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the PDF that the typst file `template` makes of `context`, dated `at`.

    `context` is whatever JSON holds, and dates and texts of Django's; `files` have names without a path.
    Raises `Refused`.
    """
    with _workplace(template, files or {}) as source:
        child = _child(_job(source, context, title, at))
    if child.returncode == 0:
        return child.stdout
    if child.returncode == -signal.SIGALRM:
        raise Refused(f"Das PDF war nach {settings.PDF_SECONDS} Sekunden noch nicht fertig. {_LESS}")
    # Rust has no exception for it: where memory ends, it ends the process.
    if child.returncode in (OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL):
        raise Refused(f"Das PDF braucht mehr als {settings.CHILD_MEMORY_MB} MB Arbeitsspeicher. {_LESS}")
    _log.error("%s: %s", template, child.stderr.decode(errors="replace"))
    raise Refused(
        "Das PDF ließ sich nicht erstellen. Was daran hindert, steht im Protokoll des Servers: "
        "Bitte wenden Sie sich an die Systembetreuung."
    )


@contextmanager
def _workplace(template: str, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield the template where typst may read it, and `files` beside it: typst knows one folder only."""
    source = Path(TEMPLATES, template)
    if not files:
        yield source
        return
    with TemporaryDirectory(prefix="pdf-") as folder:
        for one in source.parent.glob("*.typ"):
            shutil.copy(one, folder)
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        yield Path(folder, source.name)


def _job(source: Path, context: Mapping[str, Any], title: str, at: dt.datetime) -> bytes:
    about = {
        "title": title,
        "city": settings.CITY_NAME,
        "product": settings.PRODUCT_NAME,
        "day": f"{timezone.localtime(at):%d.%m.%Y}",
    }
    job = {
        "root": str(source.parent),
        "template": source.name,
        "fonts": str(settings.ASSETS_DIR / "fonts"),
        "data": {"about": about, "context": context},
        "timestamp": int(at.timestamp()),
        "megabytes": settings.CHILD_MEMORY_MB,
        "seconds": settings.PDF_SECONDS,
    }
    return json.dumps(job, cls=DjangoJSONEncoder).encode()


def _child(job: bytes) -> subprocess.CompletedProcess[bytes]:
    """Set the PDF in a process of its own: typst gives back no memory and has no limits."""
    try:
        return subprocess.run(
            [sys.executable, "-m", "integration.documents.typesetter"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"},  # as on a small machine
            input=job,
            capture_output=True,
            timeout=settings.PDF_SECONDS + _PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(late.cmd, -signal.SIGALRM)


def answer(data: bytes, name: str) -> HttpResponse:
    """Return an answer that shows a PDF made here, under the name by which it would be saved."""
    header = content_disposition_header(False, name) or "inline"
    return HttpResponse(data, content_type=CONTENT_TYPE, headers={"Content-Disposition": header})
