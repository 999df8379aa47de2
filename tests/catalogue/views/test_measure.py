from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Contact, Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.factories import LONG_AGO, make_measure, make_user

pytestmark = pytest.mark.usefixtures("city")

SignedIn = Callable[..., Client]


@pytest.fixture
def signed_in(client: Client) -> SignedIn:
    """Return a function that signs a person in: a hat, or a department's person by unit."""

    def sign_in(hat: str = Hat.COORDINATION, unit: str = "") -> Client:
        client.force_login(make_user(hat, unit=Unit.objects.get(slug=unit) if unit else None))
        return client

    return sign_in


def department(signed_in: SignedIn, unit: str) -> Client:
    return signed_in(Hat.DEPARTMENT, unit=unit)


def numbers(html: str) -> list[int]:
    """Return the measures of a list's page, in order."""
    return [
        int(number)
        for number in re.findall(
            r'<th scope="row"[^>]*>(?:<input[^>]*>)?<a href="/massnahmen/(\d+)/[^"]*">', html
        )
    ]


def listed(client: Client, query: str = "") -> list[int]:
    return numbers(client.get(f"/massnahmen/{query}").content.decode())


# --- Who sees what


@pytest.mark.parametrize("path", ["/massnahmen/", "/massnahmen/7/", "/katalog.xlsx", "/katalog.csv"])
def test_signed_out_leads_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"] == f"/anmelden/?next={path}"


@pytest.mark.parametrize("path", ["/massnahmen/", "/massnahmen/7/", "/katalog.xlsx", "/katalog.csv"])
def test_person_without_hat_is_refused(signed_in: SignedIn, path: str) -> None:
    assert signed_in("").get(path).status_code == 403


def test_coordination_sees_all(signed_in: SignedIn) -> None:
    assert listed(signed_in()) == [7, 28, 29]


def test_department_sees_measures_of_its_units_and_those_below(signed_in: SignedIn) -> None:
    assert listed(department(signed_in, "FB-51")) == [7, 28]


def test_office_does_not_see_measures_above(signed_in: SignedIn) -> None:
    client = department(signed_in, "51.3")
    assert listed(client) == [28]
    assert client.get("/massnahmen/28/").status_code == 200
    assert client.get("/massnahmen/7/").status_code == 404


def test_filter_shows_no_more_than_the_person_may_see(signed_in: SignedIn) -> None:
    assert listed(department(signed_in, "51.3"), "?stelle=FB-61") == []


def test_former_member_is_refused(client: Client) -> None:
    user = make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="51.3"))
    user.memberships.update(valid_until=LONG_AGO)
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get("/massnahmen/").status_code == 403


# --- The list


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", [7, 28, 29]),
        ("nummer", [7, 28, 29]),
        ("-nummer", [29, 28, 7]),
        ("status", [29, 7, 28]),
        ("-status", [28, 7, 29]),
        ("geaendert", [7, 28, 29]),
        ("-geaendert", [29, 28, 7]),
        ("quatsch", [7, 28, 29]),
    ],
)
def test_list_sorts(signed_in: SignedIn, sort: str, order: list[int]) -> None:
    assert listed(signed_in(), f"?sort={sort}") == order


def test_number_breaks_ties(signed_in: SignedIn) -> None:
    make_measure(3)
    assert listed(signed_in(), "?sort=status")[:2] == [3, 29]


def test_row_reads_like_the_catalogue(signed_in: SignedIn) -> None:
    client = signed_in()
    html = client.get("/massnahmen/?q=29,1").content.decode()
    assert '<a href="/massnahmen/29/?q=29%2C1">29,1</a><br><small>29,2</small>' in html
    assert "Interkulturelle Öffnung<br><small>auch Schule</small>" in html
    html = client.get("/massnahmen/?q=7,0").content.decode()
    assert "<strong>FB 51</strong> (federführend), FB 61" in html
    assert '<span class="status" data-status="geplant">geplant</span>' in html


def test_text_is_escaped_and_shortened(signed_in: SignedIn) -> None:
    make_measure(50, goal="<b>Ziel</b> & mehr", text="Wort " * 6000)
    html = signed_in().get("/massnahmen/?sort=-nummer").content.decode()
    assert "&lt;b&gt;Ziel&lt;/b&gt; &amp; mehr" in html
    assert len(html) < 20_000


def test_pages_keep_filters_and_sorting(signed_in: SignedIn) -> None:
    for number in range(100, 160):
        make_measure(number, status="geplant")
    client = signed_in()
    html = client.get("/massnahmen/?status=geplant&sort=-nummer").content.decode()
    assert "<strong>61</strong> Maßnahmen, 1 bis 50 auf dieser Seite" in html
    assert 'href="?status=geplant&amp;sort=-nummer&amp;page=2" rel="next"' in html
    assert 'href="/katalog.xlsx?status=geplant&amp;sort=-nummer"' in html
    assert listed(client, "?status=geplant&sort=-nummer&page=2")[-1] == 7


@pytest.mark.parametrize(
    "query",
    ["page=abc", "page=99999", "page=-1", "page=", "sort=foo", "status=quatsch", "q=%00", "q=" + "a " * 3000,
     "stelle=%F0%9F%98%80", "unbekannt=1", "q=%25_%27%22;--", "handlungsfeld=%FF"],
)  # fmt: skip
def test_junk_parameters_get_a_page(signed_in: SignedIn, query: str) -> None:
    client = signed_in()
    assert client.get(f"/massnahmen/?{query}").status_code == 200
    assert client.get(f"/katalog.csv?{query}").status_code == 200


def test_no_hits_proposes_a_way_out(signed_in: SignedIn) -> None:
    html = signed_in().get("/massnahmen/?zielgruppe=kinder&status=geplant").content.decode()
    assert "Keine Maßnahme passt zu Ihrer Auswahl" in html
    assert 'href="?status=geplant">ohne „Zielgruppe“: 1 Maßnahme<' in html


def test_list_costs_the_same_queries_for_1_and_30_rows(
    signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = department(signed_in, "FB-61")
    query = "/massnahmen/?stelle=FB-61&rolle=kooperation"
    with django_assert_max_num_queries(15) as one:
        assert numbers(client.get(query).content.decode()) == [29]
    for number in range(100, 130):
        make_measure(number, units={"FB-61": "kooperation"}, target_groups=["kinder"], lead="51.3")
    with django_assert_max_num_queries(15) as many:
        assert len(numbers(client.get(query).content.decode())) == 31
    assert len(one) == len(many)


# --- One measure


def test_measure_that_does_not_exist_is_404(signed_in: SignedIn) -> None:
    client = signed_in()
    assert client.get("/massnahmen/8/").status_code == 404
    assert client.get("/massnahmen/99999999999999999999/").status_code == 404


def test_measure_links_what_it_names(signed_in: SignedIn) -> None:
    client = signed_in()
    html = client.get("/massnahmen/29/").content.decode()
    assert '<a href="/massnahmen/28/">28,1</a> und <a href="/massnahmen/7/">Maßnahme 7</a>' in html
    html = client.get("/massnahmen/28/").content.decode()
    assert 'Gegenfeld: <a href="/massnahmen/?handlungsfeld=schule">Schule</a>' in html


def test_measure_links_only_what_the_person_may_see(signed_in: SignedIn) -> None:
    make_measure(60, units={"51.3": "beteiligt"}, text="wie 28,1 und Maßnahme 29")
    html = department(signed_in, "51.3").get("/massnahmen/60/").content.decode()
    assert '<a href="/massnahmen/28/">28,1</a> und Maßnahme 29' in html


def test_measure_marks_what_is_missing_and_what_contradicts(signed_in: SignedIn) -> None:
    html = signed_in().get("/massnahmen/29/").content.decode()
    assert "Was soll erreicht werden?" in html
    assert "Für wen ist die Maßnahme?" in html
    assert "etwas anderes, als für die Maßnahme gilt: <q>Ein anderes Ziel</q>" in html


def test_measure_tells_who_changed_it_by_function(signed_in: SignedIn) -> None:
    html = signed_in().get("/massnahmen/7/").content.decode()
    assert "durch die Systembetreuung" in html
    assert "auf dem Weg: Formular" in html


def test_neighbours_are_the_nearest_the_person_may_see(signed_in: SignedIn) -> None:
    html = department(signed_in, "FB-61").get("/massnahmen/29/").content.decode()
    assert 'href="/massnahmen/7/" rel="prev"' in html
    assert 'rel="next"' not in html


def test_contact_shows_name_only_to_those_who_may(signed_in: SignedIn) -> None:
    unit = Unit.objects.get(slug="51.3")
    Contact.objects.create(unit=unit, function="Leitung 51.3", name="Der Name", telephone="0531 1")
    Contact.objects.create(unit=unit, function="Vorige Leitung", valid_until=LONG_AGO)
    html = signed_in().get("/massnahmen/28/").content.decode()
    assert "Leitung 51.3, Der Name" in html
    assert "Vorige Leitung" not in html
    html = department(signed_in, "51.3").get("/massnahmen/28/").content.decode()
    assert "Leitung 51.3" in html
    assert "Der Name" not in html


def test_measure_costs_at_most_20_queries(
    signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = department(signed_in, "FB-61")
    with django_assert_max_num_queries(20):
        client.get("/massnahmen/29/")


def test_measure_without_anything_has_a_page(signed_in: SignedIn) -> None:
    make_measure(70, listings={})
    assert signed_in().get("/massnahmen/70/").status_code == 200


def test_only_who_may_change_measures_ticks_them_on_request(client: Client) -> None:
    for hat, boxes in ((Hat.COORDINATION, 3), (Hat.ADMINISTRATION, 0)):
        client.force_login(make_user(hat, username=f"{hat}-kasten"))
        html = client.get("/massnahmen/?bearbeiten=ja").content.decode()
        assert html.count('form="sammeln"') == boxes
        assert ("Markierte ändern" in html) == bool(boxes)
        html = client.get("/massnahmen/?q=Kita").content.decode()
        assert 'form="sammeln"' not in html
        assert ('href="?q=Kita&amp;bearbeiten=ja#sammeln"' in html) == bool(boxes)
