"""The ZIP archive that a workbook is: its parts, bounded, and its XML, without a tree."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar
from xml.parsers import expat

from .refusal import BROKEN, Refused, damage_refused

MAX_PACKED = 10 * 2**20  # bytes
MAX_UNPACKED = 100 * 2**20  # bytes, counted while unpacking: headers lie
MAX_RATIO = 100
MAX_PARTS = 500
MAX_TAGS = 6_000_000  # a million cells of numbers need four; takes 8 seconds at worst
MAX_TOKEN = 2**20  # bytes of one tag or comment: expat reads an unfinished one again and again
MAX_NAMES = 10_000  # different names of elements and attributes in a part; real ones use a hundred
MAX_SMALL_PART = 10 * 2**20  # bytes of a part that is neither a sheet nor the shared strings

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
TRUE = {"1", "true"}

_CHUNK = 2**16
_MAX_PIECES = 64  # of 8 KB each, in one text
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"

TOO_LARGE = (
    "Die Datei ist zu groß oder entpackt sich auf ein Vielfaches ihrer Größe. Bitte nur das Blatt mit dem "
    "Maßnahmenkatalog in eine neue Arbeitsmappe kopieren, als .xlsx speichern und diese hochladen."
)
FORBIDDEN_XML = (
    "Die Datei enthält XML-Deklarationen (DOCTYPE), die in Arbeitsmappen nicht vorkommen und gefährlich sein "
    "können. Bitte in Excel öffnen, neu als .xlsx speichern und erneut hochladen."
)
LOCKED_ARCHIVE = (
    "Die Datei ist ein mit Kennwort geschütztes ZIP-Archiv. "
    "Bitte die Excel-Arbeitsmappe ohne Kennwort hochladen."
)

T = TypeVar("T")
Opened = Mapping[str, Callable[[dict[str, str]], None]]
Closed = Mapping[str, Callable[[str], None]]


class Relation(NamedTuple):
    """A link from one part to another inside the archive."""

    kind: str  # the last word of its type: "worksheet", "sharedStrings"
    target: str
    strict: bool


class Package:
    """A ZIP archive all of whose parts have been unpacked once and found to be within the limits."""

    def __init__(self, data: bytes) -> None:
        with damage_refused():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {_key(info.filename): info for info in self._archive.infolist()}
            self._check(len(data))

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._parts

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield a part's bytes; `Refused` when it is missing or damaged."""
        with damage_refused(), self._archive.open(self._parts[_key(part)]) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def read(self, part: str) -> bytes:
        return b"".join(self.chunks(part))

    def walk(self, part: str, opened: Opened, closed: Closed, limit: int = MAX_SMALL_PART) -> None:
        """Read a part's XML, calling `opened[name](attributes)` and `closed[name](text)` on the way.

        Names are "namespace local". The text is what stands between an end tag and the tag before it.
        `limit` is the most bytes the part may have. No tree is built, so a hostile part costs no memory.
        """
        pieces: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            pieces.clear()
            if name in opened:
                opened[name](attributes)

        def end(name: str) -> None:
            if name in closed:
                closed[name](pieces[0] if len(pieces) == 1 else "".join(pieces))
            pieces.clear()

        def collect(piece: str) -> None:
            pieces.append(piece)
            if len(pieces) > _MAX_PIECES:
                raise Refused(TOO_LARGE)

        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = collect
        with damage_refused():
            fed = 0
            for chunk in self.chunks(part):
                parser.Parse(chunk, False)
                fed += len(chunk)
                unfinished = fed - parser.CurrentByteIndex
                if fed > limit or unfinished > MAX_TOKEN or len(parser.intern) > MAX_NAMES:
                    raise Refused(TOO_LARGE)
            parser.Parse(b"", True)

    def content_types(self) -> set[str]:
        """Return the types of all parts, as the archive declares them, in lower case."""
        types: set[str] = set()

        def add(attributes: dict[str, str]) -> None:
            types.add(attributes["ContentType"].lower())

        names = (f"{_PACKAGE}content-types Override", f"{_PACKAGE}content-types Default")
        self.walk("[Content_Types].xml", dict.fromkeys(names, add), {})
        return types

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Return a part's relations by id (without a part: the package's). External ones are left out."""
        folder, name = posixpath.split(part)
        relations: dict[str, Relation] = {}

        def add(attributes: dict[str, str]) -> None:
            if attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
                kind = attributes["Type"]
                relations[attributes["Id"]] = Relation(
                    kind.rpartition("/")[2], target.lstrip("/"), kind.startswith("http://purl.oclc.org/")
                )

        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source in self:
            self.walk(source, {f"{_PACKAGE}relationships Relationship": add}, {})
        return relations

    def part_of_kind(self, relations: Mapping[str, Relation], kind: str) -> str | None:
        """Return the first part that a relation of this kind leads to and that is there, else None."""
        parts = (relation.target for relation in relations.values() if relation.kind == kind)
        return next((part for part in parts if part in self), None)

    def _check(self, packed: int) -> None:
        infos = self._archive.infolist()
        if len(infos) > MAX_PARTS:
            raise Refused(TOO_LARGE)
        if any(info.flag_bits & 1 for info in infos):
            raise Refused(LOCKED_ARCHIVE)
        methods = {info.compress_type for info in infos}
        if methods - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or len(self._parts) < len(infos):
            raise Refused(BROKEN)
        unpacked = tags = 0
        for part in self._parts:
            for count, chunk in enumerate(self.chunks(part)):
                unpacked += len(chunk)
                tags += chunk.count(b"<")
                if unpacked > min(MAX_UNPACKED, packed * MAX_RATIO) or tags > MAX_TAGS:
                    raise Refused(TOO_LARGE)
                if count == 0:
                    _check_prolog(chunk)


def in_main(handlers: Mapping[str, T]) -> dict[str, T]:
    """Return handlers for `Package.walk`, their elements' names put into the workbook's own namespace."""
    return {_MAIN + name: handler for name, handler in handlers.items()}


def _key(name: str) -> str:
    """Parts are compared without case; some writers separate folders as Windows does."""
    return name.replace("\\", "/").lstrip("/").lower()


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise Refused(FORBIDDEN_XML)


def _check_prolog(chunk: bytes) -> None:
    """Refuse XML with a DOCTYPE, whatever its part is called and however it is encoded.

    A DOCTYPE stands before the first element. Parts that are not XML are none of our business here.
    """
    try:
        _parser().Parse(chunk, False)
    except Refused:
        raise
    except (expat.ExpatError, LookupError, ValueError):
        return
