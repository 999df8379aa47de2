"""Is this file safe, and what is it? The only door through which an uploaded file comes in."""

from __future__ import annotations

from pathlib import Path

from .foreign import foreign_sentence
from .package import MAX_PACKED, Package
from .refusal import BROKEN, Refused
from .workbook import Workbook

__all__ = ["Refused", "open_workbook"]

UNREADABLE = "Die Datei lässt sich nicht lesen. Bitte Pfad und Rechte prüfen."
EMPTY = "Die Datei ist leer. Bitte prüfen, ob sie vollständig gespeichert wurde, und erneut hochladen."
TOO_BIG = (
    "Die Datei ist größer als 10 MB. Bitte nur das Blatt mit dem Maßnahmenkatalog in eine neue Arbeitsmappe "
    "kopieren und diese hochladen."
)
STRICT = (
    "Die Arbeitsmappe ist im Format „Strict Open XML“ gespeichert. Bitte in Excel als "
    "„Excel-Arbeitsmappe (.xlsx)“ speichern und erneut hochladen."
)
BINARY = (
    "Das ist eine Excel-Datei im Binärformat (.xlsb). "
    "Bitte in Excel als .xlsx speichern und erneut hochladen."
)
MACROS = (
    "Die Arbeitsmappe enthält Makros (.xlsm) und wird deshalb nicht angenommen. "
    "Bitte in Excel ohne Makros als .xlsx speichern und erneut hochladen."
)
WORD = "Das ist ein Word-Dokument. Bitte die Excel-Arbeitsmappe (.xlsx) hochladen."
POWERPOINT = "Das ist eine PowerPoint-Präsentation. Bitte die Excel-Arbeitsmappe (.xlsx) hochladen."
CALC = "Das ist eine OpenDocument-Tabelle (.ods). Bitte als .xlsx speichern und erneut hochladen."
OPEN_DOCUMENT = "Das ist ein OpenDocument-Dokument. Bitte die Excel-Arbeitsmappe (.xlsx) hochladen."
ARCHIVE = (
    "Das ist ein ZIP-Archiv, aber keine Excel-Arbeitsmappe. Bitte die Arbeitsmappe (.xlsx) selbst hochladen."
)

# In this order: a binary workbook calls itself macro-enabled too.
_KINDS = (
    ("sheet.binary.", BINARY),
    ("macroenabled", MACROS),
    ("vbaproject", MACROS),
    ("macrosheet", MACROS),
    ("wordprocessingml.document.main", WORD),
    ("presentationml.presentation.main", POWERPOINT),
)
_WORKBOOK_TYPES = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")


def open_workbook(source: Path | str | bytes) -> Workbook:
    """Return the workbook in a file or its bytes; `Refused`, with a sentence for people, if it is none.

    Nothing in it is evaluated, no link is followed. Sheets are read later, by `Workbook.read`.
    """
    data = source if isinstance(source, bytes) else _file_bytes(Path(source))
    if not data:
        raise Refused(EMPTY)
    if len(data) > MAX_PACKED:
        raise Refused(TOO_BIG)
    if not data.startswith(b"PK"):
        raise Refused(foreign_sentence(data))
    package = Package(data)
    _check_kind(package)
    return Workbook(package, _workbook_part(package))


def _file_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_PACKED + 1)
    except OSError as error:
        raise Refused(UNREADABLE) from error


def _check_kind(package: Package) -> None:
    if "mimetype" in package:
        kind = package.read("mimetype")[:100]
        if kind.startswith(b"application/vnd.oasis.opendocument."):
            raise Refused(CALC if b".spreadsheet" in kind else OPEN_DOCUMENT)
    if "[Content_Types].xml" not in package:
        raise Refused(ARCHIVE)
    types = package.content_types()
    for word, sentence in _KINDS:
        if any(word in kind for kind in types):
            raise Refused(sentence)
    if not any(kind.endswith(_WORKBOOK_TYPES) for kind in types):
        raise Refused(ARCHIVE)


def _workbook_part(package: Package) -> str:
    for relation in package.relations().values():
        if relation.kind == "officeDocument":
            if relation.strict:
                raise Refused(STRICT)
            return relation.target
    raise Refused(BROKEN)
