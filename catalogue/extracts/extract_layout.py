"""What an issued workbook looks like: written by `extract_workbook`, read back from what a unit returns.

The visible sheet holds a few lines that tell whose extract it is, three header rows and the rows of the
catalogue's table, one per listing: `Nr` to `Maßnahme`, then what the unit is asked (`ASKED`), then the
other columns of the original table and those that exports append, at last the row's key.

How a row is recognised. People sort, filter, delete, insert and copy rows, and Excel may lift the
protection without a password. So each row carries its key twice:

- the key column at the row's end (hidden, inside the filter's range, so that sorting moves it along): the
  number and a digest of it with the extract's token. It tells the row whatever became of the number in
  column A, and a key of another extract or one that was typed is told apart (`number_of_key`);
- the number in column A, for rows whose key was lost, as in a sheet that was copied column by column.

Where both are there and disagree, somebody edited one of them: that is for a person to decide. A row with
neither, or with `NEW_MARK` for a number, is a further measure that the unit proposes.

The hidden sheet holds the token, and below it all keys that went out with their numbers: what is missing
in the visible sheet was deleted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from catalogue.spreadsheet.columns import APPENDED, Column, Layout
from catalogue.spreadsheet.numbers import CatalogueNumber, parse_number

SHEET = "Auszug"
GROUP = "Rückmeldung"  # the first heading above the columns that a unit fills
FORMAT = "1"  # of this layout; told in the hidden sheet

# --- The hidden sheet -----------------------------------------------------------------------

KEYS_SHEET = "Kennung"
TOKEN_LABEL, FORMAT_LABEL = "Kennung des Auszugs", "Aufbau"  # in A1 and A2, their values in B1 and B2
TOKEN_CELL, FORMAT_CELL = "B1", "B2"
KEYS_HEADER_ROW = 4  # "Zeilenschlüssel" and "Nr"; the keys begin in the next row
KEY_HEADING = "Zeilenschlüssel"

# --- The columns ----------------------------------------------------------------------------

# What a unit is asked. Of a measure with several listings only the main one's row has these cells open.
# The column "offen / Klärungsbedarf" of the original table stands here instead of at its end.
ASKED = (
    Column("status", (GROUP, "", "Stand der Umsetzung"), 16),
    Column("status_reason", (GROUP, "", "Begründung (bei zurückgestellt, entfallen)"), 20),
    Column("progress", (GROUP, "", "Sachstand"), 40),
    Column("progress_date", (GROUP, "", "Stand vom"), 12),
    Column("clarification", (GROUP, "", "Klärungsbedarf"), 28),
    Column("note", (GROUP, "", "Vorschlag"), 30),
    Column("unchanged", (GROUP, "", "unverändert (x)"), 13),
)
NOTE, UNCHANGED = "note", "unchanged"  # the two that are no fields of the record: both go out empty
KEY = Column("key", ("", "", KEY_HEADING), 20)
_BESIDE = "text"  # "Maßnahme": what is asked stands right of it
_ASKED_KEYS = {column.key for column in ASKED}

# Rows for "weitere Maßnahmen" below the others: all their cells are open but the key's.
NEW_MARK = "neu"  # in column A
NEW_ROWS = 10


def columns(city: Layout, extra: Iterable[Column] = ()) -> tuple[Column, ...]:
    """Return the columns of the visible sheet; `extra` are those a catalogue has beyond the original."""
    rest = [column for column in (*city.columns, *APPENDED) if column.key not in _ASKED_KEYS]
    place = next(i for i, column in enumerate(rest, 1) if column.key == _BESIDE)
    return (*rest[:place], *ASKED, *rest[place:], *extra, KEY)


# --- Row keys -------------------------------------------------------------------------------


def row_key(token: str, number: CatalogueNumber) -> str:
    """Return the key of a row: "29,1-5be0f1c2". The token decides the digits behind the hyphen."""
    digest = hashlib.sha256(f"{token}:{number.measure}:{number.sub}".encode()).hexdigest()
    return f"{number}-{digest[:8]}"


def number_of_key(token: str, key: str) -> CatalogueNumber | None:
    """Return the number whose key this is in the extract of this token, None where it is no key of it."""
    try:
        number = parse_number(key.partition("-")[0])
    except ValueError:
        return None
    return number if row_key(token, number) == key else None
