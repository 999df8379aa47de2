from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertInHTML

from catalogue.models import Unit, UnitAlias
from integration.accounts.roles import Hat
from tests.factories import make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def department(client: Client, unit: str) -> Client:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug=unit)))
    return client


def page(client: Client, query: str = "") -> str:
    return client.get(f"/katalog/{query}").content.decode()


def listings(client: Client, query: str = "") -> list[str]:
    """Return the numbers of the table's rows, in order."""
    return re.findall(r'<th scope="row"><a href="/massnahmen/\d+/[^>]*>([\d,]+)', page(client, query))


def test_table_has_a_row_for_each_listing(coordination: Client) -> None:
    assert listings(coordination) == ["7,0", "28,1", "29,1", "29,2"]


def test_department_sees_only_its_own_rows(client: Client) -> None:
    assert listings(department(client, "51.3")) == ["28,1"]
    assert listings(client, "?stelle=FB-61") == []


def test_table_takes_the_parameters_of_the_list(coordination: Client) -> None:
    assert listings(coordination, "?status=geplant") == ["7,0"]
    assert listings(coordination, "?sort=-nummer") == ["29,1", "29,2", "28,1", "7,0"]
    html = page(coordination, "?stelle=FB+51&sort=-nummer&spalten=alle")
    assert 'href="/massnahmen/?stelle=FB+51&amp;sort=-nummer"' in html
    assert 'href="/katalog.xlsx?stelle=FB+51&amp;sort=-nummer"' in html
    assert '<input type="hidden" name="spalten" value="alle">' in html
    assert "Filter entfernen: </span>Stelle: FB 51" in html


def test_list_leads_to_the_table_with_its_parameters(coordination: Client) -> None:
    html = coordination.get("/massnahmen/?status=geplant&page=1").content.decode()
    assert 'href="/katalog/?status=geplant"' in html


def test_choices_of_table_and_list_are_the_same(coordination: Client) -> None:
    form = re.compile(r'<form class="card filter".*?</form>', re.DOTALL)
    one, other = (
        form.findall(coordination.get(f"{path}?stelle=FB+51").content.decode())
        for path in ("/katalog/", "/massnahmen/")
    )
    assert [line.strip() for line in one[0].splitlines() if line.strip()] == [
        line.strip() for line in other[0].splitlines() if line.strip()
    ]


def test_unit_is_found_by_its_alias(coordination: Client) -> None:
    UnitAlias.objects.create(unit=Unit.objects.get(slug="FB-61"), alias="Bauverwaltung")
    assert listings(coordination, "?stelle=bauverwaltung") == listings(coordination, "?stelle=FB-61") != []
    assert "Eine Stelle „Mond“ gibt es nicht." in page(coordination, "?stelle=Mond")


def test_marker_tells_what_is_missing(coordination: Client) -> None:
    html = page(coordination)
    assert 'title="Ziel fehlt, Zielgruppe fehlt, Ort fehlt' in html
    assert '<small class="gap">6 Lücken</small>' in html
    assert 'title="abweichend: Was soll erreicht werden?"' in html
    assert '<small class="lost">Widerspruch</small>' in html


def test_appended_columns_come_when_asked_for(coordination: Client) -> None:
    assert "Umsetzungsstand</span></th>" not in page(coordination)
    html = page(coordination, "?spalten=alle")
    assert "Umsetzungsstand</span></th>" in html
    assert '<td class="text edge">umgesetzt</td>' in html


def test_text_is_escaped(coordination: Client) -> None:
    make_measure(50, goal="<b>Ziel</b> & mehr")
    assert '<td class="long edge">&lt;b&gt;Ziel&lt;/b&gt; &amp; mehr</td>' in page(coordination)


def test_table_is_paged_by_measures(coordination: Client) -> None:
    for number in range(100, 200):
        make_measure(number, listings={1: {}, 2: {}})
    html = page(coordination, "?spalten=alle")
    assert "<strong>103</strong> Maßnahmen, 1 bis 100 auf dieser Seite" in html
    assert 'href="?spalten=alle&amp;page=2" rel="next"' in html
    assert len(listings(coordination)) == 4 + 97 * 2
    assert listings(coordination, "?page=2")[-1] == "199,2"


def test_navigation_marks_where_the_table_belongs(coordination: Client) -> None:
    assertInHTML('<a href="/massnahmen/" data-go="m" aria-current="true">Maßnahmen</a>', page(coordination))
    html = coordination.get("/massnahmen/").content.decode()
    assertInHTML('<a href="/massnahmen/" data-go="m" aria-current="page">Maßnahmen</a>', html)


def test_table_tells_its_methods(coordination: Client) -> None:
    assert coordination.options("/katalog/").headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "query", ["page=abc", "page=-1", "sort=foo", "status=quatsch", "spalten=%00", "q=%00"]
)
def test_junk_parameters_get_a_page(coordination: Client, query: str) -> None:
    assert coordination.get(f"/katalog/?{query}").status_code == 200


def test_no_hits_proposes_a_way_out(coordination: Client) -> None:
    html = page(coordination, "?zielgruppe=kinder&status=geplant")
    assert "Keine Maßnahme passt zu Ihrer Auswahl" in html
    assert 'href="?status=geplant">ohne „Zielgruppe“: 1 Maßnahme<' in html
    assert '<a class="kern-btn kern-btn--secondary" href="?">' in html


def test_table_costs_the_same_queries_for_1_and_30_measures(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    department(client, "FB-61")
    UnitAlias.objects.create(unit=Unit.objects.get(slug="FB-61"), alias="Bauverwaltung")
    query = "?stelle=Bauverwaltung&rolle=kooperation&spalten=alle"
    with django_assert_max_num_queries(15) as one:
        assert listings(client, query) == ["29,1", "29,2"]
    for number in range(100, 130):
        make_measure(number, units={"FB-61": "kooperation"}, target_groups=["kinder"], lead="51.3")
    with django_assert_max_num_queries(15) as many:
        assert len(listings(client, query)) == 32
    assert len(one) == len(many)


# --- Writing in it


def test_table_is_written_in_only_by_those_who_may(client: Client) -> None:
    query = "?bearbeiten=ja"
    for person, may in ((make_user(), True), (make_user(Hat.ADMINISTRATION), False)):
        client.force_login(person)
        assert ('data-cells="/katalog/zelle/"' in page(client, query)) == may
        assert (">Bearbeiten<" in page(client)) == may
    assert "data-cells" not in page(department(client, "FB-61"), query)


def test_rows_lead_to_the_form_and_keep_the_filter_while_writing(coordination: Client) -> None:
    html = page(coordination, "?bearbeiten=ja&status=geplant")
    assert 'href="/massnahmen/7/bearbeiten/"' in html
    assert '<input type="hidden" name="bearbeiten" value="ja">' in html
    assert 'href="?status=geplant"><span class="kern-label">Bearbeiten beenden' in html


def test_writing_costs_no_further_queries(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15) as reading:
        page(coordination)
    with django_assert_max_num_queries(15) as writing:
        page(coordination, "?bearbeiten=ja")
    assert len(writing) == len(reading)
