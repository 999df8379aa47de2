from __future__ import annotations

import pytest

from integration.spreadsheets.opening import Refused
from integration.spreadsheets.texts import MAX_TEXT, Runs, cell_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Zeile_x000D_\nZeile", "Zeile\nZeile"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", ""),
        ("_x00e4_", "ä"),
        ("ein_xyz_ bleibt", "ein_xyz_ bleibt"),
    ],
)
def test_cell_text_decodes_escapes(raw: str, text: str) -> None:
    assert cell_text(raw) == text


def test_cell_text_counts_what_remains() -> None:
    assert cell_text("_x0041_" * MAX_TEXT) == "A" * MAX_TEXT
    with pytest.raises(Refused, match=r"32\.767"):
        cell_text("A" * (MAX_TEXT + 1))


def test_runs_stop_before_they_fill_the_memory() -> None:
    runs = Runs()
    runs.add("x" * MAX_TEXT * 7)
    with pytest.raises(Refused, match=r"32\.767"):
        runs.add("x")
