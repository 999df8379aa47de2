"""Texts of the minutes: what is typed shows, what could harm does not."""

from __future__ import annotations

import pytest

from steering.minutes.rich_text import to_blocks, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**fett** und *kursiv*", "<p><strong>fett</strong> und <em>kursiv</em></p>"),
        ("Zeile\nnoch eine", "<p>Zeile<br>\nnoch eine</p>"),
        ("# Groß", "<h4>Groß</h4>"),
        ("<script>alert(1)</script>Text", "\n<p>Text</p>"),
        ("<img src=x onerror=alert(1)>", "<p></p>"),
        ("[Klick](javascript:alert(1))", '<p><a rel="noopener noreferrer">Klick</a></p>'),
        ("<b onclick=x>B</b> <style>p{}</style>", "<p>B </p>"),
    ],
)
def test_html_holds_only_what_is_harmless(text: str, html: str) -> None:
    assert to_html(text) == html


def test_blocks_keep_lists_and_emphasis() -> None:
    blocks = to_blocks("Vorab **wichtig**\n\n1. eins\n2. zwei\n    - tief\n\n> Zitat\n\nEnde")
    kinds = [block["kind"] for block in blocks]
    assert kinds == ["paragraph", "list", "quote", "paragraph"]
    assert blocks[0]["runs"] == [("Vorab ", False, False), ("wichtig", True, False)]
    assert blocks[1]["ordered"]
    deep = blocks[1]["items"][1][-1]
    assert deep["items"][0][0]["runs"] == [("tief", False, False)]
