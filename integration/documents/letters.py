"""Texts as a PDF can show them: typst refuses a PDF/UA that lacks a single letter's picture."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from integration.texts import clean_text

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# What typst's own fonts have; a broken or missing `.assets` leaves these.
_ALWAYS = frozenset(
    letter
    for first, last in (
        (0x20, 0x7E),
        (0xA0, 0x377),  # Latin, IPA, combining marks
        (0x384, 0x4FF),  # Greek, Cyrillic
        (0x1E00, 0x1EFF),
        (0x2010, 0x2040),  # dashes and quotation marks
        (0x2070, 0x208E),
        (0x20A0, 0x20BF),
        (0x2190, 0x22FF),  # arrows, mathematics
        (0x2500, 0x25FF),
    )
    for letter in map(chr, range(first, last + 1))
    if unicodedata.category(letter) != "Cn"
)
_UNSEEN = ("Cc", "Cf", "Mn", "Zs")  # typst shows nothing where a font has no picture for one of these
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # make a text read otherwise
_LONG_WORD = re.compile(r"[^\s\u200b]{41,}")  # longer than German's; no syllables to part it at
_PIECES = re.compile(r".{1,10}")


class Letters:
    """The letters that the font files in a folder have, and the fonts that typst brings along."""

    def __init__(self, fonts: Path) -> None:
        self.fonts = fonts

    @cached_property
    def rare(self) -> frozenset[int]:
        """What only the files have; most documents do without, and so without reading them."""
        return frozenset(_letters_of(self.fonts))

    def shown(self, value: Any) -> Any:
        """Return a JSON value with all its texts as they can be shown."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.shown(one) for one in value]
        if isinstance(value, dict):
            return {key: self.shown(one) for key, one in value.items()}
        return value

    def text(self, text: str) -> str:
        """Return `text` without control characters, � for letters no font has, long words breakable."""
        if not text.isascii():
            text = "".join(
                letter if self._shows(letter) else REPLACEMENT for letter in text.translate(_TURNS)
            )
        return _LONG_WORD.sub(_breakable, _cleaned(text))

    def _shows(self, letter: str) -> bool:
        return letter in _ALWAYS or unicodedata.category(letter) in _UNSEEN or ord(letter) in self.rare


def _cleaned(text: str) -> str:
    """Return `text` clean, but with its outer blanks and line ends: text beside bold text needs them."""
    clean = clean_text(text)
    if not clean:
        return text if text.strip(" \n") == "" else ""
    start, end = (len(text) - len(rest) for rest in (text.lstrip(" \n"), text.rstrip(" \n")))
    return f"{text[:start]}{clean}{text[len(text) - end :]}"


def _letters_of(folder: Path) -> Iterator[int]:
    from fontTools.ttLib import TTFont  # only the child needs it

    styles: dict[str, set[int]] = {}
    for file in sorted(folder.glob("*.ttf")):
        with TTFont(file, lazy=True) as font:
            letters = set(font.getBestCmap())
        family = file.stem.partition("-")[0]
        styles[family] = styles.get(family, letters) & letters  # a text may be set in any style
    for letters in styles.values():
        yield from letters


def _breakable(word: re.Match[str]) -> str:
    return "\N{ZERO WIDTH SPACE}".join(_PIECES.findall(word[0]))
