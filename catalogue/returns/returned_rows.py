"""Which row of a returned sheet is which: by its hidden key and by its number, whatever became of the order.

A row that cannot be told for certain is named and not taken; a row that stands there twice with different
answers gives neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace

from catalogue.extracts.extract_layout import KEY, NEW_MARK, number_of_key
from catalogue.returns.returned_sheet import NUMBER, ReturnedRow, ReturnedSheet
from catalogue.spreadsheet.numbers import Ambiguous, CatalogueNumber, parse_number
from integration.spreadsheets.refusal import Refused
from integration.texts import match_key

MAX_FURTHER = 200  # rows that the extract does not have
TOO_MANY = (
    "Die Datei enthält {} Zeilen, die nicht zum Auszug gehören (erlaubt sind {}). Bitte nur die Zeilen des "
    "Auszugs und einzelne weitere Maßnahmen zurücksenden."
)
NONE_KNOWN = "Keine Zeile der Datei gehört zum {}. Bitte prüfen Sie, ob es die richtige Datei ist."
FOREIGN_KEY = (
    "Der Zeilenschlüssel gehört nicht zu diesem Auszug: Er wurde verändert oder mit der Zeile aus einer "
    "anderen Datei kopiert. Stammt die Zeile aus diesem Auszug, leeren Sie den Schlüssel und laden Sie die "
    "Datei erneut hoch."
)
_SHOWN = 80  # characters of a cell that a finding repeats


@dataclass(slots=True)
class Rows:
    """The sheet's rows told apart: those of the extract by number, and further ones."""

    known: dict[CatalogueNumber, ReturnedRow] = field(default_factory=dict)
    further: list[ReturnedRow] = field(default_factory=list)
    unclear: set[CatalogueNumber] = field(default_factory=set)  # there, but not taken


def tell_apart(sheet: ReturnedSheet, token: str | None, numbers: Set[CatalogueNumber], name: str) -> Rows:
    """Return which of the extract's `numbers` each row answers for; `name` is the extract's.

    Without a `token` only the numbers count. Raises `Refused` where none is recognised, or where too many
    rows are no rows of the extract.
    """
    told = Rows()
    found: dict[CatalogueNumber, list[ReturnedRow]] = defaultdict(list)
    refused: list[tuple[ReturnedRow, str]] = []
    for row in sheet.rows:
        try:
            number = _number(sheet, row, token, numbers)
        except _Unclear as unclear:
            told.unclear |= unclear.numbers
            refused.append((row, unclear.sentence))
            continue
        if number is not None:
            found[number].append(row)
        elif row.says or row.comments:
            told.further.append(row)
    beyond = len(refused) + len(told.further) + sum(len(rows) - 1 for rows in found.values())
    if beyond > MAX_FURTHER:
        raise Refused(TOO_MANY.format(f"{beyond:,}".replace(",", "."), MAX_FURTHER))
    if not found and numbers:
        raise Refused(NONE_KNOWN.format(name))
    for row, sentence in refused:
        _leave_out(sheet, row, sentence)
    told.known = {number: _one_of(sheet, number, rows) for number, rows in found.items()}
    return told


class _Unclear(Exception):
    """It is open which row this is. `numbers` are those it may be."""

    def __init__(self, sentence: str, numbers: Iterable[CatalogueNumber | None] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.numbers = {number for number in numbers if number}


def _number(
    sheet: ReturnedSheet, row: ReturnedRow, token: str | None, numbers: Set[CatalogueNumber]
) -> CatalogueNumber | None:
    """Return the number of a row of the extract, None for a further one; raise `_Unclear`."""
    key = row.cells.get(KEY.key, "") if token else ""
    by_key = number_of_key(token, key) if token and key else None
    printed = row.cells.get(NUMBER, "")
    if match_key(printed) == match_key(NEW_MARK):
        return None
    by_number = _parsed(sheet, row, by_key) if row.number is not None else None
    if key and (by_key is None or by_key not in numbers):
        raise _Unclear(FOREIGN_KEY, [by_number if by_number in numbers else None])
    if by_key and by_number and by_key != by_number:
        sentence = f"In der Zeile steht die Nummer {by_number}, ausgegeben wurde sie als {by_key}."
        both = [number for number in (by_key, by_number) if number in numbers]
        raise _Unclear(f"{sentence} Bitte die Nummer wiederherstellen.", both)
    if by_key:
        if by_number is None:
            sheet.report("info", row.first, f"Ohne Nummer, am Zeilenschlüssel erkannt als {by_key}.")
        return by_key
    if by_number is None:
        return None
    if by_number not in numbers:
        also = f" Für eine weitere Maßnahme lassen Sie die Nummer leer oder schreiben „{NEW_MARK}“."
        raise _Unclear(f"Die Nummer {by_number} steht nicht in diesem Auszug.{also}")
    if token:
        sheet.report("info", row.at(NUMBER), f"Ohne Zeilenschlüssel, an der Nummer erkannt als {by_number}.")
    return by_number


def _parsed(sheet: ReturnedSheet, row: ReturnedRow, by_key: CatalogueNumber | None) -> CatalogueNumber | None:
    """Return the number in column A; where the key tells the row, a cell that is none does no harm."""
    try:
        return parse_number(row.number or "", sheet.epoch)
    except Ambiguous as ambiguous:
        if not by_key:
            raise _Unclear(str(ambiguous)) from None
        sheet.report("warning", row.at(NUMBER), f"{ambiguous} Am Zeilenschlüssel erkannt als {by_key}.")
        return None


# --- Rows that are not taken, or stand there more than once ---------------------------------


def _leave_out(sheet: ReturnedSheet, row: ReturnedRow, sentence: str) -> None:
    """Report a row with all that it says."""
    cells = [f"{row.at(key)} „{text[:_SHOWN]}“" for key, text in row.says.items()]
    cells += [text[:_SHOWN] for text in row.comments]
    left = f" Nicht übernommen: {'; '.join(cells)}" if cells else ""
    sheet.report("error", row.first, f"{sentence}{left}")


def _one_of(sheet: ReturnedSheet, number: CatalogueNumber, rows: list[ReturnedRow]) -> ReturnedRow:
    """Return a row for those that answer for one number; cells that differ count in none of them."""
    first, *others = rows
    if not others:
        return first
    if all(one.cells == first.cells and one.comments == first.comments for one in others):
        message = f"Die Zeile {number} steht mehrmals da, immer gleich (auch in Zeile {others[0].index})."
        sheet.report("info", first.first, message)
        return first
    keys = {key: None for row in rows for key in row.says}
    differing = [key for key in keys if len({row.cells.get(key, "") for row in rows}) > 1]
    for key in differing:
        said = "; ".join(f"{row.at(key)} „{row.cells.get(key, '')[:_SHOWN]}“" for row in rows)
        message = f"Die Zeile {number} steht mehrmals da, mit verschiedenen Angaben. Nicht übernommen: {said}"
        sheet.report("error", first.at(key), message)
    comments = tuple(text for row in rows for text in row.comments)
    kept = {key: text for key, text in first.cells.items() if key not in differing}
    unread = first.unread.union(differing, *(row.unread for row in others))
    return replace(first, cells=kept, unread=unread, comments=comments)
