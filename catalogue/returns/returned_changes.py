"""What the rows of a measure say beyond what went out: edits of its record, and words for the rest.

Only cells that differ from what was issued are read; so whatever a unit left alone stays as it is. What no
field takes becomes words, which somebody decides about: no filled cell vanishes.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from catalogue.extracts.extract_layout import NOTE, UNCHANGED
from catalogue.records import Edits, MeasureRecord, Path, State, Value, leaves
from catalogue.returns import returned_status
from catalogue.returns.changed_cells import Cell, changed_cells
from catalogue.returns.days import Unclear, read_day
from catalogue.returns.returned_sheet import ReturnedRow, ReturnedSheet
from catalogue.spreadsheet.assembly import DAYS, TEXTS, UNITS
from catalogue.spreadsheet.cells import Interpreter, Reading, parse_remark
from catalogue.spreadsheet.marks import NOTHING, is_plain
from catalogue.spreadsheet.numbers import CatalogueNumber, parse_successor
from catalogue.spreadsheet.rendering import Cells
from catalogue.spreadsheet.table import LOST
from integration.texts import match_key

_ASKED = frozenset({"progress", "progress_date", "clarification"})  # count in any of a measure's rows
_SHOWN = 200  # characters of a cell that a finding repeats


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading any measure's rows takes: `printed` are the rows as they went out, `extra` the headings
    of columns that the original table lacks."""

    sheet: ReturnedSheet
    interpreter: Interpreter
    printed: Mapping[CatalogueNumber, Cells]
    extra: Set[str] = frozenset()

    def read(self, record: MeasureRecord, rows: Mapping[int, ReturnedRow]) -> Said:
        """Return what these rows, by sub-number, say of the measure that went out as `record`."""
        main = record.main if record.main is not None else min(rows)
        measure = _Measure(self, record, main)
        for sub in sorted(rows, key=lambda sub: (sub != main, sub)):
            printed = self.printed.get(CatalogueNumber(record.number, sub), {})
            measure.take(sub, rows[sub], printed)
        return measure.said()


@dataclass(frozen=True, slots=True)
class Said:
    """What a measure's rows say: edits, words for what no field takes, or that nothing has changed."""

    edits: Edits
    words: tuple[str, ...] = ()
    is_unchanged: bool = False


@dataclass(slots=True)
class _Measure:
    of: Reader
    record: MeasureRecord
    main: int
    edits: dict[Path, Value] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    origin: dict[Path, str] = field(default_factory=dict)  # the address that an edit comes from
    contested: set[Path] = field(default_factory=set)
    unchanged: str = ""  # the address of the cross

    def take(self, sub: int, row: ReturnedRow, printed: Cells) -> None:
        self._take_beside(row)
        changed = [self._freed(cell) for cell in changed_cells(sub, row, printed)]
        state = {cell.key for cell in changed if cell.key in returned_status.CELLS}
        units = [cell for cell in changed if cell.kind in UNITS and sub == self.main]
        for cell in changed:
            if cell.key not in state and cell not in units:
                self._take(cell)
        if state:
            self._take_state(sub, row, state)
        if units:
            self._take_units(units)

    def said(self) -> Said:
        """Return it; what says the same as went out is no edit."""
        now = leaves(self.record)
        edits = {
            path: value
            for path, value in self.edits.items()
            if path not in self.contested and not _is_same(now.get(path), value)
        }
        if self.unchanged and (edits or self.words):
            message = "„unverändert“ ist angekreuzt, die Zeile sagt aber etwas anderes: Das gilt."
            self._report("warning", self.unchanged, message)
        unchanged = bool(self.unchanged) and not edits and not self.words
        return Said(edits, tuple(self.words), unchanged)

    # --- What stands beside the record's fields

    def _take_beside(self, row: ReturnedRow) -> None:
        if note := row.cells.get(NOTE):
            self.words.append(note)
        self.words.extend(row.comments)
        for text in row.comments:
            self._report("info", row.first, f"{text[:_SHOWN]} Aufgenommen als Vorschlag in Worten.")
        mark = row.cells.get(UNCHANGED, "")
        if is_plain(mark):
            self.unchanged = self.unchanged or row.at(UNCHANGED)
        elif mark.lower() in NOTHING:
            self._report("info", row.at(UNCHANGED), f"„{mark}“ ist gelesen wie ein leeres Feld.")
        elif mark:
            self._in_words(Cell(row, 0, UNCHANGED, "", mark), "Kein Kreuz.")

    def _freed(self, cell: Cell) -> Cell:
        """Return the cell; what lay there as a listing's deviating text goes with its change."""
        listing = self.record.listings.get(cell.sub)
        if listing and cell.before and listing.lost.get(cell.key) == cell.before:
            self._put(cell, ("listings", cell.sub, "lost", cell.key), None)
            return cell._replace(before="")
        return cell

    # --- Fields

    def _take(self, cell: Cell) -> None:
        kind, text = cell.kind, cell.after
        if not cell.before and not text:
            return
        if cell.key.startswith(LOST):
            self._put(cell, ("listings", cell.sub, "lost", cell.key.removeprefix(LOST)), text or None)
        elif kind in _LISTING:
            _LISTING[kind](self, cell)
        elif cell.sub != self.main and kind not in _ASKED:
            if text:
                self._in_words(cell, "Das gilt für die ganze Maßnahme und gehört in deren Hauptzeile.")
        elif kind in TEXTS:
            self._put(cell, (cell.key,), text or None)
        elif kind in DAYS:
            self._take_day(cell)
        elif kind == "lead":
            self._take_named(cell, self.of.interpreter.names.lead(text), "Keine bekannte Stelle.")
        elif kind == "superseded_by":
            successor = parse_successor(text, of=self.record.number)
            self._take_named(cell, successor, "Keine Nummer einer anderen Maßnahme.")
        else:
            self._take_marks(cell)

    def _take_day(self, cell: Cell) -> None:
        try:
            day = read_day(cell.after).isoformat() if cell.after else None
        except Unclear as unclear:
            self._in_words(cell, str(unclear))
        else:
            self._put(cell, (cell.key,), day)

    def _take_named(self, cell: Cell, value: str | None, otherwise: str) -> None:
        if cell.after and value is None:
            self._in_words(cell, otherwise)
        else:
            self._put(cell, (cell.key,), value if cell.after else None)

    def _take_state(self, sub: int, row: ReturnedRow, changed: set[str]) -> None:
        found = returned_status.stated(row, changed, self.record.status)
        cells = {key: Cell(row, sub, key, "", row.cells.get(key, "")) for key in row.columns}
        for key, why in found.in_words.items():
            self._in_words(cells[key], why)
        for key, remark in found.remarks.items():
            self._report("warning", row.at(key), remark)
        if found.state is not None:
            first = next(key for key in returned_status.CELLS if key in changed)
            self._put(cells[first], ("status",), None if found.state == State() else found.state)

    # --- Marks

    def _take_marks(self, cell: Cell) -> None:
        kind, _, name = cell.key.partition(":")
        names = self.of.interpreter.layout.groups.get(cell.key, (name,))
        marked = getattr(self.record, kind)
        clear = not cell.after or self._reading(cell).leaves
        self._differ([cell], {(kind, slug): marked[slug] for slug in names if slug in marked and clear})

    def _take_units(self, cells: list[Cell]) -> None:
        layout, refs = self.of.interpreter.layout, self.of.interpreter.refs
        keys = {cell.key for cell in cells if not cell.after or self._reading(cell).leaves}
        old = {
            ("units", slug): one
            for slug, one in self.record.units.items()
            if layout.column_of_unit(slug, one.role, refs) in keys
        }
        self._differ(cells, old)

    def _differ(self, cells: list[Cell], old: Mapping[Path, Value]) -> None:
        """Put what the cells say beside what they marked; `old` leaves out cells that say no mark now."""
        new: dict[Path, Value] = {}
        for cell in cells:
            if not cell.after:
                continue
            reading = self._reading(cell)
            new |= reading.leaves
            if reading.remark and reading.rest != self._reading(cell._replace(after=cell.before)).rest:
                self._in_words(cell._replace(after=reading.rest), "Keine bekannte Stelle oder Markierung.")
        for path in dict.fromkeys((*old, *new)):
            if old.get(path) != new.get(path):
                self._put(cells[0], path, new.get(path))

    def _reading(self, cell: Cell) -> Reading:
        reading = self.of.interpreter.read(cell.key, cell.after)
        self.of.interpreter.names.asks.clear()
        return reading

    # --- Fields of the listing

    def _take_label(self, cell: Cell) -> None:
        self._put(cell, ("listings", cell.sub, "label"), cell.after)
        listing = self.record.listings.get(cell.sub)
        found = self.of.interpreter.names.action_field(cell.after) if cell.after else None
        if found:
            self._put(cell, ("listings", cell.sub, "action_field"), found)
        elif cell.after:
            stays = " Die Zuordnung bleibt, wie sie ist." if listing and listing.action_field else ""
            self._report("warning", cell.address, f"Kein bekanntes Handlungsfeld.{stays}")

    def _take_action_field(self, cell: Cell) -> None:
        found = self.of.interpreter.names.action_field(cell.after) if cell.after else None
        if cell.after and not found:
            self._in_words(cell, "Kein bekanntes Handlungsfeld.")
        else:
            path = ("listings", cell.sub, "action_field")
            self.edits.pop(path, None)  # the column of its own wins over the label's wording
            self._put(cell, path, found)

    def _take_remark(self, cell: Cell) -> None:
        page, remark = parse_remark(cell.after)
        self._put(cell, ("listings", cell.sub, "page"), page or None)
        self._put(cell, ("listings", cell.sub, "remark"), remark or None)

    def _take_concept(self, cell: Cell) -> None:
        concepts = self.of.interpreter.refs.concepts
        wanted = match_key(cell.after)
        found = next(
            (slug for slug, one in concepts.items() if wanted in (match_key(slug), match_key(one.name))), None
        )
        if cell.after and not found:
            self._in_words(cell, "Kein bekanntes Konzept.")
        else:
            self._put(cell, ("listings", cell.sub, "concept"), found if cell.after else None)

    def _take_extra(self, cell: Cell) -> None:
        heading = cell.key.partition(":")[2]
        if heading in self.of.extra:
            self._put(cell, ("listings", cell.sub, "extra", heading), cell.after or None)
        elif cell.after:
            self._in_words(cell, "Diese Spalte hat der Auszug nicht.")

    # --- What becomes of it

    def _put(self, cell: Cell, path: Path, value: Value) -> None:
        """Set a leaf; where another row says something else of it, neither counts."""
        if path in self.edits and self.edits[path] != value:
            self.contested.add(path)
            message = (
                f"Hier steht etwas anderes als in {self.origin[path]} zu derselben Maßnahme. Keine der "
                f"beiden Angaben wird übernommen: „{cell.after[:_SHOWN]}“"
            )
            self._report("error", cell.address, message)
            return
        self.edits[path] = value
        self.origin.setdefault(path, cell.address)

    def _in_words(self, cell: Cell, why: str) -> None:
        """Take a cell along as words: it is for a person to say what becomes of it."""
        self.words.append(f"{self.of.sheet.headings.get(cell.key, cell.key)}: {cell.after}")
        message = f"{why} Aufgenommen als Vorschlag in Worten: „{cell.after[:_SHOWN]}“"
        self._report("warning", cell.address, message)

    def _report(self, level: str, cell: str, message: str) -> None:
        self.of.sheet.report(level, cell, message)


_LISTING = {
    "label": _Measure._take_label,
    "action_field": _Measure._take_action_field,
    "remark": _Measure._take_remark,
    "concept": _Measure._take_concept,
    "extra": _Measure._take_extra,
}


def _is_same(now: Value, value: Value) -> bool:
    return (now or None) == (value or None)
