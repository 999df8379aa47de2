"""How a record's values read on a page."""

from __future__ import annotations

import datetime as dt

from django import template

register = template.Library()


@register.filter
def day(iso: str) -> str:
    """Return a record's date, "2017-04-24", as people read it here: "24.04.2017" (DIN 5008)."""
    try:
        return f"{dt.date.fromisoformat(iso):%d.%m.%Y}"
    except ValueError:
        return iso
