"""Names that the database knows, found in free text however they are written there.

Both are compared in one spelling: base letters ("Müller", "Mueller" and "Muller" are one), hyphens, breaks of
lines and spaces alike. A first name alone is no name here: too many texts would lose words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from integration.texts import fold

_TITLES = re.compile(r"^(?:(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.|Dipl\.[-\w]*\.?|Mag\.)\s+)+")
_TITLE = r"(?:(?:frau|herrn?|fr\.|hr\.|dr\.|prof\.|mag\.) )"
_PARTICLES = (
    "von",
    "v.",
    "van",
    "der",
    "den",
    "de",
    "zu",
    "zur",
    "zum",
    "vom",
    "da",
    "di",
    "el",
    "al",
    "bin",
)
_NOTHING = r"[-\u2010][ \t]*\n\s*(?=[a-zß-ÿ])|\xad\s*|[\u200b'’ʼ]"  # a word that was broken, apostrophes
_PIECES = re.compile(rf"(?P<nothing>{_NOTHING})|(?P<gap>[\s\-\u2010-\u2014_]+)|.[\u0300-\u036f]*", re.DOTALL)
_DROPPED, _WRITTEN_OUT = re.compile(_NOTHING), re.compile(r"([aou])e+")
_WORD = re.compile(r"\w+")
_SHORTEST_ALONE = 3  # letters of a name that may stand by itself


class Known(NamedTuple):
    """A name as it is stored. `alone`: its last part names somebody by itself, too."""

    name: str
    alone: bool = True


class KnownNames:
    """Finds names; `words` are those that mean something else (units, fields) and do not count alone."""

    def __init__(self, names: Iterable[Known] = (), words: Iterable[str] = ()) -> None:
        others = {word for text in words for word in _WORD.findall(spelled(text)[0])}
        self._by_word: dict[str, dict[str, re.Pattern[str] | None]] = {}
        for name in names:
            for last, pattern in _patterns(name, others):
                first_word = last.split()[0] if last.split() else last
                self._by_word.setdefault(first_word, {})[pattern] = None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where names stand in a text, in no order; they may overlap."""
        if not self._by_word:
            return
        near = _words(text) & self._by_word.keys()
        if not near:
            return
        said, places = spelled(text)
        for word in near:
            for pattern in self._patterns(word):
                for found in pattern.finditer(said):
                    if not text[places[found.start("last")]].islower():
                        yield places[found.start()], _end(text, places, found.end())

    def _patterns(self, word: str) -> Iterator[re.Pattern[str]]:
        """Yield what finds the names that begin so; most are never looked for, so they are made here."""
        known = self._by_word[word]
        for pattern, made in known.items():
            if made is None:
                known[pattern] = made = re.compile(pattern)
            yield made


def _words(text: str) -> set[str]:
    """Return a text's words in that spelling, quickly, also without the s of a genitive."""
    said = _WRITTEN_OUT.sub(r"\1", fold(_DROPPED.sub("", text))).replace("_", " ")
    words = set(_WORD.findall(said))
    return words | {word[:-1] for word in words if word.endswith("s")}


def spelled(text: str) -> tuple[str, list[int]]:
    """Return a text in the spelling in which names are compared, and where each of its letters stands."""
    letters: list[str] = []
    places: list[int] = []
    for piece in _PIECES.finditer(text):
        if piece["nothing"]:
            continue
        for letter in " " if piece["gap"] else fold(piece[0]):
            if letter == "e" and letters and letters[-1] in "aou":  # ä, ö, ü written out
                continue
            letters.append(letter)
            places.append(piece.start())
    return "".join(letters), places


def name_in_address(address: str) -> Known | None:
    """Return the name that an address or a user name like vera.muster@… tells."""
    parts = re.fullmatch(
        r"([^\W\d_]{2,}(?:-[^\W\d_]+)?)\.([^\W\d_]{2,}(?:-[^\W\d_]+)*)", address.partition("@")[0]
    )
    return Known(f"{parts[1]} {parts[2]}".title(), alone=False) if parts else None


def names_in_addresses(addresses: Iterable[str]) -> list[Known]:
    return [name for one in addresses if (name := name_in_address(one))]


def _patterns(known: Known, others: set[str]) -> Iterator[tuple[str, str]]:
    """Yield a name's last part and what finds it: with first names or a title, and alone."""
    plain = _TITLES.sub("", known.name.strip())
    last, comma, first = plain.partition(",")
    if not comma:
        *before, last = plain.split() or [""]
        first = " ".join(part for part in before if part.lower() not in _PARTICLES)
    last, given = spelled(last.strip())[0].strip(), _given(first)
    if not _WORD.search(last):
        return
    own = rf"(?:(?:{'|'.join(map(re.escape, _PARTICLES))}) )*(?P<last>{re.escape(last)})s?"
    title = rf"{_TITLE}*"
    after = rf", {title}(?:{given})" if given else ""
    if given:
        yield last, rf"(?<!\w){title}(?:(?:{given}) )+{own}(?!\w)"
        yield last, rf"(?<!\w){own}{after}(?!\w)"
    yield last, rf"(?<!\w){_TITLE}+{own}(?!\w)"
    if known.alone and len(last) >= _SHORTEST_ALONE and last not in others:
        yield last, rf"(?<!\w){own}(?!\w)"


def _given(first: str) -> str:
    """Return the alternatives for first names, each whole or as an initial."""
    words = _WORD.findall(spelled(first)[0])
    return "|".join(rf"{re.escape(word)}|{re.escape(word[0])}\.?" for word in words)


def _end(text: str, places: list[int], end: int) -> int:
    """Return where in the text a find ends: before the next letter, without the gap behind it."""
    stop = places[end] if end < len(places) else len(text)
    return len(text[:stop].rstrip(" \t\n-"))
