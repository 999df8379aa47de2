"""The comments on a sheet's cells. Who wrote them is not kept: authors are persons."""

from __future__ import annotations

from .located import position
from .package import Closed, Opened, Package, in_main
from .refusal import Refused
from .texts import MAX_TEXT, TOO_LONG, Runs, cell_text

MAX_COMMENTS = 10_000

MANY_COMMENTS = (
    "Das Blatt „{}“ enthält mehr als 10.000 Kommentare. Bitte die Kommentare löschen und die Datei erneut "
    "hochladen."
)

_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments "

Comments = dict[tuple[int, int], str]


def read_comments(package: Package, part: str, name: str) -> Comments:
    """Return the text of each comment by the (row, column) of its cell, which may be empty.

    `part` is the sheet called `name`. Of a cell with a thread ([MS-XLSX] CT_ThreadedComment) the thread's
    texts are returned, a line each; the note that stands there for older programs only repeats them.
    """
    relations = package.relations(part)
    notes = package.part_of_kind(relations, "comments")
    threads = package.part_of_kind(relations, "threadedComment")
    found = (_read_notes(package, notes, name) if notes else {}) | (
        _read_threads(package, threads, name) if threads else {}
    )
    return {cell: text for cell, text in found.items() if text}


def _read_notes(package: Package, part: str, name: str) -> Comments:
    notes: Comments = {}
    authors: dict[str, str] = {}
    runs = Runs()
    cell, author = (0, 0), ""

    def note_author(text: str) -> None:
        authors[str(len(authors))] = cell_text(text)

    def begin(attributes: dict[str, str]) -> None:
        nonlocal cell, author
        cell, author = position(attributes["ref"]), authors.get(attributes.get("authorId", ""), "")
        runs.clear()

    def end(_: str) -> None:
        text = cell_text(runs.joined())
        notes[cell] = text.removeprefix(f"{author}:").lstrip() if author else text  # Excel's first line
        if len(notes) > MAX_COMMENTS:
            raise Refused(MANY_COMMENTS.format(name))

    opened: Opened = {"comment": begin, "rPh": runs.begin_phonetic}
    closed: Closed = {"author": note_author, "comment": end, "rPh": runs.end_phonetic, "t": runs.add}
    package.walk(part, in_main(opened), in_main(closed))
    return notes


def _read_threads(package: Package, part: str, name: str) -> Comments:
    threads: Comments = {}
    cell = (0, 0)

    def begin(attributes: dict[str, str]) -> None:
        nonlocal cell
        cell = position(attributes["ref"])
        threads.setdefault(cell, "")
        if len(threads) > MAX_COMMENTS:
            raise Refused(MANY_COMMENTS.format(name))

    def add(raw: str) -> None:
        threads[cell] = f"{threads[cell]}\n{cell_text(raw)}".strip()
        if len(threads[cell]) > MAX_TEXT:
            raise Refused(TOO_LONG)

    package.walk(part, {f"{_THREADS}threadedComment": begin}, {f"{_THREADS}text": add})
    return threads
