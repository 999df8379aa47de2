"""The head of a table: what each column is called, and which column of the catalogue it therefore is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from catalogue.spreadsheet.columns import Column
from catalogue.spreadsheet.decisions import COLUMN, LEAVE_OUT, OWN, Questions
from catalogue.spreadsheet.findings import Finding
from catalogue.spreadsheet.recognising import KnownHeadings, Match, Path
from catalogue.spreadsheet.table import shown
from integration.spreadsheets.headings import column_paths, normalise, without_parentheses
from integration.spreadsheets.located import address, column_letters
from integration.spreadsheets.reading import Row, Sheet
from integration.spreadsheets.values import as_text


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: its cells from top to bottom, where the lowest stands, and what it may name."""

    index: int
    path: Path
    cell: str
    said: str  # as compared, unique within the table
    match: Match | None

    @property
    def shown(self) -> str:
        """The heading below its groups, without names of persons: "Zielgruppe › Flüchtlinge › UMF"."""
        return " › ".join(filter(None, map(without_parentheses, self.path))) or self.letters

    @property
    def spelled(self) -> str:
        """The lowest heading as the workbook has it."""
        return self.path[-1] if self.path else ""

    @property
    def lowest(self) -> str:
        """The lowest heading without names of persons."""
        return without_parentheses(self.spelled) or self.letters

    @property
    def letters(self) -> str:
        return f"Spalte {column_letters(self.index)}"


@dataclass(slots=True)
class Head:
    """A head whose columns are decided: those that are read, and those that are left out, by index."""

    headings: dict[int, Heading]
    columns: dict[int, Column] = field(default_factory=dict)
    left_out: dict[int, Heading] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for the same headings, wherever their columns stand; never changes (it is stored)."""
        said = sorted(heading.said for heading in self.headings.values() if heading.path)
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


# --- What the head says ---------------------------------------------------------------------


def headings(sheet: Sheet, first: int, last: int, known: KnownHeadings) -> dict[int, Heading]:
    """Return the heading of each column that has one in the rows `first` to `last`, or content below them."""
    rows = [_as_texts(row) for row in sheet.rows if first <= row.index <= last]
    head = replace(sheet, rows=rows)
    paths = column_paths(head, first, last)
    lowest = {index: row.index for row in rows for index in row.cells}
    named: set[str] = set()
    found = {}
    for index in sorted(_used(sheet, head, last, known)):
        path = paths.get(index, ())
        said = " › ".join(filter(None, map(normalise, path))) or column_letters(index).lower()
        said = next(one for one in _numbered(said) if one not in named)
        named.add(said)
        cell = address(lowest.get(index, last), index)
        found[index] = Heading(index, path, cell, said, known.find(path) if path else None)
    return found


def _as_texts(row: Row) -> Row:
    return replace(row, cells={index: shown(value, code=True) for index, value in row.cells.items()})


def _used(sheet: Sheet, head: Sheet, last: int, known: KnownHeadings) -> set[int]:
    """Return the columns with content, with a heading in the lowest row, or with one that stands higher up
    and reaches down to it or is known."""
    used = {index for row in sheet.rows if row.index >= last for index in row.cells}
    for row in head.rows:
        used |= {index for index, text in row.cells.items() if known.key_of(as_text(text))}
        used |= {left for top, left, bottom, _ in head.merges if top == row.index and bottom >= last}
    return used


def _numbered(text: str) -> Iterator[str]:
    """Yield the text, then "… 2", "… 3" and so on."""
    yield text
    count = 1
    while True:
        count += 1
        yield f"{text} {count}"


# --- Which columns these are ----------------------------------------------------------------


def settle(head: dict[int, Heading], known: KnownHeadings, questions: Questions) -> Head:
    """Return the head with its columns as people decided, else as recognised; every column is asked about.

    No two headings name one column: a decision wins over recognition, the surer recognition over the other.
    """
    settled = Head(head)
    recognised = _recognised(head.values())
    answers = _answers(head.values(), known, questions)
    taken = _decided(settled, answers, questions)
    named: set[str] = set()
    for index, heading in head.items():
        default = recognised[index] if index in answers or recognised[index] not in taken else OWN
        questions.ask(COLUMN, heading.said, heading.shown, default, heading.cell)
        key = answers.get(index, default)
        if taken.get(key, index) != index:
            key = OWN
        questions.asked[COLUMN, heading.said].answer = key
        if key == LEAVE_OUT:
            settled.left_out[index] = heading
        else:
            column = _extra(heading, named) if key == OWN else _column(heading, key, known)
            settled.columns[index] = column
            named.add(column.key)
    return settled


def _recognised(head: Iterable[Heading]) -> dict[int, str]:
    """Return by index the key that each heading names; the surer of two has it, of equals the first."""
    keys: dict[int, str] = {}
    taken: set[str] = set()
    for heading in sorted(head, key=lambda one: _doubt(one.match)):
        key = heading.match.column.key if heading.match else OWN
        keys[heading.index] = OWN if key in taken else key
        taken.add(key)
    return keys


def _doubt(match: Match | None) -> tuple[float, ...]:
    return tuple(-one for one in match.certainty) if match else (0,)


def _answers(head: Iterable[Heading], known: KnownHeadings, questions: Questions) -> dict[int, str]:
    """Return by index what was decided, where that is a column there is."""
    decided = ((heading.index, questions.answer(COLUMN, heading.said), heading) for heading in head)
    return {
        index: answer
        for index, answer, heading in decided
        if answer in (OWN, LEAVE_OUT) or (answer and _is_column(heading, answer, known))
    }


def _is_column(heading: Heading, key: str, known: KnownHeadings) -> bool:
    kind, _, slug = key.partition(":")
    itself = heading.match and heading.match.column.key == key
    return key in known.columns or bool(itself) or (kind == "unit" and slug in known.refs.units)


def _decided(settled: Head, answers: dict[int, str], questions: Questions) -> dict[str, int]:
    """Return the index of each key that was decided; of a key decided twice the second is told off.

    What was decided for this workbook counts before what is remembered.
    """
    own = questions.decisions.answers.get(COLUMN, {})
    taken: dict[str, int] = {}
    for index in sorted(answers, key=lambda one: (settled.headings[one].said not in own, one)):
        key, heading = answers[index], settled.headings[index]
        if key in (OWN, LEAVE_OUT):
            continue
        if (first := taken.setdefault(key, index)) != index:
            message = (
                f"„{heading.shown}“ bleibt eine eigene Spalte: Dieselbe Bedeutung hat schon "
                f"„{settled.headings[first].shown}“ ({settled.headings[first].letters})."
            )
            settled.findings.append(Finding("warning", heading.cell, message))
    return taken


def _column(heading: Heading, key: str, known: KnownHeadings) -> Column:
    if heading.match and heading.match.column.key == key:
        return heading.match.column
    return known.columns.get(key) or Column(key, ("", "", heading.lowest))


def _extra(heading: Heading, taken: set[str]) -> Column:
    """Return a column of its own, kept with the listing under its heading."""
    name = next(one for one in _numbered(heading.lowest) if f"extra:{one}" not in taken)
    return Column(f"extra:{name}", ("", "", name))
