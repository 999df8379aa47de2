"""Texts that name other measures ("29,1", "Maßnahme 12"), with links to those that the reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalogue.models import Listing
from catalogue.models.version import MeasureVersionQuerySet
from integration.highlighting import NOTHING, Highlighter

# A bare number with a comma might be a decimal: it is a listing only if that listing exists.
_MENTION = re.compile(
    r"\b(?:Maßnahmen?|Massnahmen?|Nr\.?|Nummer)\s+(?P<named>\d{1,9})(?:,(?P<named_sub>\d{1,3}))?(?![\d,])"
    r"|(?<![\d,.])(?P<bare>\d{1,9}),(?P<sub>\d{1,3})(?![\d,.]\d)(?!\d|\s*(?:%|€|Prozent|Euro|Mio|Stunden|Stellen))"
)


@dataclass(frozen=True, slots=True)
class CrossReferences:
    """The measures named in some texts, as (number, sub-number) of their listings.

    `as_of` ends the links' addresses where the texts are of a past day; what was `found` is marked.
    """

    listings: frozenset[tuple[int, int]]
    own: int
    as_of: str = ""
    found: Highlighter = NOTHING

    @classmethod
    def among(
        cls,
        visible: MeasureVersionQuerySet,
        texts: Iterable[str],
        own: int,
        as_of: str = "",
        found: Highlighter = NOTHING,
    ) -> CrossReferences:
        """Look up what `texts` of measure `own` name (one query, none where they name nothing)."""
        named = {number for text in texts for _, number, _ in _mentions(text)} - {own}
        if not named:
            return cls(frozenset(), own, as_of, found)
        rows = Listing.objects.filter(version__in=visible.filter(number__in=named))
        return cls(frozenset(rows.values_list("version__number", "sub_number")), own, as_of, found)

    def linked(self, text: str) -> SafeString:
        """Return `text` as HTML in which every known measure it names is a link."""
        html = self.found.html
        parts, end = [], 0
        for match, number, sub in _mentions(text):
            if self._exists(number, sub):
                url = reverse("catalogue:measure-detail", args=[number]) + self.as_of
                parts += [html(text[end : match.start()]), f'<a href="{url}">{html(match[0])}</a>']
                end = match.end()
        return mark_safe("".join([*parts, html(text[end:])]))  # noqa: S308 – every part is escaped

    def _exists(self, number: int, sub: int | None) -> bool:
        if sub is not None:
            return (number, sub) in self.listings
        return any(number == known for known, _ in self.listings)


def _mentions(text: str) -> Iterator[tuple[re.Match[str], int, int | None]]:
    for match in _MENTION.finditer(text):
        number, sub = match["named"] or match["bare"], match["named_sub"] or match["sub"]
        yield match, int(number), int(sub) if sub else None
