"""Searching, and going through what was found."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from integration.accounts.roles import Hat
from tests.factories import make_measure, make_user


@pytest.fixture
def coordination(client: Client, city: None) -> Client:
    client.force_login(make_user(Hat.COORDINATION))
    return client


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


# --- What was found, in the list


def test_list_marks_what_was_found_in_goal_and_text(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/?q=buero+erdgeschoss")
    assert "<strong>Ein <mark>Büro</mark> für alle Fragen</strong>" in html
    assert "<p>Anlaufstelle im <mark>Erdgeschoss</mark>" in html
    assert "passage" not in html


@pytest.mark.parametrize(
    ("asked", "passage"),
    [
        ("sachstand", "<small>Sachstand:</small> Der <mark>Sachstand</mark>"),
        ("naechster", "<small>Nächster Schritt:</small> Der <mark>nächster</mark> Schritt"),
        ("klaerung", "<small>Klärungsbedarf:</small> <mark>Klärung</mark>?"),
        ("ostern", "<small>Zeitrahmen:</small> bis <mark>Ostern</mark>"),
        ("bemerkt", "<small>Bemerkung:</small> <mark>bemerkt</mark>"),
        ("extrazelle", "<small>Kosten:</small> <mark>Extrazelle</mark>"),
        ("wortlaut", "<small>Handlungsfeld im Wortlaut:</small> IKO im <mark>Wortlaut</mark>"),
        ("stadtplanung", "<small>Zuständigkeit:</small> FB 61 <mark>Stadtplanung</mark>"),
        ("randnotiz", "<small>Zielgruppe:</small> nur mit <mark>Randnotiz</mark>"),
        ("hausflur", "<small>Ort:</small> <mark>Hausflur</mark>"),
        ("hutmarke", "<small>Hut:</small> <mark>Hutmarke</mark>"),
    ],
)
def test_list_says_where_else_it_was_found(coordination: Client, asked: str, passage: str) -> None:
    make_measure(
        80,
        progress="Der Sachstand",
        next_step="Der nächster Schritt",
        clarification="Klärung?",
        timeframe="bis Ostern",
        units={"FB-61": "kooperation"},
        listings={0: {"label": "IKO im Wortlaut", "remark": "bemerkt", "extra": {"Kosten": "Extrazelle"}}},
        target_groups={"kinder": "nur mit Randnotiz"},
        locations={"wohnung": "Hausflur"},
        hat={"stadt": "Hutmarke"},
    )
    assert f'<p class="passage">{passage}' in page(coordination, f"/massnahmen/?q={asked}")


def test_list_cuts_an_excerpt_around_what_was_found(coordination: Client) -> None:
    make_measure(80, text="Anfang " * 90 + "<b>Sprechzeit</b> " + "Ende " * 90)
    html = page(coordination, "/massnahmen/?q=sprechzeit")
    assert "Anfang &lt;b&gt;<mark>Sprechzeit</mark>&lt;/b&gt; Ende" in html
    assert html.count("Anfang") < 40


def test_number_found_is_not_told_again(coordination: Client) -> None:
    assert "passage" not in page(coordination, "/massnahmen/?q=29,2")


# --- On the page of a measure


def test_measure_marks_what_was_searched_for(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/29/?q=spielplaetze+spielplatz+maßnahme+stadtplanung+zugang")
    assert "Wege zum <mark>Spielplatz</mark>" in html
    assert '<a href="/massnahmen/7/"><mark>Maßnahme</mark> 7</a>' in html
    assert "FB 61 <mark>Stadtplanung</mark>" in html
    assert "<mark>" not in page(coordination, "/massnahmen/29/")


def test_measure_escapes_what_was_searched_for(coordination: Client) -> None:
    make_measure(80, goal='<script>alert("x")</script>')
    html = page(coordination, "/massnahmen/80/?q=%3Cscript%3E")
    assert "<mark>&lt;script&gt;</mark>alert(&quot;x&quot;)" in html
    assert "<script>" not in html


# --- The neighbours among the hits


def test_list_leads_to_measures_with_its_filter(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/?q=&stelle=&zielgruppe=erwachsene&sort=-nummer&page=1")
    assert 'href="/massnahmen/28/?zielgruppe=erwachsene&amp;sort=-nummer"' in html
    html = page(coordination, "/katalog/?zielgruppe=erwachsene")
    assert 'href="/massnahmen/28/?zielgruppe=erwachsene"' in html


def test_neighbours_are_those_of_the_hits_in_their_order(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/28/?zielgruppe=erwachsene&sort=-nummer")
    assert "<strong>1</strong> von 2 Treffern" in html
    assert 'href="/massnahmen/7/?zielgruppe=erwachsene&amp;sort=-nummer" rel="next"' in html
    assert 'rel="prev"' not in html
    assert 'href="/massnahmen/?zielgruppe=erwachsene&amp;sort=-nummer">zur Liste' in html


def test_way_back_leads_to_the_page_with_the_measure(coordination: Client) -> None:
    for number in range(100, 160):
        make_measure(number, status="geplant")
    html = page(coordination, "/massnahmen/150/?status=geplant")
    assert "<strong>52</strong> von 61 Treffern" in html
    assert 'href="/massnahmen/?status=geplant&amp;page=2">zur Liste' in html


def test_measure_that_is_no_hit_says_so(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/29/?zielgruppe=erwachsene")
    assert "Nicht unter den Treffern (2)" in html
    assert 'rel="next"' not in html


@pytest.mark.parametrize("query", ["", "?q=", "?page=2", "?sort=quatsch", "?status=quatsch", "?q=%00"])
def test_without_a_filter_neighbours_are_those_of_the_catalogue(coordination: Client, query: str) -> None:
    assert 'href="/massnahmen/29/" rel="next"' in page(coordination, f"/massnahmen/28/{query}")


@pytest.mark.usefixtures("city")
def test_department_goes_through_its_own_hits_only(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug="FB-61")))
    html = page(client, "/massnahmen/29/?sort=-nummer")
    assert "<strong>1</strong> von 2 Treffern" in html
    assert 'href="/massnahmen/7/?sort=-nummer" rel="next"' in html


def test_measure_among_hits_costs_the_same_queries_for_2_and_60(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    path = "/massnahmen/28/?q=Kita&stelle=51.3&zielgruppe=kinder&sort=status"
    with django_assert_max_num_queries(25) as few:
        page(coordination, path)
    for number in range(100, 160):
        make_measure(number, goal="Kita", units={"51.3": "beteiligt"}, target_groups=["kinder"])
    with django_assert_max_num_queries(25) as many:
        assert "von 61 Treffern" in page(coordination, path)
    assert len(few) == len(many)


@pytest.mark.usefixtures("past")
def test_hits_of_a_past_day_stay_there(client: Client) -> None:
    client.force_login(make_user(Hat.COORDINATION))
    html = page(client, "/massnahmen/28/?zielgruppe=erwachsene&stand=2021-05-31")
    assert "<strong>2</strong> von 2 Treffern" in html
    assert 'href="/massnahmen/7/?zielgruppe=erwachsene&amp;stand=2021-05-31" rel="prev"' in html
