"""What in a text may name or reach a person: mail addresses, telephone numbers, "Frau X", names that are
stored here.

Nobody can promise to find all names in free text. What is found is masked where a paper is asked for without
names, and shown to who sends papers out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from integration.known_names import Known, KnownNames

MASK = "[entfernt]"
_WORD = r"[A-ZÄÖÜ][\w’'-]+"
_FOUND = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    # A number begins with 0 or +49; codes of units ("0120/0200") and dates do not count.
    r"|(?<![\w.,/-])(?P<phone>(?!(?:0\d{3}\b[/,; ]*){2,}|\d+/(?:19|20)\d\d\b)"
    r"(?:\+49|0)[\d /()-]{5,18}\d)(?![\w.,]?\d)"
    rf"|\b(?P<person>(?:Frau|Herrn?|Fr\.|Hr\.)\s(?:(?:Dr|Prof)\.\s)*{_WORD}(?:[ ]{_WORD}(?=\W|$))?)"
)
_FEWEST_DIGITS = 7


class Naming:
    """Finds and masks what may name somebody; `known` are names that the database knows."""

    def __init__(self, known: KnownNames | None = None) -> None:
        self.known = known or KnownNames()

    def names_in(self, text: str) -> list[str]:
        """Return what in a text may name or reach somebody, in its order."""
        return [text[begin:end] for begin, end in self._spans(text)]

    def without_names(self, text: str) -> str:
        kept, here = [], 0
        for begin, end in self._spans(text):
            kept += [text[here:begin], MASK]
            here = end
        return "".join((*kept, text[here:]))

    def nameless(self, value: Any) -> Any:
        """Return a JSON value with all its texts masked."""
        if isinstance(value, str):
            return self.without_names(value)
        if isinstance(value, list | tuple):
            return [self.nameless(one) for one in value]
        if isinstance(value, dict):
            return {key: self.nameless(one) for key, one in value.items()}
        return value

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield what is found in order, overlapping finds as one."""
        found = [one.span() for one in _FOUND.finditer(text) if _counts(one)]
        begin = end = -1
        for one in sorted((*found, *self.known.spans(text))):
            if one[0] < end:
                end = max(end, one[1])
                continue
            if end > 0:
                yield begin, end
            begin, end = one
        if end > 0:
            yield begin, end


def stored_names() -> Naming:
    """Return what finds the names that the apps know today (`settings.KNOWN_NAMES`)."""
    names: list[Known] = []
    words: list[str] = []
    for path in settings.KNOWN_NAMES:
        known, others = import_string(path)()
        names += known
        words += others
    return Naming(KnownNames(names, words))


def _counts(found: re.Match[str]) -> bool:
    return not found["phone"] or sum(letter.isdigit() for letter in found[0]) >= _FEWEST_DIGITS
