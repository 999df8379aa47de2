"""All files of an Abfrage in one ZIP, sent while it grows."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from catalogue.extracts import extract_pdf
from catalogue.extracts.extract_contents import contents_of
from catalogue.extracts.extract_facts import file_name
from catalogue.extracts.extract_workbook import workbook_of
from catalogue.models import Extract
from integration.documents import pdf

_TOGETHER = 2  # PDFs set at the same time, each in a process of its own


class _Pipe(io.RawIOBase):
    """Takes what the archive writes until it is sent."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self._pieces.append(bytes(data))  # type: ignore[call-overload]
        return len(self._pieces[-1])

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def bundle(extracts: Sequence[Extract]) -> Iterator[bytes]:
    """Yield a ZIP with workbook and PDF of each extract, piece by piece as they are ready."""
    pipe = _Pipe()
    pool = ThreadPoolExecutor(_TOGETHER)
    try:
        with zipfile.ZipFile(pipe, "w") as archive:
            for some in (extracts[i : i + _TOGETHER] for i in range(0, len(extracts), _TOGETHER)):
                # What asks the database stays in this thread.
                prepared = [extract_pdf.prepared(contents_of(extract)) for extract in some]
                at = [extract.round.at for extract in some]
                made = [pool.submit(_pdf, *one) for one in zip(prepared, at, strict=True)]
                for extract, future in zip(some, made, strict=True):
                    archive.writestr(file_name(extract, "xlsx"), workbook_of(extract))
                    suffix, data = future.result()
                    archive.writestr(file_name(extract, suffix), data)
                yield pipe.take()
        yield pipe.take()
    finally:
        pool.shutdown(cancel_futures=True)


def _pdf(prepared: tuple[str, dict[str, Any]], at: dt.datetime) -> tuple[str, bytes]:
    """Return a file's suffix and its bytes: the PDF, else the sentence that says why there is none."""
    title, context = prepared
    try:
        return "pdf", pdf.render(extract_pdf.TEMPLATE, context, title=title, at=at)
    except pdf.Refused as error:
        return "txt", str(error).encode()
