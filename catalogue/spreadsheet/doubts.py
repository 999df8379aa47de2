"""What the original table itself leaves open (domain.md §2): both readings are offered, one is taken."""

from __future__ import annotations

from dataclasses import replace

from catalogue.models import Unit
from catalogue.reference.references import References
from catalogue.spreadsheet.columns import Column
from catalogue.spreadsheet.decisions import CLARIFICATION, HAT, LEAD, LONE_MARK, OWN, VOLUNTEERS
from catalogue.spreadsheet.marks import is_plain
from catalogue.spreadsheet.numbers import CatalogueNumber
from catalogue.spreadsheet.table import Table, counted
from integration.spreadsheets.headings import normalise

_MARKS = {"hat", "target_groups", "locations", "unit", "city_units", "partners"}
_MARKS |= {"not_begun", "planned", "clarification"}


# --- "29,10" beside "29,1" -------------------------------------------------------------------


def say_numbers(table: Table) -> None:
    """Point out a tenth row whose measure has a first one but no ninth: it may be the first again."""
    rows = {row.number: row for row in table.rows}
    for number, row in rows.items():
        first = CatalogueNumber(number.measure, number.sub // 10)
        before = CatalogueNumber(number.measure, number.sub - 1)
        if number.sub and number.sub % 10 == 0 and first in rows and before not in rows:
            message = (
                f"Gelesen als {number}, Zeile {number.sub} der Maßnahme {number.measure}; gemeint sein "
                f"kann {first}, das schon in Zeile {rows[first].index} steht."
            )
            table.report("warning", row.at("number"), message)


# --- Whose group "Hut" is -------------------------------------------------------------------


def settle_hats(table: Table) -> dict[int, Column]:
    """Return the columns below "Hut" by index; where that was decided they become columns of their own."""
    hats = {index: column for index, column in table.columns.items() if column.kind == "hat"}
    if table.questions.answer(HAT, _said(hats)) == OWN:
        for index, column in hats.items():
            name = f"{column.headings[0]} › {column.heading}"
            if f"extra:{name}" not in table.keys:
                table.columns[index] = Column(f"extra:{name}", ("", "", name))
    return hats


def ask_about_hats(table: Table, hats: dict[int, Column]) -> None:
    """Ask who the marks below "Hut" name, once for each."""
    keys = [table.columns[index].key for index in hats]
    groups = {column.headings[1] for column in hats.values()}
    shown = f"{', '.join(sorted(groups))}: {', '.join(column.heading for column in hats.values())}"
    marked = [row.at(key) for row in table.rows for key in keys if key in row.cells]
    for cell in marked:
        table.questions.ask(HAT, _said(hats), shown, LEAD, cell)
    if marked and not _goes_without_saying(table, HAT, _said(hats)):
        marks = counted(len(marked), "Markierung", "Markierungen")
        message = (
            f"{marks} unter „{shown}“: gelesen als Hut der Maßnahme, also wer sie führt; "
            "ist etwas anderes gemeint, können es eigene Spalten bleiben."
        )
        if table.questions.answer(HAT, _said(hats)) == OWN:
            message = f"{marks} unter „{shown}“: gelesen als eigene Spalten; möglich ist auch der Hut."
        table.report("info", marked[0], message)


def _said(hats: dict[int, Column]) -> str:
    return " · ".join(sorted(normalise(column.heading) for column in hats.values()))


def _goes_without_saying(table: Table, kind: str, said: str) -> bool:
    """True where people answered for an earlier workbook that the columns mean what their headings say."""
    asked = table.questions.asked[kind, said]
    return asked.remembered and asked.answer == asked.default


# --- A mark alone beside "offen / Klärungsbedarf" -------------------------------------------


def settle_lone_marks(table: Table, refs: References) -> None:
    """Ask what a plain mark means that stands alone in its row, beside the column of clarifications.

    That is the original's 29,2: its x below "Lernen, Märier, Paten und andere" may belong next door.
    """
    index = _beside_clarification(table, refs)
    if index is None:
        return
    key, heading = table.columns[index].key, table.columns[index].heading
    marks = {column.key for column in table.columns.values() if column.kind in _MARKS}
    for position, row in enumerate(table.rows):
        if key not in row.cells or not is_plain(row.cells[key]) or len(marks & row.cells.keys()) > 1:
            continue
        said = normalise(heading)
        answer = table.questions.ask(LONE_MARK, said, heading, VOLUNTEERS, row.at(key))
        if _goes_without_saying(table, LONE_MARK, said):
            continue
        meant = "offen / Klärungsbedarf" if answer == CLARIFICATION else heading
        message = (
            f"Das x steht allein in seiner Zeile, gelesen als „{meant}“; möglich sind "
            f"„{heading}“ und „offen / Klärungsbedarf“."
        )
        table.report("info", row.at(key), message)
        if answer == CLARIFICATION:
            cells = {CLARIFICATION if one == key else one: text for one, text in row.cells.items()}
            table.rows[position] = replace(row, cells=cells, columns=row.columns | {CLARIFICATION: index})


def _beside_clarification(table: Table, refs: References) -> int | None:
    """Return the index of the volunteers' column directly left of the clarifications, None without one."""
    for index, column in table.columns.items():
        following = table.columns.get(index + 1)
        if column.kind == "unit" and following and following.key == "clarification":
            return index if refs.units[column.name].kind == Unit.Kind.VOLUNTEERS else None
    return None
