"""Texts of the minutes: Markdown as people type it, harmless HTML, and blocks for PDF and Word."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import markdown
import nh3
from django.utils.safestring import SafeString, mark_safe

from integration.texts import clean_text

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "h4", "a"}
_SCHEMES = {"http", "https", "mailto"}


def to_html(text: str) -> SafeString:
    """Return a Markdown text as HTML that holds nothing but `_TAGS`; all headings are of one level."""
    html = markdown.markdown(clean_text(text), extensions=["sane_lists", "nl2br"])
    for level in "12356":
        html = html.replace(f"<h{level}>", "<h4>").replace(f"</h{level}>", "</h4>")
    clean = nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel="noopener noreferrer"
    )
    return mark_safe(clean)  # noqa: S308 - sanitised


def to_blocks(text: str) -> list[dict[str, Any]]:
    """Return the same text as blocks: paragraphs, headings, quotations and lists of items that hold blocks.

    A paragraph's `runs` are (text, bold, italic); a line break is a text of "\n".
    """
    reader = _Blocks()
    reader.feed(to_html(text))
    reader.close()
    return reader.blocks


class _Blocks(HTMLParser):
    """Reads what `to_html` gives, which is well formed and knows few tags."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[dict[str, Any]] = []
        self._into = [self.blocks]  # where blocks go, the innermost last
        self._runs: list[tuple[str, bool, bool]] | None = None
        self._bold = self._italic = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h4"):
            self._open("heading" if tag == "h4" else "paragraph")
        elif tag in ("ul", "ol"):
            self._runs = None
            block: dict[str, Any] = {"kind": "list", "ordered": tag == "ol", "items": []}
            self._into[-1].append(block)
            self._into.append(block["items"])
        elif tag == "li":
            self._runs = None
            item: list[dict[str, Any]] = []
            self._into[-1].append(item)  # type: ignore[arg-type]
            self._into.append(item)
        elif tag == "blockquote":
            quote: dict[str, Any] = {"kind": "quote", "blocks": []}
            self._into[-1].append(quote)
            self._into.append(quote["blocks"])
        elif tag == "br":
            self._add("\n")
        self._bold += tag == "strong"
        self._italic += tag == "em"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol", "li", "blockquote"):
            self._into.pop()
        if tag in ("p", "h4", "ul", "ol", "li", "blockquote"):
            self._runs = None
        self._bold -= tag == "strong"
        self._italic -= tag == "em"

    def handle_data(self, data: str) -> None:
        text = data.replace("\n", " ")
        if text.strip() or self._runs:
            self._add(text)

    def _open(self, kind: str) -> None:
        self._runs = []
        self._into[-1].append({"kind": kind, "runs": self._runs})

    def _add(self, text: str) -> None:
        if self._runs is None:
            self._open("paragraph")
        if self._runs is not None and not (text == " " and not self._runs):
            self._runs.append((text, bool(self._bold), bool(self._italic)))
