from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.spreadsheets.located import (
    LAST_COLUMN,
    address,
    column_index,
    column_letters,
    position,
)


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (16384, "XFD")])
def test_column_letters_are_those_of_excel(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert column_index(letters) == column


@given(st.integers(1, 1_048_576), st.integers(1, LAST_COLUMN))
def test_position_undoes_address(row: int, column: int) -> None:
    assert position(address(row, column)) == (row, column)


def test_position_reads_absolute_addresses() -> None:
    assert position("$B$7") == (7, 2)


@pytest.mark.parametrize("reference", ["", "A", "7", "A0", "a1", "XFE1", "A1:B2", "Ä1", "A99999999"])
def test_position_rejects_what_is_no_address(reference: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        position(reference)


@pytest.mark.parametrize("column", [0, -1, LAST_COLUMN + 1])
def test_column_letters_rejects_columns_that_are_not(column: int) -> None:
    with pytest.raises(ValueError, match="no column"):
        column_letters(column)
