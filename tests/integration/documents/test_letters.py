from pathlib import Path

from integration.documents.letters import Letters


def test_blanks_and_line_ends_around_a_text_stay() -> None:
    """A sentence comes in runs where a word of it is bold: without their blanks words would grow together."""
    runs = ["Ein ", "gutes", " Jahr.", "\n", " ", "\x07 \x0b"]
    assert Letters(Path()).shown(runs) == ["Ein ", "gutes", " Jahr.", "\n", " ", ""]
