"""What in a text may name or reach a person: mail addresses, telephone numbers, "Frau X".

Nobody can promise to find all names in free text. What is found is masked where a paper is asked for without
names, and shown to who sends papers out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MASK = "[entfernt]"
_WORD = r"[A-ZÄÖÜ][\w’'-]+"
_FOUND = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    # A number begins with 0 or +49; codes of units ("0120/0200") and dates do not count.
    r"|(?<![\w.,/-])(?P<phone>(?!(?:0\d{3}\b[/,; ]*){2,}|\d+/(?:19|20)\d\d\b)"
    r"(?:\+49|0)[\d /()-]{5,18}\d)(?![\w.,]?\d)"
    rf"|\b(?P<person>(?:Frau|Herrn?|Fr\.|Hr\.) (?:(?:Dr|Prof)\. )*{_WORD}(?: {_WORD}(?=\W|$))?)"
)
_FEWEST_DIGITS = 7


def names_in(text: str) -> list[str]:
    """Return what in a text may name or reach somebody, in its order."""
    return [found[0] for found in _FOUND.finditer(text) if _counts(found)]


def without_names(text: str) -> str:
    return _FOUND.sub(lambda found: MASK if _counts(found) else found[0], text)


def nameless(value: Any) -> Any:
    """Return a JSON value with all its texts masked."""
    if isinstance(value, str):
        return without_names(value)
    if isinstance(value, list | tuple):
        return [nameless(one) for one in value]
    if isinstance(value, dict):
        return {key: nameless(one) for key, one in value.items()}
    return value


def found_in(texts: Iterable[str]) -> list[str]:
    """Return what is found in several texts, each once."""
    return list(dict.fromkeys(name for text in texts for name in names_in(text)))


def _counts(found: re.Match[str]) -> bool:
    return not found["phone"] or sum(letter.isdigit() for letter in found[0]) >= _FEWEST_DIGITS
