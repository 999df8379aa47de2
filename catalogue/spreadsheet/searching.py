"""Where in a workbook the table is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalogue.spreadsheet.decisions import COLUMN, Decisions, Questions
from catalogue.spreadsheet.heads import headings
from catalogue.spreadsheet.numbers import Ambiguous, parse_number
from catalogue.spreadsheet.recognising import KnownHeadings
from integration.spreadsheets.headings import without_parentheses
from integration.spreadsheets.reading import Row, Sheet
from integration.spreadsheets.refusal import Refused
from integration.spreadsheets.values import Value
from integration.spreadsheets.workbook import SheetInfo, Workbook

SEARCHED = 60  # rows in which a header is looked for
DEPTH = 4  # rows a header has at most
ENOUGH, TELLING = 5, 3  # known headings that make a header, and how many of them are no units' names
SPELLED = 2  # of these, exactly spelled ones in a row, before others are compared with all that is known

SOUGHT = "Gesucht wurde eine Kopfzeile mit Spalten wie „Nr“, „Was soll erreicht werden?“ und „Bemerkungen“"
NO_TABLE = (
    f"In der Arbeitsmappe ist kein Maßnahmenkatalog zu erkennen: {SOUGHT}; gesehen wurden die Blätter "
    "{seen}. Bitte die Datei mit der Tabelle hochladen oder das Blatt angeben."
)
SEVERAL = (
    "In der Arbeitsmappe kann mehr als eine Tabelle der Maßnahmenkatalog sein. "
    f"{SOUGHT}; gesehen wurden {{seen}}. Bitte {{choice}} angeben."
)
HIDDEN = (
    "Der Maßnahmenkatalog ist nur auf einem ausgeblendeten Blatt zu erkennen. "
    f"{SOUGHT}; gesehen wurden {{seen}}. Bitte das Blatt angeben oder es in Excel einblenden."
)
NO_NUMBER = (
    "Die Tabelle auf dem Blatt „{}“ hat keine Spalte „Nr“. Ohne Nummer ist keine Maßnahme wiederzufinden. "
    "Bitte die Spalte mit den Nummern zuordnen."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What can be the table: its sheet, the first and the last row of its header, which known headings
    that has (as spelled; `score` of them), and whether the sheet is hidden."""

    sheet: str
    first_row: int
    last_row: int
    score: int
    hidden: bool
    headings: tuple[str, ...] = ()
    likely: int = 0  # 2 with numbered rows, 1 with a column for numbers, 0 without

    def __str__(self) -> str:
        hidden = "ausgeblendet, " if self.hidden else ""
        return f"Blatt „{self.sheet}“ ({hidden}Kopfzeile in Zeile {self.last_row})"


class TableUnclear(Refused):
    """Which table is meant is for a person to say; `candidates` may be none."""

    def __init__(self, message: str, candidates: Iterable[Candidate] = ()) -> None:
        super().__init__(message)
        self.candidates = list(candidates)


class NoNumberColumn(TableUnclear):
    """No column holds numbers. `questions` are those about the columns, as far as recognised."""

    def __init__(self, candidate: Candidate, questions: Questions) -> None:
        super().__init__(NO_NUMBER.format(candidate.sheet), [candidate])
        self.questions = questions


@dataclass(frozen=True, slots=True)
class Found:
    """The table's sheet, its header, and the row before which it ends because another table begins."""

    sheet: Sheet
    candidate: Candidate
    end: int | None


def find_table(workbook: Workbook, known: KnownHeadings, decisions: Decisions) -> Found:
    """Return the table that was decided, or the only one there is on a visible sheet.

    Raises `TableUnclear` where there is none, or more than one; other sheets' damage does not matter.
    """
    names = [info.name for info in workbook.sheets]
    if decisions.sheet is not None and decisions.sheet not in names:
        raise Refused(f"Ein Blatt „{decisions.sheet}“ gibt es nicht. Vorhanden sind: {_quoted(names)}.")
    return _Search(workbook, known, decisions).found()


class _Search:
    """Looks through a workbook's sheets; keeps the contents of one that has a candidate."""

    def __init__(self, workbook: Workbook, known: KnownHeadings, decisions: Decisions) -> None:
        self.workbook, self.known, self.decisions = workbook, known, decisions
        self.kept: Sheet | None = None
        self.on_sheet: dict[str, list[Candidate]] = {}
        self.refusals: list[Refused] = []

    def found(self) -> Found:
        wanted = self.decisions.sheet
        if wanted is not None:
            seen = self._candidates(info for info in self.workbook.sheets if info.name == wanted)
        else:
            seen = self._candidates(info for info in self.workbook.sheets if not info.hidden)
            if _likeliest(seen) < 2:
                seen += self._candidates(info for info in self.workbook.sheets if info.hidden)
        tables = [one for one in seen if one.likely == _likeliest(seen)]
        if len(tables) != 1 or (tables[0].hidden and wanted is None):
            raise self._unclear(tables)
        (table,) = tables
        sheet = self.kept if self.kept and self.kept.name == table.sheet else self.workbook.read(table.sheet)
        return Found(sheet, table, self._end(table))

    def _unclear(self, tables: list[Candidate]) -> Refused:
        seen = _listed([str(one) for one in tables])
        if not tables:
            names = [info.name for info in self.workbook.sheets]
            return self.refusals[0] if self.refusals else TableUnclear(NO_TABLE.format(seen=_quoted(names)))
        if len(tables) == 1:
            return TableUnclear(HIDDEN.format(seen=seen), tables)
        several = len({one.sheet for one in tables}) > 1
        choice = "das Blatt" if several else "die Zeilen der Kopfzeile"
        return TableUnclear(SEVERAL.format(seen=seen, choice=choice), tables)

    def _end(self, table: Candidate) -> int | None:
        """Return where the next table begins, if the chosen one is among those recognised."""
        others = self.on_sheet[table.sheet]
        if not any(one.first_row <= table.last_row and table.first_row <= one.last_row for one in others):
            return None
        return min((one.first_row for one in others if one.first_row > table.last_row), default=None)

    def _candidates(self, infos: Iterable[SheetInfo]) -> list[Candidate]:
        return [candidate for info in infos for candidate in self._on(info)]

    def _on(self, info: SheetInfo) -> list[Candidate]:
        try:
            top = self.workbook.top(info.name, SEARCHED)
            if not self.decisions.header and not any(header_rows(top, self.known)):
                return []
            sheet = self.workbook.read(info.name)
        except Refused as refused:
            self.refusals.append(refused)
            return []
        self.kept = self.kept or sheet
        heads = list(header_rows(sheet, self.known))
        ends = [*(first for first, _ in heads[1:]), None]
        recognised = [
            self._candidate(sheet, info, first, last, end)
            for (first, last), end in zip(heads, ends, strict=False)
        ]
        self.on_sheet[info.name] = recognised
        if self.decisions.header:
            first, last = sorted(self.decisions.header)
            return [self._candidate(sheet, info, first, last, None)]
        return recognised

    def _candidate(self, sheet: Sheet, info: SheetInfo, first: int, last: int, end: int | None) -> Candidate:
        head = headings(sheet, first, last, self.known)
        matched = {one.match.column.key: one for one in head.values() if one.match}
        asked = Questions(self.decisions)
        decided = (index for index, one in head.items() if asked.answer(COLUMN, one.said) == "number")
        number = next(decided, matched["number"].index if "number" in matched else None)
        likely = 0 if number is None else 2 if _has_number(sheet, number, last, end) else 1
        names = tuple(without_parentheses(one.path[-1]) for one in matched.values())
        return Candidate(info.name, first, last, len(matched), info.hidden, names, likely)


def _likeliest(candidates: list[Candidate]) -> int:
    return max((one.likely for one in candidates), default=0)


def _has_number(sheet: Sheet, column: int, last: int, end: int | None) -> bool:
    below = (row.cells.get(column) for row in sheet.rows if last < row.index and (not end or row.index < end))
    return any(_is_number(value) for value in below)


def _is_number(value: Value | None) -> bool:
    try:
        return value is not None and bool(parse_number(value))
    except Ambiguous:
        return False


# --- Headers on a sheet ---------------------------------------------------------------------


def header_rows(sheet: Sheet, known: KnownHeadings) -> Iterator[tuple[int, int]]:
    """Yield first and last row of each header among the first rows of a sheet, from top to bottom.

    A header's rows count together, and each column's lowest filled cell says what it is: rows below the
    header cover its headings, so that the most are known where it ends.
    """
    rows = [row for row in sheet.rows if row.index <= SEARCHED]
    keys = [_keys(row, known) for row in rows]
    scores = [_score(rows[: position + 1], keys) for position in range(len(rows))]
    chosen: list[int] = []
    for position in sorted(range(len(rows)), key=lambda one: (-scores[one], one)):
        row = rows[position]
        if scores[position] < ENOUGH or any(abs(row.index - rows[one].index) < DEPTH for one in chosen):
            continue
        if not chosen or not _is_numbered(row):
            chosen.append(position)
    for position in sorted(chosen):
        yield _first_row(rows[: position + 1], sheet, known), rows[position].index


def _score(rows: list[Row], keys: list[dict[int, str]]) -> int:
    """Return how many columns are known where a header ends with the last of `rows`."""
    lowest: dict[int, str] = {}
    for row, own in zip(rows, keys, strict=False):
        if row.index > rows[-1].index - DEPTH:
            lowest |= dict.fromkeys(row.cells, "") | own
    known = set(lowest.values()) - {""}
    return len(known) if sum(not key.startswith("unit:") for key in known) >= TELLING else 0


def _keys(row: Row, known: KnownHeadings) -> dict[int, str]:
    """Return by column the keys that a row's cells name; misspelled ones only beside others."""
    texts = {index: value for index, value in row.cells.items() if isinstance(value, str)}
    exact = {index: key for index, text in texts.items() if (key := known.key_of(text))}
    if len(set(exact.values())) < SPELLED:
        return exact
    return {index: key for index, text in texts.items() if (key := known.similar_key(text))}


def _first_row(rows: list[Row], sheet: Sheet, known: KnownHeadings) -> int:
    """Return the highest row that belongs to the header whose lowest row is the last of `rows`.

    It names columns or groups, or unites columns to groups; a numbered row is another table's.
    """
    first = rows[-1].index
    for row in reversed(rows[:-1]):
        if row.index <= rows[-1].index - DEPTH or _is_numbered(row):
            break
        texts = [value for value in row.cells.values() if isinstance(value, str)]
        united = sum(top == row.index and right > left for top, left, _, right in sheet.merges)
        if united > 1 or any(known.key_of(text) or known.is_group(text) for text in texts):
            first = row.index
    return first


def _is_numbered(row: Row) -> bool:
    return _is_number(row.cells[min(row.cells)])


def _quoted(names: list[str]) -> str:
    return ", ".join(f"„{name}“" for name in names) or "keine"


def _listed(names: list[str]) -> str:
    return ", ".join(names)
