"""What a measure's rows say together, leaf by leaf (domain.md §2 rules 1 to 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from catalogue.records import Edits, Leaves, MeasureRecord, Path, State, leaves
from catalogue.spreadsheet import states
from catalogue.spreadsheet.cells import Interpreter, parse_day, parse_remark, render_remark
from catalogue.spreadsheet.decisions import EMPTY_STATUS, STATUS, TEXT
from catalogue.spreadsheet.numbers import parse_successor
from catalogue.spreadsheet.scope import Scope
from catalogue.spreadsheet.table import LOST, Table, TableRow
from catalogue.vocabulary import DEMANDS_REASON, Status
from integration.texts import match_key

TEXTS = frozenset({"goal", "text", "timeframe", "progress", "clarification", "next_step"})
DAYS = frozenset({"progress_date", "next_step_date"})
UNITS = frozenset({"unit", "city_units", "partners"})
_MARKS = UNITS | {"hat", "target_groups", "locations"}
NO_REASON = "Im Import ohne Begründung."


@dataclass(slots=True)
class Source:
    """A table on its way into the catalogue; `concept` is the one whose pages it names, if that is known."""

    table: Table
    interpreter: Interpreter
    concept: str | None
    keys: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = self.table.keys


@dataclass(slots=True)
class Assembly:
    """The measure's leaves as the rows have them; the main listing's row is taken first."""

    of: Source
    before: MeasureRecord
    target: Leaves
    main: int

    main_row: TableRow | None = None
    says_status: bool = False
    keeps_status: bool = False
    is_reread: bool = False  # a text kept so far has a meaning since

    def take(self, row: TableRow) -> None:
        if row.number.sub == self.main:
            self.main_row = row
        self.says_status = self.says_status or states.says_something(row.cells)
        row = self._without_kept(row)
        self._take_listing(row)
        for key, text in row.cells.items():
            kind = key.partition(":")[0]
            if kind in _MARKS:
                self._take_marks(row, key, text)
            elif kind in TEXTS:
                self._put(row, key, (key,), text)
            elif kind in DAYS:
                self._take_read(row, key, text, parse_day, "kein Datum in der Form 24.04.2017")
            elif kind == "lead":
                self._take_read(row, key, text, self.of.interpreter.names.lead, "keine bekannte Stelle")
                self._say(row, key)
            elif kind == "superseded_by":
                successor = partial(parse_successor, of=row.number.measure)
                self._take_read(row, key, text, successor, "keine Nummer einer anderen Maßnahme")
            elif kind == "extra":
                self.target["listings", row.number.sub, "extra", key.partition(":")[2]] = text
            elif key.startswith(LOST):
                self.target["listings", row.number.sub, "lost", key.removeprefix(LOST)] = text
        self._take_status(row)

    def _without_kept(self, row: TableRow) -> TableRow:
        """Return the row without the cells that lie with their listing already: decided once is decided."""
        known = self.before.listings.get(row.number.sub)
        lost = known.lost if known else {}
        kept = {key for key, text in row.cells.items() if lost.get(key) == text and self._stays(row, key)}
        if known and states.MARKED.keys() & known.lost.keys() & self.of.keys - row.cells.keys():
            kept -= states.MARKED.keys()  # one of two marks that contradicted each other is gone
        for key in kept:
            self.target["listings", row.number.sub, "lost", key] = row.cells[key]
        self.keeps_status = self.keeps_status or not kept.isdisjoint(states.COLUMNS)
        rest = {key: text for key, text in row.cells.items() if key not in kept}
        return replace(row, cells=rest) if kept else row

    def _stays(self, row: TableRow, key: str) -> bool:
        """False where it has been decided since what a cell means that was left as text."""
        if key in states.COLUMNS:
            stays = self._meaning(row, key, row.cells[key]) is None
        elif key.partition(":")[0] in UNITS:
            names = self.of.interpreter.names
            self.of.interpreter.read(key, row.cells[key])
            answers = {names.questions.answer(ask.kind, ask.said) for ask in names.asks}
            if stays := answers <= {None, TEXT}:
                self._say(row, key)
            names.asks.clear()
        else:
            return True
        self.is_reread = self.is_reread or not stays
        return stays

    # --- Fields of the measure

    def _put(self, row: TableRow, key: str, path: Path, value: object) -> None:
        if self._first(row, key, path, value) != value:
            self._lose(row, key, row.cells[key], "Eine andere Zeile der Maßnahme sagt etwas anderes")

    def _first(self, row: TableRow, key: str, path: Path, value: object) -> object:
        """Set a leaf of the measure if no row has, and return what it is; a stub's contribution is said."""
        if path not in self.target:
            self.target[path] = value
            if row.number.sub != self.main:
                message = (
                    f"Steht bei Zeile {row.number} und gilt für die ganze Maßnahme {row.number.measure}."
                )
                self.of.table.report("info", row.at(key), message)
        return self.target[path]

    def _take_read(
        self, row: TableRow, key: str, text: str, read: Callable[[str], str | None], otherwise: str
    ) -> None:
        value = read(text)
        if value is None:
            self._lose(row, key, text, f"„{text[:80]}“ ist {otherwise}")
        else:
            self._put(row, key, (key,), value)

    def _take_marks(self, row: TableRow, key: str, text: str) -> None:
        reading = self.of.interpreter.read(key, text)
        self._say(row, key)
        taken = [self._first(row, key, path, value) == value for path, value in reading.leaves.items()]
        if not all(taken):
            self._lose(row, key, text, "An anderer Stelle ist dasselbe anders markiert")
        elif reading.remark:
            self._lose(row, key, reading.rest, reading.remark)

    def _take_status(self, row: TableRow) -> None:
        cells = {key: row.cells[key] for key in (*states.COLUMNS, "status_reason") if key in row.cells}
        if not cells:
            return
        state, left = states.read_state(cells, partial(self._meaning, row))
        for key, why in left.items():
            self._lose(row, key, cells[key], why)
        if state is None:
            return
        reason = cells.get("status_reason", "") or self._reason(state)
        first = self.target.setdefault(("status",), State(state, reason))
        if first.value != state or cells.get("status_reason", first.reason) != first.reason:
            for key, text in cells.items():
                self._lose(row, key, text, "Eine andere Zeile der Maßnahme nennt einen anderen Stand")

    def _reason(self, state: str) -> str:
        """Return the reason for a state of which the file gives none."""
        if state not in DEMANDS_REASON:
            return ""
        return self.before.status.reason if self.before.status.value == state else NO_REASON

    def _meaning(self, row: TableRow, key: str, text: str) -> str | None:
        """Return the status that a word stands for, where nobody knows it the one that was decided."""
        known = states.status_of(text)
        if known or not states.is_word(text):
            return known
        answer = self.of.table.questions.ask(STATUS, match_key(text), text, TEXT, row.at(key))
        return None if answer == TEXT else answer

    def _take_empty_status(self, scope: Scope) -> None:
        """Take the status that was decided for measures of which no row tells one; never over another."""
        column = next((key for key in states.COLUMNS if key in self.of.keys), None)
        if column is None or self.main_row is None or self.says_status:
            return
        if self.before.status.value != Status.NOT_RECORDED and ("status",) not in scope:
            return
        default, cell = Status.NOT_RECORDED.value, self.main_row.at(column)
        table = self.of.table
        answer = table.questions.ask(EMPTY_STATUS, table.fingerprint, "leer", default, cell)
        if answer != default:
            self.target["status",] = State(answer, self._reason(answer))

    # --- Fields of the listing

    def _take_listing(self, row: TableRow) -> None:
        sub, cells = row.number.sub, row.cells
        known = self.before.listings.get(sub)
        label = cells.get("label", "") if "label" in self.of.keys else (known.label if known else "")
        names = self.of.interpreter.names
        field_key = known.action_field if known and known.label == label else None
        if "action_field" in cells:
            field_key = names.action_field(cells["action_field"])
            self._say(row, "action_field")
        elif field_key is None and label:
            field_key = names.action_field(label)
            self._say(row, "label")
        page, remark = parse_remark(cells.get("remark", ""))
        if known and cells.get("remark", "") == render_remark(known.page, known.remark):
            page, remark = known.page, known.remark
        found = {
            "label": label,
            "action_field": field_key,
            "concept": self._concept(row, known.concept if known else ""),
            "page": page,
            "remark": remark,
        }
        for name, value in found.items():
            if value or name == "label":
                self.target["listings", sub, name] = value

    def _concept(self, row: TableRow, known: str) -> str:
        """Return the concept by the row's own column, by the import's option, else what is known."""
        text = row.cells.get("concept")
        if text is None:
            return self.of.concept or ("" if "concept" in self.of.keys else known)
        for slug, concept in self.of.interpreter.refs.concepts.items():
            if match_key(text) in (match_key(slug), match_key(concept.name)):
                return slug
        self._lose(row, "concept", text, f"„{text[:80]}“ ist kein bekanntes Konzept")
        return known

    # --- What has no place, and what changes

    def _lose(self, row: TableRow, key: str, text: str, why: str) -> None:
        """Keep a cell's text with its listing and say so."""
        if text:
            self.target["listings", row.number.sub, "lost", key] = text
            self.of.table.report("warning", row.at(key), f"{why} – bleibt bei Katalogzeile {row.number}.")

    def _say(self, row: TableRow, key: str) -> None:
        """Report what reading a cell took in, and note the questions it came upon."""
        names = self.of.interpreter.names
        if not names.asks:
            return
        for sentence in names.new:
            self.of.table.report("warning", row.at(key), sentence)
        for ask in names.asks:
            self.of.table.questions.ask(*ask, row.at(key))
        names.new.clear()
        names.asks.clear()

    def edits(self, subs: set[int]) -> Edits:
        """Return where the target differs from the current record, and what the file clears.

        `subs` are the listings whose rows are in the file.
        """
        interpreter = self.of.interpreter
        scope = Scope(self.of.keys, subs, self.before, interpreter.layout, interpreter.refs)
        now = leaves(self.before)
        if self.keeps_status and ("status",) in now:
            self.target.setdefault(("status",), self.before.status)
        self._take_empty_status(scope)
        if self.target.get(("status",)) == State() and ("status",) not in now:
            del self.target["status",]
        found = {path: value for path, value in self.target.items() if now.get(path) != value}
        for path in now:
            if path not in self.target and path in scope:
                found[path] = None
        return found

    def is_decided(self, path: Path, value: object) -> bool:
        """True for an edit that a person decided beside what the rows say."""
        if path == ("status",):
            return value is not None and not self.says_status
        return bool(self.of.concept) and path[2:] == ("concept",)
