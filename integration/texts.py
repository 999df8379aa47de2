"""Text as it is stored, and text as it is searched."""

import re
import unicodedata

# Lone surrogates and U+FFFE/U+FFFF are no characters: no database and no XML takes them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")

# Letters of DIN 91379 that Unicode does not decompose into a base letter.
_BASE_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
        "ı": "i", "ŋ": "n", "ŧ": "t", "ĸ": "k", "ƶ": "z", "ɨ": "i", "ə": "e", "ǝ": "e", "ʒ": "z",
        "ƈ": "c", "ɗ": "d", "ɓ": "b", "ɖ": "d", "ɣ": "g", "ɛ": "e", "ɔ": "o", "ɩ": "i", "ʋ": "v",
        "ʹ": "", "ʺ": "", "ʾ": "", "ʿ": "", "ˈ": "", "ˌ": "", "’": "", "ʼ": "", "‡": "", "ŉ": "n", "·": "",
    }
)  # fmt: skip
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def clean_text(text: str) -> str:
    """Return `text` as it is stored: NFC, line ends as LF, no control characters, no outer white space."""
    if text.isascii() and text.isprintable():
        return text.strip()
    if "\r" in text or "\u2028" in text or "\u2029" in text:
        text = _LINE_ENDS.sub("\n", text)
    text = _CONTROLS.sub("", text).strip()
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return `text` in base letters and lower case, so that "Şişli" is found by "sisli", "Maß" by "mass"."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered).lower()  # "𝙰" has no lower case before
    return _COMBINING.sub("", decomposed).translate(_BASE_LETTERS)


def written_out(text: str) -> str:
    """Return `text` in lower case with its umlauts written out: "Öffnung" → "oeffnung"."""
    return text.lower().translate(_WRITTEN_OUT)


def search_forms(word: str) -> set[str]:
    """Return the folded forms under which a typed `word` may stand in a folded text.

    Whoever has no umlaut keys types "Buero" for "Büro", so the written-out vowels are tried as umlauts too.
    """
    folded = fold(word)
    short = folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return {folded, short} | {fold(written_out(word))}


_NOT_COMPARED = re.compile(r"[^\w.]+|_|\.(?!\d)")


def match_key(text: str) -> str:
    """Return what two spellings of one name have in common: "Ref. 0120" and "Ref 0120", "FB51" and "fb 51".

    A point between digits stays, for "51.3" is not "513".
    """
    return _NOT_COMPARED.sub("", fold(text))
