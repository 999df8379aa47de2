"""The list's table body from memory: the least that showing 50 measures costs with a Django template.

A row is what a view would hand to a plain template: texts as long as they are shown, and the moment of the
last change, which the template formats.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.template import engines
from django.utils import timezone
from lxml import html

Row = dict[str, Any]

_BODY = """{% for row in rows %}<tr>
<th scope="row"><a href="{{ row.link }}">{{ row.number }}</a>
{% for number in row.numbers %}<br><small>{{ number }}</small>{% endfor %}</th>
<td data-label="Handlungsfeld">{{ row.field }}
{% for field in row.fields %}<br><small>{{ field }}</small>{% endfor %}</td>
<td class="long">
{% if row.goal %}<strong>{{ row.goal }}</strong>{% endif %}{% if row.text %}<p>{{ row.text }}{% endif %}
{% for passage in row.passages %}<p>{{ passage }}{% endfor %}</td>
<td data-label="Zielgruppe">{{ row.groups }}</td>
<td data-label="Zuständig">
{% if row.lead %}<strong>{{ row.lead }}</strong>{% endif %}{{ row.units }}</td>
<td>
<span class="status" data-status="{{ row.status }}">{{ row.label }}</span></td>
<td data-label="Geändert">{{ row.changed|date:"d.m.Y" }}</td>
<td data-label="Fehlende Angaben">
{% if row.gaps %}<span class="gap">{{ row.gaps }}</span> <small>{{ row.missing }}</small>{% endif %}</td>
</tr>{% endfor %}"""


def rendering(page: bytes) -> Callable[[], str]:
    """Return the work of rendering a page's table body again, from plain texts.

    Raises ValueError if what comes out says something else than the page: the floor must follow the list.
    """
    rows = list(_rows(page))
    template = engines["django"].from_string(_BODY)
    again = f"<table><tbody>{template.render({'rows': rows})}</tbody></table>"
    if _texts(again) != _texts(page):
        raise ValueError("The list's table has changed; its floor in tests/bench/table.py has to follow.")
    return lambda: template.render({"rows": rows})


def _rows(page: bytes) -> Iterator[Row]:
    for number, field, what, groups, units, status, changed, gaps in _body(page):
        yield {
            "link": number.find("a").get("href"),
            "number": _text(number.find("a")),
            "numbers": [_text(one) for one in number.iterfind("small")],
            "field": field.text or "",
            "fields": [_text(one) for one in field.iterfind("small")],
            "goal": _text(what.find("strong")),
            "text": "".join(map(_text, what.xpath("p[not(@class)]"))),
            "passages": [_text(one) for one in what.findall("p[@class='passage']")],
            "groups": _text(groups),
            "lead": _text(units.find("strong")),
            "units": "".join(units.xpath("text()")),
            "status": status.find("span").get("data-status"),
            "label": _text(status),
            "changed": timezone.make_aware(dt.datetime.strptime(_text(changed), "%d.%m.%Y")),
            "gaps": _text(gaps.find("span")),
            "missing": _text(gaps.find("small")),
        }


def _body(page: bytes | str) -> list[html.HtmlElement]:
    return html.fromstring(page).findall(".//tbody/tr")


def _text(element: html.HtmlElement | None) -> str:
    return "" if element is None else " ".join(element.text_content().split())


def _texts(page: bytes | str) -> list[list[str]]:
    """Return the texts of the table's cells, row by row, without regard to spaces."""
    return [[_text(cell).replace(" ", "") for cell in row] for row in _body(page)]
