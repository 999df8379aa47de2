"""From a measure's rows to edits of its record (domain.md §2 rules 1 to 3).

What is filled fills; two different filled values are a conflict: the main listing's counts, the other's
cell is kept with its listing and said. Among a file's rows empty never overwrites. A newer edition's empty
cell does clear, but only where the row that would carry it, the main listing's, is in the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.records import Edits, MeasureRecord
from catalogue.spreadsheet.assembly import Assembly, Source
from catalogue.spreadsheet.cells import Interpreter
from catalogue.spreadsheet.rendering import Renderer
from catalogue.spreadsheet.table import Table, TableRow


@dataclass(slots=True)
class Assembler:
    """Puts one measure's rows together; made once per table, used for each of its measures."""

    source: Source
    renderer: Renderer

    @classmethod
    def for_table(cls, table: Table, interpreter: Interpreter, concept: str | None) -> Assembler:
        renderer = Renderer(interpreter.refs, interpreter.layout)
        return cls(Source(table, interpreter, concept), renderer)

    def edits(self, rows: list[TableRow], current: MeasureRecord | None) -> Edits:
        """Return what the rows change in the measure's current record, or what they make of a new one."""
        findings = self.source.table.findings
        said = len(findings)
        before = current or MeasureRecord(rows[0].number.measure)
        main = _main(rows, before)
        assembly = Assembly(self.source, before, {}, main)
        for row in sorted(rows, key=lambda row: (row.number.sub != main, row.number.sub)):
            assembly.take(row)
        assembly.target["main",] = main
        edits = assembly.edits({row.number.sub for row in rows})
        if edits and current and not assembly.is_reread and self._says_the_same(rows, current):
            del findings[said:]
            return {path: value for path, value in edits.items() if assembly.is_decided(path, value)}
        return edits

    def _says_the_same(self, rows: list[TableRow], current: MeasureRecord) -> bool:
        """True where the rows are what an export would write now: then they mean what the record says."""
        written = {number.sub: cells for number, cells in self.renderer.rows(current)}
        return all(
            row.cells
            == {key: text for key, text in written.get(row.number.sub, {}).items() if key in self.source.keys}
            for row in rows
        )


def _main(rows: list[TableRow], before: MeasureRecord) -> int:
    """Return the main listing: the one whose row carries goal or text, the present one where it may stay."""
    carriers = [row.number.sub for row in rows if "goal" in row.cells or "text" in row.cells]
    if before.main is not None and (before.main in carriers or not carriers):
        return before.main
    return min(carriers or [row.number.sub for row in rows])
