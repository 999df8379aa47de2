"""How a record's values read on a page."""

from __future__ import annotations

import datetime as dt

from django import template

from catalogue.figures import Figure

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
