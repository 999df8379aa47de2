"""The page of what there is to do."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.models import MeasureVersion, Unit
from integration.accounts.roles import Hat
from tests.factories import make_clarification, make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")
_ROW = re.compile(r'<a href="(/massnahmen/\?luecke=[^"]+)">.*?class="number"[^>]*>(\d+)<', re.DOTALL)


@pytest.mark.parametrize("unit", ["", "FB-61", "51.3"])
def test_every_row_counts_the_measures_it_links_to(client: Client, unit: str) -> None:
    make_measure(7, next_step_date="2001-01-01", status="umgesetzt")
    make_clarification(7)
    hat = Hat.DEPARTMENT if unit else Hat.COORDINATION
    client.force_login(make_user(hat, unit=Unit.objects.get(slug=unit) if unit else None))
    rows = _ROW.findall(client.get("/luecken/").content.decode())
    assert len(rows) >= 3
    for address, number in rows:
        assert str(client.get(address).context["hits"]) == number, address


def test_catalogue_without_measures_says_so(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3")))
    MeasureVersion.objects.filter(number=28).update(valid_to="2099-01-01T00:00:00Z")
    assert "Noch keine Maßnahmen" in client.get("/luecken/").content.decode()


def test_list_of_untouched_measures_offers_to_confirm_them(client: Client) -> None:
    client.force_login(make_user())
    MeasureVersion.objects.filter(number__in=[7, 28]).update(valid_from="2017-01-01T00:00:00Z")
    html = client.get("/massnahmen/?luecke=unberuehrt").content.decode()
    numbers = re.findall(r'type="hidden" name="massnahme" value="(\d+)"', html)
    assert numbers == ["7", "28"]
    client.post("/luecken/bestaetigen/", {"massnahme": numbers})
    assert client.get("/massnahmen/?luecke=unberuehrt").context["hits"] == 0


def test_measure_tells_its_own_and_leads_to_where_it_is_mended(client: Client) -> None:
    client.force_login(make_user())
    html = client.get("/massnahmen/29/").content.decode()
    assert 'href="/massnahmen/29/bearbeiten/#inhalt-ziel"' in html
    assert "Zeilen widersprechen sich" in html
    form = client.get("/massnahmen/29/bearbeiten/").content.decode()
    for anchor in re.findall(r"bearbeiten/#([\w-]+)", html):
        assert f'id="{anchor}"' in form


def test_page_costs_the_same_queries_for_3_and_30_measures(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_user())
    with django_assert_max_num_queries(8) as few:
        client.get("/luecken/")
    for number in range(100, 130):
        make_measure(number, next_step_date="2001-01-01")
    with django_assert_max_num_queries(8) as many:
        client.get("/luecken/")
    assert len(few) == len(many)
