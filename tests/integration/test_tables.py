from __future__ import annotations

import datetime as dt
from typing import Any

import django_tables2
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pytest_django.asserts import assertHTMLEqual

from integration.tables import PageData, Table

ROWS = [
    {"number": "29", "text": "Informationen <mehrsprachig>", "day": dt.date(2017, 4, 24)},
    {"number": "7", "text": "Übungsraum 100 %", "day": None},
]


class MeasureLikeTable(Table):
    caption = "Maßnahmen"
    row_header = "number"
    number = django_tables2.Column(verbose_name="Nr.")
    text = django_tables2.Column(verbose_name="Maßnahme")
    day = django_tables2.Column(verbose_name="Anteil %", orderable=False, attrs={"td": {"class": "number"}})

    def render_number(self, record: dict[str, Any]) -> SafeString:
        return format_html('<a href="/massnahmen/{}/">{}</a>', record["number"], record["number"])


def rendered(table: Table, query: str = "") -> str:
    template = engines["django"].from_string(
        "{% load render_table from django_tables2 %}{% render_table table %}"
    )
    return str(template.render({"table": table}, RequestFactory().get(f"/massnahmen/{query}")))


def test_table_row_is_named_labelled_and_escaped() -> None:
    first, second = MeasureLikeTable(ROWS).body
    assertHTMLEqual(
        first,
        '<th scope="row"><a href="/massnahmen/29/">29</a></th>'
        '<td data-label="Maßnahme">Informationen &lt;mehrsprachig&gt;</td>'
        '<td data-label="Anteil %" class="number">24.04.2017</td>',
    )
    assert 'data-label="Maßnahme">Übungsraum 100 %<' in second
    assert ">—</td>" in second, "an empty cell shows the table's default"


def test_table_sorts_rows_by_column() -> None:
    table = MeasureLikeTable(list(ROWS), order_by="text")
    assert [record["number"] for record in table.rows.data] == ["29", "7"]
    assert [head.sorted for head in table.heads] == ["", "ascending", ""]
    assert [head.alias for head in table.heads] == ["number", "-text", ""]


def test_table_keeps_order_of_a_page_from_the_database() -> None:
    table = MeasureLikeTable(PageData(ROWS), order_by="-text")
    assert [record["number"] for record in table.rows.data] == ["29", "7"]
    assert table.heads[1].sorted == "descending"


def test_table_shows_its_page_only() -> None:
    table = MeasureLikeTable(ROWS).paginate(per_page=1, page=2, paginator_class=Paginator)
    assert [("Übungsraum" in row) for row in table.body] == [True]


def test_table_heading_sorts_and_keeps_the_filter() -> None:
    html = rendered(MeasureLikeTable(ROWS, order_by="text"), "?status=geplant&page=3&sort=text")
    assert (
        '<th scope="col" aria-sort="ascending"><a href="?status=geplant&amp;sort=-text">Maßnahme</a>' in html
    )
    assert '<th scope="col">Anteil %</th>' in html
    assert "<caption>Maßnahmen</caption>" in html


def test_table_pages_keep_the_filter() -> None:
    table = MeasureLikeTable(ROWS).paginate(per_page=1)
    html = rendered(table, "?status=geplant")
    assert "Seite 1 von 2" in html
    assert '<a href="?status=geplant&amp;page=2" rel="next">' in html


def test_table_without_rows_says_so() -> None:
    html = rendered(MeasureLikeTable([], empty_text="Keine Maßnahme."))
    assert '<td colspan="3">Keine Maßnahme.</td>' in html


def test_table_refuses_render_method_it_cannot_call_cheaply() -> None:
    class Demanding(Table):
        number = django_tables2.Column()

        def render_number(self, bound_row: Any) -> str:
            return str(bound_row)

    with pytest.raises(ImproperlyConfigured, match="render_number"):
        list(Demanding(ROWS).body)


def test_render_method_gets_what_it_names() -> None:
    class Asking(Table):
        number = django_tables2.Column()
        text = django_tables2.Column()
        day = django_tables2.Column()

        def render_number(self, value: str) -> str:
            return f"Nr. {value}"

        def render_text(self, record: dict[str, Any]) -> str:
            return record["text"][:3]

        def render_day(self, record: dict[str, Any], value: dt.date) -> str:
            return f"{record['number']} {value.year}"

    row = next(iter(Asking(ROWS).body))
    assert [part.split("<")[0] for part in row.split(">")[1::2]] == ["Nr. 29", "Inf", "29 2017"]
