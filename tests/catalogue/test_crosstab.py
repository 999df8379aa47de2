"""Measures by state within a dimension: each row counts just what its link shows."""

from __future__ import annotations

import pytest
from django.test import Client

from catalogue.crosstab import Crosstab, by_action_field, by_unit
from catalogue.models import MeasureVersion
from tests.factories import make_measure, make_user


@pytest.fixture
def versions(city: None) -> None:
    make_measure(30, status="geplant", listings={0: {"label": "ohne Feld"}})


def tables() -> list[Crosstab]:
    current = MeasureVersion.objects.current()
    return [by_action_field(current), by_unit(current)]


@pytest.mark.usefixtures("versions")
def test_rows_count_each_measure_of_a_field_or_unit_once() -> None:
    fields, units = tables()
    assert [(row.label, row.total) for row in fields.rows] == [("Interkulturelle Öffnung", 2), ("Schule", 2)]
    assert [(row.label, row.total) for row in units.rows] == [
        ("FB 51 Kinder, Jugend und Familie", 2),
        ("FB 61 Stadtplanung", 2),
    ]
    for table in (fields, units):
        assert [label for _, label in table.states] == ["nicht erfasst", "geplant", "umgesetzt"]
        assert [cell.number for cell in table.total.cells] == [1, 2, 1]
        assert table.total.total == 4
    assert fields.most == 2


@pytest.mark.usefixtures("versions")
def test_every_number_is_what_its_link_lists(client: Client) -> None:
    client.force_login(make_user())
    checked = 0
    for table in tables():
        for row in (*table.rows, table.total):
            for cell in row.cells:
                response = client.get(f"/massnahmen/{cell.query}")
                assert response.context["hits"] == cell.number, cell
                checked += 1
    assert checked == 18


@pytest.mark.django_db
def test_empty_catalogue_has_empty_tables() -> None:
    for table in tables():
        assert (table.rows, table.states, table.total.total, table.most) == ([], [], 0, 0)
