"""The grammar of cells that mark something: `x X ✓ ja (x)`, `AG/I`, `51.3, 51.4`, lists of partners.

Reading and writing are each other's inverse: what `render_*` writes, `parse_*` reads as the same. Where
the short form would be read as something else, the writer takes the explicit one, `FB 51 (Text)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from catalogue.reference.references import References
from integration.texts import match_key

PLAIN = frozenset({"x", "✓", "✔", "☑", "☒", "✗", "ja", "j", "wahr"})
NOTHING = frozenset({"-", "–", "—", "nein", "n", "0", "/", "falsch"})
PERSON = re.compile(r"\b(Herrn?|Frau|Hr\.|Fr\.)\s+\w", re.IGNORECASE)
CODE = re.compile(r"\d{2}\.\d{1,2}|\d{4}")  # a Stelle such as 51.3 or 0120
_SEPARATORS = (";", "\n", ",", "/")


def is_plain(text: str) -> bool:
    """True where the cell says no more than "marked"."""
    return text.lower() in PLAIN


def clean_mark(text: str) -> str:
    """Return a mark as it is stored: `x` where it is plain, else its text with balanced parentheses."""
    if not text or is_plain(text):
        return "x"
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            break
    return text if depth == 0 else text.replace("(", "[").replace(")", "]")


# --- Target groups that share a column ------------------------------------------------------


def parse_tokens(text: str, tokens: Mapping[str, str]) -> dict[str, str]:
    """Return the mark by slug for a cell of a shared column; `tokens` maps slug to its sign ("AG").

    Signs alone ("AG/I") and with a text ("AG (Eltern); I") mark their group; any other text, a plain
    mark included, counts for all groups of the column.
    """
    by_sign = {sign.lower(): slug for slug, sign in tokens.items()}
    signs = [part for part in re.split(r"[\s,;/+&]+|\bund\b", text) if part]
    if signs and all(part.lower() in by_sign for part in signs):
        return {by_sign[part.lower()]: "x" for part in signs}
    items = [_with_mark(piece) for piece in _split(text, ";")]
    if all(sign.lower() in by_sign for sign, _ in items):
        return joined((by_sign[sign.lower()], clean_mark(mark)) for sign, mark in items)
    return dict.fromkeys(tokens, clean_mark(text))


def render_tokens(marks: Mapping[str, str], tokens: Mapping[str, str]) -> str:
    """Return the cell for the marks of the groups in a shared column."""
    signs = [sign for slug, sign in tokens.items() if slug in marks]
    for short in (", ".join(signs), next(iter(marks.values()))):
        if parse_tokens(short, tokens) == dict(marks):
            return short
    return "; ".join(f"{sign} ({marks[slug]})" for slug, sign in tokens.items() if slug in marks)


# --- A unit's own column --------------------------------------------------------------------


def parse_own(text: str, own: str, refs: References) -> dict[str, str]:
    """Return the mark by unit (slug, or the code of a unit nobody knows yet) of a cell in `own`'s column."""
    everything = _all_units(text, own, refs)
    if everything is not None:
        return everything
    pieces = [(piece, _all_units(piece, own, refs)) for piece in _split(text, ";")]
    if not any(units for _, units in pieces):
        return {own: clean_mark(text)}
    return joined(item for piece, units in pieces for item in (units or {own: clean_mark(piece)}).items())


def _all_units(text: str, own: str, refs: References) -> dict[str, str] | None:
    """Return the marks if every piece of the text is a plain mark or names a unit of the column."""
    if is_plain(text):
        return {own: "x"}
    for spelling, mark in _spellings(text):
        slug = _unit_of_column(spelling, own, refs)
        if slug:
            return {slug: mark}
    for separator in _SEPARATORS:
        pieces = _split(text, separator)
        if pieces and pieces != [text]:
            parsed = [_all_units(piece, own, refs) for piece in pieces]
            found = joined(item for one in parsed if one for item in one.items())
            return found if all(parsed) else None
    return None


def _unit_of_column(spelling: str, own: str, refs: References) -> str | None:
    """A spelling names a unit of the column if it is `own`, one below it, or a Stelle's code."""
    slug = refs.find_unit(spelling)
    if slug and (CODE.fullmatch(spelling) or own in (unit.slug for unit in refs.unit_and_above(slug))):
        return slug
    if slug and refs.units[slug].kind == refs.units[own].kind == "ehrenamt":
        return slug
    return spelling if not slug and CODE.fullmatch(spelling) else None


def render_own(marks: Mapping[str, str], own: str, refs: References) -> str:
    """Return the cell of `own`'s column for these marks."""
    items = [marks[own]] if own in marks else []
    items += [_item(slug, mark, refs) for slug, mark in marks.items() if slug != own]
    short = (", " if all(mark == "x" for mark in marks.values()) else "; ").join(items)
    if parse_own(short, own, refs) == dict(marks):
        return short
    return "; ".join(f"{slug} ({mark})" for slug, mark in marks.items())


# --- Free lists -----------------------------------------------------------------------------


def parse_list(text: str, refs: References) -> list[tuple[str, str, str]]:
    """Return (slug, name, mark) for each item of a list of units; an unknown one has the slug ""."""
    for spelling, mark in _spellings(text):
        slug = refs.find_unit(spelling)
        if slug:
            return [(slug, spelling, mark)]
    for separator in _SEPARATORS:
        pieces = _split(text, separator)
        if pieces != [text]:
            return [item for piece in pieces for item in parse_list(piece, refs)]
    name, mark = _with_mark(text)
    return [("", name, clean_mark(mark)) if name else ("", text, "x")]


def render_list(marks: Mapping[str, str], refs: References) -> str:
    """Return the cell of a free list for these marks by unit."""
    short = "; ".join(_item(slug, mark, refs) for slug, mark in marks.items())
    if {slug: mark for slug, _, mark in parse_list(short, refs)} == dict(marks):
        return short
    return "; ".join(f"{slug} ({mark})" for slug, mark in marks.items())


def _item(slug: str, mark: str, refs: References) -> str:
    name = refs.units[slug].labels[0]
    return name if mark == "x" else f"{name} ({mark})"


# --- Pieces ---------------------------------------------------------------------------------


def joined(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the mark by slug; what is said of one in several places stands side by side."""
    said: dict[str, dict[str, None]] = {}
    for slug, mark in items:
        said.setdefault(slug, {}).update({} if mark == "x" else {mark: None})
    return {slug: "; ".join(texts) or "x" for slug, texts in said.items()}


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read an item as name and mark: parentheses may belong to the name, "DRK (Stadt)",
    but not if they say nothing that could be in a name, "FB 61 (?)"."""
    name, mark = _with_mark(text)
    if _is_whole(text) and (match_key(name) != match_key(text) or not mark):
        yield text, "x"
    if mark and _is_whole(name):
        yield name, clean_mark(mark)


def _is_whole(text: str) -> bool:
    """False for a list of which a piece, "+++", would be overlooked when spellings are compared."""
    return all(match_key(piece) for separator in _SEPARATORS for piece in _split(text, separator))


def _with_mark(text: str) -> tuple[str, str]:
    """Return the name and the mark of "vhs (Sprachkurse)" or of the doubtful "vhs?"; else no mark."""
    if not text.endswith(")"):
        name = text.rstrip("?!* ")
        return name, text[len(name) :].strip()
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        depth += (text[position] == ")") - (text[position] == "(")
        if depth == 0:
            return text[:position].strip(), text[position + 1 : -1].strip()
    return text, ""


def _split(text: str, separator: str) -> list[str]:
    """Split outside parentheses; empty pieces are dropped."""
    return list(_pieces(text, separator)) if separator in text else [text]


def _pieces(text: str, separator: str) -> Iterator[str]:
    depth = start = 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == separator and depth <= 0:
            if piece := text[start:position].strip():
                yield piece
            start = position + 1
    if piece := text[start:].strip():
        yield piece
