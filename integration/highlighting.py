"""What a search found in a text, marked in its letters as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from integration.texts import fold, search_forms

Span = tuple[int, int]
_EXCERPT = 140  # letters
_ELLIPSIS = "…\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}…"


@dataclass(frozen=True, slots=True)
class Highlighter:
    """The words of a search, each as the folded forms under which it may stand in a text.

    What it marks is what a search for the same words finds: "Buero" marks "Büro", "strasse" "Straße".
    """

    words: tuple[frozenset[str], ...] = ()

    @classmethod
    def of(cls, asked: str) -> Highlighter:
        """Return the highlighter of what a person typed."""
        forms = (frozenset(search_forms(word)) - {""} for word in asked.split())
        return cls(tuple(dict.fromkeys(filter(None, forms))))

    def within(self, text: str) -> Highlighter:
        """Return the words that stand in `text`."""
        if not self.words or not text:
            return NOTHING
        folded = text.translate(_FOLDED)
        return Highlighter(tuple(word for word in self.words if any(form in folded for form in word)))

    def without(self, other: Highlighter) -> Highlighter:
        return Highlighter(tuple(word for word in self.words if word not in other.words))

    def html(self, text: str) -> SafeString:
        """Return the whole text as HTML, what was found in <mark>."""
        spans = self.spans(text) if self.words else []
        return _marked(text, spans, 0, len(text)) if spans else mark_safe(escape(text))  # noqa: S308

    def excerpt(self, text: str) -> tuple[SafeString, Highlighter]:
        """Return some 140 letters around the first word found, as HTML, and the words they show.

        At least one of the words must stand in `text`.
        """
        spans = self.spans(text)
        begin, end = _window(text, spans[0])
        inside = [(start, stop) for start, stop in spans if begin <= start and stop <= end]
        html = _marked(text, inside, begin, end)
        before, after = _ELLIPSIS[0] * (begin > 0), _ELLIPSIS[1] * (end < len(text))
        return mark_safe(f"{before}{html}{after}"), self.within(text[begin:end])  # noqa: S308 – escaped

    def spans(self, text: str) -> list[Span]:
        """Return where the words stand in `text`, in order, those that overlap as one."""
        places = sorted(_places(text.translate(_FOLDED), (form for word in self.words for form in word)))
        if not places:
            return []
        letters = [_FOLDED[ord(letter)] for letter in text]
        origins = [place for place, letter in enumerate(letters) for _ in letter]
        spans: list[Span] = []
        for first, last in places:
            start, stop = origins[first], origins[last] + 1
            while stop < len(text) and not letters[stop]:  # an accent belongs to the letter before it
                stop += 1
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(stop, spans[-1][1])
            else:
                spans.append((start, stop))
        return spans


NOTHING = Highlighter()


class _Folded(dict[int, str]):
    """What each letter is folded to, by itself so that one can tell where it comes from; for `translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code))
        return self[code]


_FOLDED = _Folded()


def _places(folded: str, forms: Iterable[str]) -> Iterator[Span]:
    """Yield the first and the last place of each occurrence of each form."""
    for form in forms:
        place = folded.find(form)
        while place >= 0:
            yield place, place + len(form) - 1
            place = folded.find(form, place + len(form))


def _window(text: str, span: Span) -> Span:
    """Return where an excerpt around `span` begins and ends: between words, if there is a gap near."""
    begin = max(0, min(span[0] - _EXCERPT // 3, len(text) - _EXCERPT))
    end = max(min(len(text), begin + _EXCERPT), span[1])
    if begin:
        gap = text.find(" ", begin, span[0])
        begin = gap + 1 if gap >= 0 else begin
    if end < len(text):
        gap = text.rfind(" ", span[1], end)
        end = gap if gap >= 0 else end
    return begin, end


def _marked(text: str, spans: Iterable[Span], begin: int, end: int) -> SafeString:
    parts, done = [], begin
    for start, stop in spans:
        parts += [escape(text[done:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        done = stop
    return mark_safe("".join([*parts, escape(text[done:end])]))  # noqa: S308 – every part is escaped
