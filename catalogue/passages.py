"""Where a measure says what was searched for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString

from catalogue.derived import searched_texts
from catalogue.records import MeasureRecord
from integration.highlighting import Highlighter

_MOST = 3  # of one measure


class Passage(NamedTuple):
    """An excerpt with the words found in it marked, and what it is of."""

    label: str
    html: SafeString


def passages(record: MeasureRecord, found: Highlighter, shown: Iterable[str]) -> list[Passage]:
    """Return where those words stand that the texts `shown` beside do not have."""
    missing = found.without(found.within("\n".join(shown)))
    texts, found_in = searched_texts(record), list[Passage]()
    while missing.words and len(found_in) < _MOST:
        label, text = next(texts, ("", ""))
        if not label:
            break
        if missing.within(text).words:
            html, visible = missing.excerpt(text)
            found_in.append(Passage(label, html))
            missing = missing.without(visible)
    return found_in
