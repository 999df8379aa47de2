"""How a record's values read on a page."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from catalogue.changes import Part, named
from catalogue.figures import Figure
from catalogue.tables import choice_box
from integration.highlighting import Highlighter

register = template.Library()


@register.filter
def day(iso: str) -> str:
    """Return a record's date, "2017-04-24", as people read it here: "24.04.2017" (DIN 5008)."""
    try:
        return f"{dt.date.fromisoformat(iso):%d.%m.%Y}"
    except ValueError:
        return iso


@register.filter
def largest(figures: list[Figure]) -> int:
    """Return the largest number among figures, the full length of their bars."""
    return max((figure.number for figure in figures), default=1)


register.filter("named", named)
register.filter("choice_box", choice_box)


@register.filter
def highlighted(text: object, found: Highlighter) -> SafeString:
    """Return what reads as a text as HTML, with what a search found in it marked."""
    return found.html(str(text))


_FRAMES = {
    "same": "%s",
    "del": '<del><span class="visually-hidden">entfernt: </span>%s</del>',
    "ins": '<ins><span class="visually-hidden">neu: </span>%s</ins>',
}


@register.filter
def marked(parts: list[Part]) -> SafeString:
    """Return a text's parts with what is gone and what is new marked, for eyes and for ears."""
    html: list[str] = []
    for kind, text in parts:
        if kind == "ins" and html and html[-1].endswith("</del>"):
            html.append(" ")
        html.append(_FRAMES[kind] % escape(text))
    return mark_safe("".join(html))  # noqa: S308 - escaped
